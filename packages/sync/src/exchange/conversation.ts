import type { Clock, Id, Instant } from '@beaveros/kit';
import type { Ask, AskAnswer, ExchangeMessage, Head, SnapshotPart } from '@beaveros/protocol/exchange';
import {
  type Alarm,
  type Answer,
  type AskOutcome,
  type Batch,
  type CloseCode,
  type Effect,
  type Input,
  newSession,
  type ReadOutcome,
  type ReadRequest,
  type Session,
  type SessionOptions,
  wakeAt,
  type WholeSnapshot,
} from './session.ts';
import { step } from './step.ts';

/** What a conversation does to the world. `done` may be called at once or later, once. */
export interface ConversationPorts {
  send(message: ExchangeMessage): void;
  /**
   * A batch that the peer lacks; `hash` is what the peer has at `after`, to be compared with ours. While the peer stores
   * one, the next may be asked for: at most two are under way.
   */
  read(request: ReadRequest, done: (outcome: ReadOutcome) => void): void;
  /** The run kept aside that ends there, of those told by `branchesKept`; null: there no more. Needed with that only. */
  readBranch?(end: Head, done: (batch: Batch | null) => void): void;
  /** Verifies and stores; durable before `done`. `head` is the chain's own afterwards. */
  store(batch: Batch, done: (answer: Answer, head: Head | null) => void): void;
  /** The peer holds these durably, by its own word. After hello: all its heads, and its life. */
  peerHas?(heads: readonly Head[], life: string | null): void;
  /** A signed snapshot of what is known here, in parts; null: none. Without this port none is given. */
  giveSnapshot?(done: (parts: readonly SnapshotPart[] | null) => void): void;
  /** Verifies hash and signature and installs; all heads afterwards. Without this port none is taken. */
  takeSnapshot?(snapshot: WholeSnapshot, done: (heads: readonly Head[]) => void): void;
  /** The peer asks: what this side grants is durable before `done`. Needed with `answersAsks` only. */
  judgeAsk?(id: Id<'Command'>, ask: Ask, done: (answer: AskAnswer) => void): void;
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
  /** Who waits for what came of an ask. */
  readonly #asking = new Map<string, readonly ((outcome: AskOutcome) => void)[]>();
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

  /** What is kept aside of the chains that the peer's terminal wrote: where each run ends, in order. */
  branchesKept(ends: readonly Head[]): void {
    this.#take({ kind: 'branches-kept', ends });
  }

  /**
   * Asks the peer. Told once what came of it, within ASK_TIMEOUT_MS; said again under the same id while it is under way,
   * both are told.
   */
  ask(id: Id<'Command'>, ask: Ask, told: (outcome: AskOutcome) => void): void {
    const waiting = this.#asking.get(id);
    this.#asking.set(id, waiting === undefined ? [told] : [...waiting, told]);
    this.#take({ kind: 'ask', id, ask });
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
        const { request } = effect;
        return this.#ports.read(request, (outcome) =>
          this.#take({ kind: 'batch-read', chain: request.chain, outcome }),
        );
      }
      case 'store':
        return this.#ports.store(effect.batch, (answer, head) =>
          this.#take({ kind: 'batch-stored', answer, head }),
        );
      case 'read-ahead': {
        const { request } = effect;
        const { chain, after } = request;
        return this.#ports.read(request, (outcome) =>
          this.#take({ kind: 'ahead-read', chain, after, outcome }),
        );
      }
      case 'read-branch':
        if (this.#ports.readBranch === undefined) return this.#take({ kind: 'branch-read', batch: null });
        return this.#ports.readBranch(effect.end, (batch) => this.#take({ kind: 'branch-read', batch }));
      case 'peer-has':
        return this.#ports.peerHas?.(effect.heads, effect.life);
      case 'give-snapshot':
        if (this.#ports.giveSnapshot === undefined) return this.#take({ kind: 'snapshot-made', parts: null });
        return this.#ports.giveSnapshot((parts) => this.#take({ kind: 'snapshot-made', parts }));
      case 'take-snapshot':
        if (this.#ports.takeSnapshot === undefined) return this.#take({ kind: 'snapshot-taken', heads: [] });
        return this.#ports.takeSnapshot(effect.snapshot, (heads) =>
          this.#take({ kind: 'snapshot-taken', heads }),
        );
      case 'judge-ask': {
        const { id, ask } = effect;
        const done = (answer: AskAnswer) => this.#take({ kind: 'ask-judged', id, answer });
        if (this.#ports.judgeAsk === undefined)
          return done({ kind: 'unable', code: 'exchange/no-asks-here' });
        return this.#ports.judgeAsk(id, ask, done);
      }
      case 'ask-answered': {
        const waiting = this.#asking.get(effect.id) ?? [];
        this.#asking.delete(effect.id);
        for (const told of waiting) told(effect.outcome);
        return;
      }
      case 'alarm':
        return this.#ports.alarm(effect.alarm);
      case 'close':
        return this.#ports.close(effect.code);
    }
  }
}
