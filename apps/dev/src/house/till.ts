import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '@beaveros/kit';
import { enrol, type IdentityFile, readIdentity, type ScreenKind } from '@beaveros/terminal-core';
import * as z from 'zod';
import { Child } from './child.ts';
import { TillClient } from './till-client.ts';

export interface TillOptions {
  /** Of the terminal: `T1`. */
  readonly name: string;
  readonly dataDir: string;
  readonly logFile: string;
  readonly gatewayUrl: string;
  /** Asked only when the till was never enrolled. */
  readonly enrolmentCode: () => Promise<string>;
  /** Other tills of the store. */
  readonly peers?: readonly string[];
  /** 0 or absent picks a free one, kept over restarts. */
  readonly ipcPort?: number;
  readonly peerPort?: number;
  readonly origins?: readonly string[];
  /** Folder with the built screens, `till/` and `kitchen/`; it serves none without. */
  readonly screensDir?: string;
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

const zReady = z.object({ ready: z.literal(true), ipc: z.url(), peer: z.url(), tokens: z.array(z.string()) });
const zToken = z.object({ token: z.string() });

/** Opening a journal of 100,000 entries on a busy two-core machine. */
const READY_TIMEOUT_MS = 60_000;
const CORE_ENTRY = fileURLToPath(import.meta.resolve('@beaveros/terminal-core/main'));

/** A till in a process of its own: enrolled when it was not, killed and started again at will, on the same ports. */
export class TillProcess implements AsyncDisposable {
  readonly name: string;
  readonly dataDir: string;
  readonly #options: TillOptions;
  readonly #clients: TillClient[] = [];
  #child: Child | null = null;
  #ready: z.output<typeof zReady> | null = null;

  constructor(options: TillOptions) {
    this.name = options.name;
    this.dataDir = options.dataDir;
    this.#options = options;
  }

  get ipcUrl(): string {
    return this.#running().ipc;
  }
  /** Where other tills reach it; known after the first start. */
  get peerUrl(): string {
    return this.#running().peer;
  }
  get pid(): number | null {
    return this.#child?.isRunning === true ? this.#child.pid : null;
  }
  /** Resolves when the process ends, however. */
  get ended(): Promise<void> {
    return this.#child?.ended ?? Promise.resolve();
  }
  get identity(): IdentityFile {
    const identity = readIdentity(join(this.dataDir, 'identity.json'));
    if (identity === null) throw new Fault('enrolment/missing', `till ${this.name} is not enrolled`);
    return identity;
  }

  /** Enrols when needed, starts, and returns when it answers. `peers` replaces those of the options from now on. */
  async start({
    peers = this.#options.peers ?? [],
  }: {
    readonly peers?: readonly string[];
  } = {}): Promise<this> {
    const { dataDir, gatewayUrl, origins = [], screensDir, logLevel = 'info' } = this.#options;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const path = join(dataDir, 'identity.json');
    if (!existsSync(path)) await enrol({ gatewayUrl, code: await this.#options.enrolmentCode(), path });
    const portOf = (url: string | undefined, wanted = 0): string =>
      url === undefined ? String(wanted) : new URL(url).port;
    this.#child = await Child.start({
      name: `till ${this.name}`,
      entry: CORE_ENTRY,
      logFile: this.#options.logFile,
      readyTimeoutMs: READY_TIMEOUT_MS,
      env: {
        BEAVER_DATA_DIR: dataDir,
        BEAVER_IPC_PORT: portOf(this.#ready?.ipc, this.#options.ipcPort),
        BEAVER_PEER_PORT: portOf(this.#ready?.peer, this.#options.peerPort),
        BEAVER_PEERS: peers.join(','),
        BEAVER_ORIGINS: origins.join(','),
        BEAVER_LOG_LEVEL: logLevel,
        ...(screensDir === undefined ? {} : { BEAVER_SCREENS_DIR: screensDir }),
      },
    });
    this.#ready = zReady.parse(this.#child.ready);
    return this;
  }

  /** SIGKILL, as a power cut. */
  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  /** Asks it to end. */
  async stop(): Promise<void> {
    await this.#child?.stop();
  }

  /** A token that opens one connection, or one page in a browser, of that kind of screen. */
  async token(kind: ScreenKind = 'till'): Promise<string> {
    if (this.#child === null) throw new Fault('house/not-running', `till ${this.name} is not running`);
    return zToken.parse(await this.#child.ask({ want: 'token', kind })).token;
  }

  /** A new screen of this till; ends with it. */
  client(kind: ScreenKind = 'till'): TillClient {
    const door = { name: this.name, ipcUrl: () => this.ipcUrl, token: () => this.token(kind) };
    const client = new TillClient(door);
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client[Symbol.asyncDispose]()));
    await this.#child?.[Symbol.asyncDispose]();
  }

  #running(): z.output<typeof zReady> {
    if (this.#ready === null) throw new Fault('house/not-running', `till ${this.name} was never started`);
    return this.#ready;
  }
}
