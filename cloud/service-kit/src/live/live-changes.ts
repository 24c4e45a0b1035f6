import { type Clock, Fault, type Instant, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { Identity } from '../identity.ts';
import { keepListening } from '../listen-session.ts';
import { type Change, LIVE_CHANNEL, readChange, toldOf } from './change.ts';
import { LiveStream } from './live-stream.ts';

/** Streams of one service in one process: a socket and some 4 kB each. */
const STREAMS_MAX = 5_000;
/** Of one person: a browser opens six connections to an origin, and people have two machines. */
const STREAMS_PER_CALLER_MAX = 12;
/** Shorter than the idle limit of any proxy we know (nginx and AWS: 60 s). */
const HEARTBEAT_MS = 15_000;
/** The database answers a LISTEN at once or is away. */
const LISTEN_TIMEOUT_MS = 5_000;
/** setTimeout takes 31 bits; no token lives that long. */
const TIMER_MAX_MS = 2 ** 31 - 1;

export interface LiveLimits {
  readonly streamsMax: number;
  readonly streamsPerCallerMax: number;
  readonly heartbeatMs: number;
  readonly listenTimeoutMs: number;
}
export const LIVE_LIMITS: LiveLimits = {
  streamsMax: STREAMS_MAX,
  streamsPerCallerMax: STREAMS_PER_CALLER_MAX,
  heartbeatMs: HEARTBEAT_MS,
  listenTimeoutMs: LISTEN_TIMEOUT_MS,
};

/**
 * Whoever watches a service in this process. What any process of the service tells (`tellChange`) comes by one listening
 * session of its database, opened for the first watcher and made again when it dies; then everyone is told to ask again,
 * because what was said meanwhile nobody heard.
 */
export class LiveChanges implements AsyncDisposable {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #limits: LiveLimits;
  readonly #stopped = new AbortController();
  readonly #byTenant = new Map<string, Map<LiveStream, Identity>>();
  readonly #byCaller = new Map<string, number>();
  #count = 0;
  #session: { readonly running: Promise<void>; readonly listening: Promise<void> } | undefined;
  #heart: NodeJS.Timeout | undefined;

  /** `url` is the app role's: to listen needs no right to any row. */
  constructor({ url, clock, limits = LIVE_LIMITS }: { url: string; clock: Clock; limits?: LiveLimits }) {
    this.#url = url;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** How many watch. */
  get size(): number {
    return this.#count;
  }

  /**
   * The changes of the caller's tenant and stores from now on, until the token ends, the caller leaves, or `close`. When
   * it returns nothing that commits from then on is missed. Faults: `service/unavailable`, to be tried again.
   */
  async open({
    identity,
    expiresAt,
  }: {
    readonly identity: Identity;
    readonly expiresAt: Instant;
  }): Promise<Result<ReadableStream<Uint8Array>, Refusal<'live/too-many'>>> {
    if (this.#stopped.signal.aborted) throw away('the service stops');
    const caller = callerOf(identity);
    const { streamsMax, streamsPerCallerMax } = this.#limits;
    if (this.#count >= streamsMax || (this.#byCaller.get(caller) ?? 0) >= streamsPerCallerMax)
      return refuse({ code: 'live/too-many' });
    // Counted before it waits, so that many at once are bounded too.
    const stream = this.#add(identity, expiresAt);
    this.#session ??= this.#listen();
    this.#heart ??= setInterval(() => this.#beat(), this.#limits.heartbeatMs).unref();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const { listenTimeoutMs } = this.#limits;
      timer = setTimeout(() => reject(away('the database does not answer')), listenTimeoutMs);
    });
    try {
      await Promise.race([this.#session.listening, late]);
      return ok(stream.events);
    } catch (error) {
      stream.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends every stream in order and lets no more in. Idempotent. */
  async close(): Promise<void> {
    this.#stopped.abort();
    clearInterval(this.#heart);
    for (const streams of this.#byTenant.values()) for (const stream of streams.keys()) stream.end();
    await this.#session?.running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #add(identity: Identity, expiresAt: Instant): LiveStream {
    const { tenantId } = identity;
    const caller = callerOf(identity);
    const lifeMs = Math.min(TIMER_MAX_MS, Math.max(0, expiresAt - this.#clock.now()));
    const stream = new LiveStream(() => {
      clearTimeout(expiry);
      const ofTenant = this.#byTenant.get(tenantId);
      ofTenant?.delete(stream);
      if (ofTenant?.size === 0) this.#byTenant.delete(tenantId);
      const left = (this.#byCaller.get(caller) ?? 0) - 1;
      if (left > 0) this.#byCaller.set(caller, left);
      else this.#byCaller.delete(caller);
      this.#count -= 1;
    });
    const expiry = setTimeout(() => stream.end(), lifeMs);
    const ofTenant = this.#byTenant.get(tenantId) ?? new Map<LiveStream, Identity>();
    this.#byTenant.set(tenantId, ofTenant.set(stream, identity));
    this.#byCaller.set(caller, (this.#byCaller.get(caller) ?? 0) + 1);
    this.#count += 1;
    return stream;
  }

  #listen() {
    const first = Promise.withResolvers<void>();
    let isFirst = true;
    const running = keepListening({
      url: this.#url,
      channel: LIVE_CHANNEL,
      name: 'beaveros-live',
      signal: this.#stopped.signal,
      onNotification: (payload) => this.#tell(readChange(payload)),
      onListening: () => {
        first.resolve();
        if (!isFirst) this.#everyoneAsksAgain();
        isFirst = false;
      },
    });
    // Whoever still waits when it stops gets the same answer as who comes later.
    const listening = Promise.race([
      first.promise,
      running.then(() => Promise.reject(away('the service stops'))),
    ]);
    listening.catch(() => {});
    return { running, listening };
  }

  #tell(change: Change | null): void {
    if (change === null) return;
    for (const [stream, identity] of this.#byTenant.get(change.tenantId) ?? []) {
      const storeId = toldOf(identity, change);
      if (storeId !== undefined) stream.change(storeId);
    }
  }

  #everyoneAsksAgain(): void {
    for (const streams of this.#byTenant.values()) for (const stream of streams.keys()) stream.change(null);
  }

  #beat(): void {
    for (const streams of this.#byTenant.values()) for (const stream of streams.keys()) stream.beat();
  }
}

function callerOf(identity: Identity): string {
  return `${identity.tenantId}/${identity.kind === 'user' ? identity.userId : identity.terminalId}`;
}

function away(why: string): Fault {
  return new Fault('service/unavailable', why, { retryable: true });
}
