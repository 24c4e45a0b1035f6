import { fileURLToPath } from 'node:url';
import { Fault } from '@beaveros/kit';
import * as z from 'zod';
import { Child } from './child.ts';
import type { TenantDraft } from './cloud-main.ts';

export interface CloudOptions {
  /** PostgreSQL's data, keys and secrets; created when missing. */
  readonly dataDir: string;
  readonly logFile: string;
  /** Of the gateway; 0 picks a free one, kept over restarts. */
  readonly port: number;
  /** Of the embedded PostgreSQL. */
  readonly durability: 'full' | 'throwaway';
  /** The back office's build, which the gateway then serves. */
  readonly backOfficeDir?: string;
  /** Administrator's URL of a PostgreSQL that runs beside it, asked at every start; its own child without it. */
  readonly databaseUrl?: () => string;
}

const zReady = z.object({ ready: z.literal(true), url: z.url() });
const zMade = z.union([z.object({ tenant: z.string() }), z.object({ error: z.string() })]);

/** A new PostgreSQL cluster and the migrations of eight databases on a busy two-core machine take some 15 s. */
const READY_TIMEOUT_MS = 120_000;
const CLOUD_ENTRY = fileURLToPath(new URL('./cloud-main.ts', import.meta.url));

/** All services in one process, on an embedded PostgreSQL unless told; killed and started again at will, on the same port. */
export class CloudProcess implements AsyncDisposable {
  readonly #options: CloudOptions;
  #child: Child | null = null;
  #url: string | null = null;

  constructor(options: CloudOptions) {
    this.#options = options;
  }

  get url(): string {
    if (this.#url === null) throw new Fault('house/not-running', 'the cloud was never started');
    return this.#url;
  }
  get port(): number {
    return Number(new URL(this.url).port);
  }
  get pid(): number | null {
    return this.#child?.isRunning === true ? this.#child.pid : null;
  }
  /** Resolves when the process ends, however. */
  get ended(): Promise<void> {
    return this.#child?.ended ?? Promise.resolve();
  }

  /** Starts and returns when the gateway answers. */
  async start(): Promise<this> {
    const { dataDir, logFile, port, durability, backOfficeDir, databaseUrl } = this.#options;
    this.#child = await Child.start({
      name: 'the cloud',
      entry: CLOUD_ENTRY,
      logFile,
      readyTimeoutMs: READY_TIMEOUT_MS,
      env: {
        BEAVER_DATA_DIR: dataDir,
        BEAVER_PORT: String(this.#url === null ? port : this.port),
        BEAVER_DURABILITY: durability,
        ...(backOfficeDir === undefined ? {} : { BEAVER_BACKOFFICE_DIR: backOfficeDir }),
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl() }),
      },
    });
    this.#url = zReady.parse(this.#child.ready).url;
    return this;
  }

  /** Makes the tenant with its role templates and administrator, when its slug is not taken. Answers its id. */
  async createTenant(draft: TenantDraft): Promise<string> {
    if (this.#child === null) throw new Fault('house/not-running', 'the cloud is not running');
    const answer = zMade.parse(await this.#child.ask({ want: 'tenant', draft }));
    if ('error' in answer) throw new Fault('house/no-tenant', answer.error);
    return answer.tenant;
  }

  /** SIGKILL: every service at once; PostgreSQL is an orphan that the next start ends. */
  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  async stop(): Promise<void> {
    await this.#child?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.[Symbol.asyncDispose]();
  }
}
