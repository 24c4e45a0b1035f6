import { type Clock, type Fault, instant, isFault } from '@beaveros/kit';
import { type Closing, closingFor } from '@beaveros/sync/exchange';
import type { RouteDependencies } from '@beaveros/service-kit';
import type { WebSocket } from 'ws';
import type { Scope } from '../journal/check-batch.ts';
import { type JournalDependencies, storeBatch } from '../journal/store-batch.ts';
import type { ChainNews } from './chain-news.ts';
import { TillExchange, type TillMemory } from './till-exchange.ts';

export interface TillLinkOptions extends JournalDependencies {
  readonly clock: Clock;
  readonly log: RouteDependencies['log'];
}

export interface TillLinkStart extends TillMemory {
  readonly scope: Scope & { readonly epoch: number };
}

/** Proxies cut silent lines after a minute; a till that sleeps says no goodbye. */
const PING_INTERVAL_MS = 15_000;
/** Time for the closing handshake: on a dead line the other half never comes. */
const CLOSE_TIMEOUT_MS = 1_000;
/** For pauses and time-outs: a wall clock may be set back. */
const MONOTONIC: Clock = { now: () => instant(Math.floor(performance.now())) };

/** One till's open socket, and the exchange over it. Closing the socket ends it. */
export class TillLink {
  readonly scope: Scope;
  readonly epoch: number;
  readonly #socket: WebSocket;
  readonly #exchange: TillExchange;
  readonly #log: RouteDependencies['log'];
  readonly #pinger: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #isHeard = true;
  #closing: Closing | null = null;

  constructor(socket: WebSocket, { scope, ...memory }: TillLinkStart, options: TillLinkOptions) {
    this.#socket = socket;
    this.scope = scope;
    this.epoch = scope.epoch;
    this.#log = options.log.child({ tenantId: scope.tenant, terminalId: scope.terminal });
    const { database, keys } = options;
    const store = storeBatch.bind(null, options, scope);
    this.#exchange = new TillExchange(
      { database, keys, scope, store, clock: MONOTONIC, ...memory },
      {
        send: (text) => socket.send(text),
        close: (closing) => {
          this.#log.warn({ reason: closing.reason }, 'exchange: closed on our side');
          this.close(closing);
        },
        run: (work, done, failed) => this.#run(work, done, failed),
        wake: (at) => this.#wake(at),
        alarm: (alarm) => this.#log.warn({ alarm }, 'exchange: a chain needs a person'),
      },
    );
    this.#pinger = setInterval(() => this.#ping(), PING_INTERVAL_MS);
    this.#pinger.unref();
    socket.on('pong', () => {
      this.#isHeard = true;
    });
    socket.on('message', (data, isBinary) => this.#hear(isBinary ? null : (data as Buffer).toString()));
    socket.on('error', () => {}); // `close` follows.
    socket.once('close', () => this.#ended());
    this.#exchange.open();
  }

  heard(news: readonly ChainNews[]): void {
    this.#guard(() => this.#exchange.heard(news));
  }

  /** Runs kept aside that the till has taken in this session, by name. */
  get taken(): ReadonlySet<string> {
    return this.#exchange.taken;
  }

  /** The socket is gone; whoever keeps links forgets this one. */
  get isClosed(): boolean {
    return this.#socket.readyState === this.#socket.CLOSED;
  }

  /** Why this side closed the connection; null while it did not. */
  get closing(): Closing | null {
    return this.#closing;
  }

  close(closing: Closing): void {
    this.#closing ??= closing;
    this.#socket.close(closing.status, closing.reason);
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  #hear(text: string | null): void {
    this.#isHeard = true;
    if (this.#closing !== null) return;
    if (text === null) return this.close(closingFor('exchange/bad-message', 'binary'));
    this.#guard(() => this.#exchange.hear(text));
  }

  /** Anything but a fault is a defect of ours, and ends this link. */
  #run<T>(work: () => Promise<T>, done: (value: T) => void, failed: (fault: Fault) => void): void {
    const answered = async () => {
      let next: () => void;
      try {
        const value = await work();
        next = () => done(value);
      } catch (error) {
        if (!isFault(error)) return this.#defect(error);
        this.#log.warn({ code: error.code }, 'exchange: the journal failed');
        next = () => failed(error);
      }
      if (this.#closing === null) this.#guard(next);
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
    const delayMs = Math.max(0, at - MONOTONIC.now());
    this.#timer = setTimeout(() => this.#guard(() => this.#exchange.tick()), delayMs);
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
    this.#exchange.closed();
  }
}
