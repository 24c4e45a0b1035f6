import { fileURLToPath } from 'node:url';
import { Fault } from '@beaveros/kit';
import pg from 'pg';
import * as z from 'zod';
import { Child } from './child.ts';

export interface PostgresProcessOptions {
  readonly dataDir: string;
  readonly logFile: string;
  readonly durability: 'full' | 'throwaway';
}

const zReady = z.object({ ready: z.literal(true), url: z.string() });
const READY_TIMEOUT_MS = 60_000;
const ENTRY = fileURLToPath(new URL('./postgres-main.ts', import.meta.url));

/** PostgreSQL beside the cloud: it outlives the cloud's death, and loses sessions of its own. */
export class PostgresProcess implements AsyncDisposable {
  readonly #options: PostgresProcessOptions;
  #child: Child | null = null;
  #url: string | null = null;

  constructor(options: PostgresProcessOptions) {
    this.#options = options;
  }

  /** Superuser, past every line. Holds the password: never log it. */
  get adminUrl(): string {
    if (this.#url === null) throw new Fault('house/not-running', 'PostgreSQL was never started');
    return this.#url;
  }
  get port(): number {
    return Number(new URL(this.adminUrl).port);
  }

  async start(): Promise<this> {
    const { dataDir, logFile, durability } = this.#options;
    this.#child = await Child.start({
      name: 'PostgreSQL',
      entry: ENTRY,
      logFile,
      readyTimeoutMs: READY_TIMEOUT_MS,
      env: { BEAVER_DATA_DIR: dataDir, BEAVER_DURABILITY: durability },
    });
    this.#url = zReady.parse(this.#child.ready).url;
    return this;
  }

  /** The process ids of sessions that somebody uses for a database of the cloud, in their order of arrival. */
  async sessions(): Promise<readonly { readonly pid: number; readonly database: string }[]> {
    return await this.#ask(
      `select pid, datname as database from pg_stat_activity
       where backend_type = 'client backend' and datname like 'beaver%' order by backend_start, pid`,
    );
  }

  /** Ends one session, as an administrator would; its client sees the connection close. */
  async endSession(pid: number): Promise<void> {
    await this.#ask('select pg_terminate_backend($1)', [pid]);
  }

  /** SIGKILL to one session's process: PostgreSQL then ends every session and recovers from its WAL. */
  killBackend(pid: number): void {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.[Symbol.asyncDispose]();
  }

  async #ask<T extends object>(text: string, values: readonly unknown[] = []): Promise<readonly T[]> {
    const client = new pg.Client({
      connectionString: this.adminUrl,
      application_name: 'beaveros-chaos',
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
    });
    client.on('error', () => {}); // The query under way rejects.
    try {
      await client.connect();
      return (await client.query(text, [...values])).rows as readonly T[];
    } finally {
      await client.end().catch(() => {});
    }
  }
}
