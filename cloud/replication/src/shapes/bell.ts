import { setTimeout as sleep } from 'node:timers/promises';
import { BELL_CHANNEL } from './capture-sql.ts';

/** The part of `pg.Pool` that the bell needs: one session for itself. */
export interface BellPool {
  connect(): Promise<BellSession>;
}

interface BellSession {
  query(text: string): Promise<unknown>;
  on(event: 'notification', listener: (message: { readonly payload?: string | undefined }) => void): unknown;
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown;
  release(error?: Error | boolean): void;
}

/** After a lost session; a change that happens meanwhile is found when the session is back or a hold ends. */
const RECONNECT_MS = 500;
/** An idle session is asked this often, so that a connection that died silently is noticed. */
const HEARTBEAT_MS = 30_000;

/**
 * Wakes the requests that wait for changes: one LISTEN session per service, opened with the first waiter. A ring says
 * "look", nothing more; a lost ring costs at most one hold.
 */
export class Bell implements AsyncDisposable {
  readonly #pool: BellPool;
  readonly #onFault: (error: unknown) => void;
  readonly #waiters = new Map<string, Set<Waiter>>();
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(pool: BellPool, onFault: (error: unknown) => void) {
    this.#pool = pool;
    this.#onFault = onFault;
  }

  /** A waiter for the changes of one table and tenant, rung or not. To be made before the first look, disposed after it. */
  listen(table: string, tenant: string): Waiter {
    this.#loop ??= this.#listenForever();
    const key = `${table}/${tenant}`;
    const peers = this.#waiters.get(key) ?? new Set<Waiter>();
    this.#waiters.set(key, peers);
    const waiter = new Waiter(() => {
      peers.delete(waiter);
      if (peers.size === 0 && this.#waiters.get(key) === peers) this.#waiters.delete(key);
    });
    peers.add(waiter);
    return waiter;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    this.#ringAll();
  }

  async #listenForever(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#listenOnce(signal);
      } catch (error) {
        this.#onFault(error);
      }
      if (!signal.aborted) await sleep(RECONNECT_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #listenOnce(signal: AbortSignal): Promise<void> {
    const session = await this.#pool.connect();
    const lost = Promise.withResolvers<Error | undefined>();
    session.on('notification', ({ payload }) => this.#ring(payload ?? ''));
    session.on('error', (error) => lost.resolve(error ?? new Error('session lost')));
    session.on('end', () => lost.resolve(new Error('session ended')));
    try {
      await session.query(`listen ${BELL_CHANNEL}`);
      // What changed before LISTEN took hold rang for nobody.
      this.#ringAll();
      while (!signal.aborted) {
        const timeout = sleep(HEARTBEAT_MS, 'idle' as const, { signal }).catch(() => 'idle' as const);
        const outcome = await Promise.race([lost.promise, timeout]);
        if (outcome instanceof Error) throw outcome;
        if (!signal.aborted) await session.query('select 1');
      }
    } finally {
      // Destroyed, not returned: it still listens.
      session.release(true);
    }
  }

  #ring(payload: string): void {
    if (payload.endsWith('/*')) {
      const table = payload.slice(0, -1);
      for (const [key, waiters] of this.#waiters) if (key.startsWith(table)) ringEach(waiters);
    } else {
      ringEach(this.#waiters.get(payload) ?? []);
    }
  }

  #ringAll(): void {
    for (const waiters of this.#waiters.values()) ringEach(waiters);
  }
}

function ringEach(waiters: Iterable<Waiter>): void {
  for (const waiter of waiters) waiter.ring();
}

export class Waiter implements Disposable {
  readonly #onDispose: () => void;
  #isRung = false;
  #wake: (() => void) | undefined;

  constructor(onDispose: () => void) {
    this.#onDispose = onDispose;
  }

  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Returns when rung since the last call, or after `timeoutMs`, or when the signal aborts. */
  async rung(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      const timer = setTimeout(wake, timeoutMs);
      this.#wake = wake;
      signal.addEventListener('abort', wake, { once: true });
      await promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      this.#wake = undefined;
    }
    this.#isRung = false;
  }

  [Symbol.dispose](): void {
    this.#onDispose();
  }
}
