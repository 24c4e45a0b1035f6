import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface BellListener {
  /** The journal of the tenant grew in that chain. */
  onJournal(tenant: string, chain: string): void;
  /** Connections of that terminal are to be judged again. */
  onFence(tenant: string, terminal: string): void;
  /** The listening session is new: anything may have been missed. */
  onGap(): void;
}

const LISTEN_AGAIN_MS = 1_000;
const KEEPALIVE_MS = 10_000;

/**
 * Hears what other processes of the cloud committed (NOTIFY). Only hints: whoever listens reads the tables. The
 * session is made again when it dies.
 */
export class Bell implements AsyncDisposable {
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;

  constructor(url: string, listener: BellListener) {
    this.#running = this.#run(url, listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(url: string, listener: BellListener): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const client = new pg.Client({
        connectionString: url,
        application_name: 'beaveros-exchange-bell',
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEPALIVE_MS,
      });
      const ended = new Promise<void>((resolve) => {
        client.on('error', () => resolve()); // A dead session is replaced below.
        client.on('end', () => resolve());
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      client.on('notification', ({ channel, payload = '' }) => {
        const [tenant, name] = payload.split('/');
        if (tenant === undefined || name === undefined) return;
        if (channel === 'beaver_journal') listener.onJournal(tenant, name);
        else listener.onFence(tenant, name);
      });
      try {
        await client.connect();
        await client.query('listen beaver_journal; listen beaver_fence');
        listener.onGap();
        await ended;
      } catch {
        // The server is away; whoever stores says so, the bell only comes back.
      }
      await client.end().catch(() => {});
      await sleep(LISTEN_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  }
}
