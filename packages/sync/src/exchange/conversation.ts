import type { Clock, Instant } from '@beaveros/kit';
import type { ExchangeMessage, Head } from '@beaveros/protocol/exchange';
import {
  type Alarm,
  type Answer,
  type Batch,
  type CloseCode,
  type Effect,
  type Input,
  newSession,
  type ReadOutcome,
  type Session,
  type SessionOptions,
  wakeAt,
} from './session.ts';
import { step } from './step.ts';

/** What a conversation does to the world. `done` may be called at once or later, once. */
export interface ConversationPorts {
  send(message: ExchangeMessage): void;
  /** Entries of `chain` after `after`; `hash` is what the peer has at `after`, to be compared with ours. */
  read(
    request: { readonly chain: string; readonly after: number; readonly hash: string | null },
    done: (outcome: ReadOutcome) => void,
  ): void;
  /** Verifies and stores; durable before `done`. `head` is the chain's own afterwards. */
  store(batch: Batch, done: (answer: Answer, head: Head | null) => void): void;
  alarm(alarm: Alarm): void;
  close(code: CloseCode): void;
  /** Replaces the one timer: call `tick` then; null stops it. */
  wake(at: Instant | null): void;
}

/** Runs one session: inputs in, effects out through its ports, in order, also when a port answers at once. */
export class Conversation {
  readonly #ports: ConversationPorts;
  readonly #clock: Clock;
  #session: Session;
  readonly #inputs: Input[] = [];
  #isRunning = false;
  #wakeAt: number | null = null;

  constructor(options: SessionOptions, ports: ConversationPorts, clock: Clock) {
    this.#ports = ports;
    this.#clock = clock;
    this.#session = newSession(options, clock.now());
  }

  get session(): Session {
    return this.#session;
  }

  open(heads: readonly Head[]): void {
    this.#take({ kind: 'opened', heads });
  }

  hear(message: ExchangeMessage): void {
    this.#take({ kind: 'message', message });
  }

  headsMoved(heads: readonly Head[]): void {
    this.#take({ kind: 'heads-moved', heads });
  }

  tick(): void {
    this.#wakeAt = null;
    this.#take({ kind: 'tick' });
  }

  /** The connection is gone; callbacks under way are ignored from here on. */
  close(): void {
    this.#take({ kind: 'closed' });
  }

  #take(input: Input): void {
    this.#inputs.push(input);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const { session, effects } = step(this.#session, next, this.#clock.now());
        this.#session = session;
        for (const effect of effects) this.#perform(effect);
      }
    } finally {
      this.#isRunning = false;
    }
    const at = wakeAt(this.#session);
    if (at === this.#wakeAt) return;
    this.#wakeAt = at;
    this.#ports.wake(at as Instant | null);
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        return this.#ports.send(effect.message);
      case 'read': {
        const { chain, after, hash } = effect;
        return this.#ports.read({ chain, after, hash }, (outcome) =>
          this.#take({ kind: 'batch-read', chain, outcome }),
        );
      }
      case 'store':
        return this.#ports.store(effect.batch, (answer, head) =>
          this.#take({ kind: 'batch-stored', answer, head }),
        );
      case 'alarm':
        return this.#ports.alarm(effect.alarm);
      case 'close':
        return this.#ports.close(effect.code);
    }
  }
}
