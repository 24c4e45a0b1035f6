import { type Clock, isFault } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import { type Closing, closingFor, Conversation, hearFrame, RELAY_PAUSE_MS } from '@beaveros/sync/exchange';
import type { RouteDependencies } from '@beaveros/service-kit';
import type { WebSocket } from 'ws';
import type { Scope } from '../journal/check-batch.ts';
import { headsOfStore, readBatch } from '../journal/read-batch.ts';
import { type JournalDependencies, storeBatch } from '../journal/store-batch.ts';

export interface TillLinkOptions extends JournalDependencies {
  readonly clock: Clock;
  readonly log: RouteDependencies['log'];
}

/** Proxies cut silent lines after a minute; a till that sleeps says no goodbye. */
const PING_INTERVAL_MS = 15_000;
/** A till says hello, in a few frames where it has thousands of chains, and then waits for ours. */
const EARLY_MAX = 4;

/** The exchange with one till over one open socket, from hello until it closes. Closing the socket ends it. */
export class TillLink {
  readonly scope: Scope;
  readonly epoch: number;
  readonly #socket: WebSocket;
  readonly #options: TillLinkOptions;
  readonly #log: RouteDependencies['log'];
  readonly #conversation: Conversation;
  readonly #pinger: NodeJS.Timeout;
  /** Frames that came while the heads for our hello were being read. */
  #early: string[] | null = [];
  #timer: NodeJS.Timeout | undefined;
  #isHeard = true;

  constructor(socket: WebSocket, scope: Scope & { readonly epoch: number }, options: TillLinkOptions) {
    this.#socket = socket;
    this.scope = scope;
    this.epoch = scope.epoch;
    this.#options = options;
    this.#log = options.log.child({ tenantId: scope.tenant, terminalId: scope.terminal });
    this.#conversation = new Conversation(
      // The cloud reads every version: it keeps bytes. No chain is refused as its own: the journal itself judges them.
      { own: new Set(), reads: [], relayPauseMs: RELAY_PAUSE_MS },
      {
        send: (message) => socket.send(JSON.stringify(message)),
        read: (request, done) =>
          this.#then(readBatch(options.database, scope, request), done, (code) =>
            done({ kind: 'failed', code }),
          ),
        store: (batch, done) =>
          this.#then(
            storeBatch(options, scope, batch),
            ({ answer, head }) => done(answer, head),
            (code) => done({ kind: 'refused', chain: batch.chain, code, field: '', retryable: true }, null),
          ),
        alarm: (alarm) => this.#log.warn({ alarm }, 'exchange: a chain needs a person'),
        close: (code) => this.close(closingFor(code)),
        wake: (at) => this.#wake(at),
      },
      options.clock,
    );
    this.#pinger = setInterval(() => this.#ping(), PING_INTERVAL_MS);
    this.#pinger.unref();
    socket.on('pong', () => {
      this.#isHeard = true;
    });
    socket.on('message', (data, isBinary) => this.#hear(isBinary ? null : (data as Buffer).toString()));
    socket.on('error', () => {}); // `close` follows.
    socket.once('close', () => this.#ended());
    this.#then(
      headsOfStore(options.database, scope),
      (heads) => this.#open(heads),
      (code) => this.close(closingFor(code)),
    );
  }

  /** Chains of this till's store grew. */
  headsMoved(heads: readonly Head[]): void {
    this.#guard(() => this.#conversation.headsMoved(heads));
  }

  /** The socket is gone; whoever keeps links forgets this one. */
  get isClosed(): boolean {
    return this.#socket.readyState === this.#socket.CLOSED;
  }

  close({ status, reason }: Closing): void {
    this.#socket.close(status, reason);
  }

  #open(heads: readonly Head[]): void {
    this.#conversation.open(heads);
    const early = this.#early ?? [];
    this.#early = null;
    for (const text of early) this.#hear(text);
  }

  #hear(text: string | null): void {
    this.#isHeard = true;
    if (text === null) return this.close(closingFor('exchange/bad-message', 'binary'));
    if (this.#early !== null) {
      if (this.#early.length >= EARLY_MAX) return this.close(closingFor('exchange/bad-message', 'm'));
      this.#early.push(text);
      return;
    }
    this.#guard(() => {
      const closing = hearFrame(this.#conversation, text);
      if (closing === null) return;
      this.#log.warn({ reason: closing.reason }, 'exchange: not one of our messages');
      this.close(closing);
    });
  }

  /** Hands on what the database answered; a fault by its code. Anything else is a defect of ours, and ends this link. */
  #then<T>(promise: Promise<T>, done: (value: T) => void, failed: (code: string) => void): void {
    const answered = async () => {
      let next: () => void;
      try {
        const value = await promise;
        next = () => done(value);
      } catch (error) {
        if (!isFault(error)) return this.#defect(error);
        const { code } = error;
        this.#log.warn({ code }, 'exchange: the journal failed');
        next = () => failed(code);
      }
      this.#guard(next);
    };
    void answered();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#defect(error);
    }
  }

  #defect(error: unknown): void {
    this.#log.error({ err: error }, 'exchange: a link failed on our side');
    this.close(closingFor('exchange/defect'));
  }

  #wake(at: number | null): void {
    clearTimeout(this.#timer);
    if (at === null) return;
    const delayMs = Math.max(0, at - this.#options.clock.now());
    this.#timer = setTimeout(() => this.#guard(() => this.#conversation.tick()), delayMs);
    this.#timer.unref();
  }

  #ping(): void {
    if (!this.#isHeard) return this.#socket.terminate();
    this.#isHeard = false;
    this.#socket.ping();
  }

  #ended(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#pinger);
    this.#conversation.close();
  }
}
