import * as z from 'zod';
import { Child } from '../house/child.ts';
import { TillClient } from '../house/till-client.ts';
import { MANAGER, MANAGER_NAME } from './catalogue.ts';
import type { Counter } from './sale.ts';

export interface CoreOptions {
  readonly bundle: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** Built screens that it serves; none without it. */
  readonly screensDir?: string;
  /** Other tills of the store. */
  readonly peers?: readonly string[];
}

const READY_MS = 60_000;
const zReady = z.object({ ipc: z.url(), peer: z.url(), tokens: z.array(z.string()) });
const zToken = z.object({ token: z.string() });

/** The bundled core of a till in a process of its own, and one screen of it. */
export class CoreProcess implements AsyncDisposable {
  readonly screen: TillClient;
  readonly pid: number;
  /** Where other tills reach it. */
  readonly peerUrl: string;
  readonly #child: Child;
  readonly #ipcUrl: string;

  static async start({
    bundle,
    dataDir,
    logFile,
    screensDir,
    peers = [],
  }: CoreOptions): Promise<CoreProcess> {
    const child = await Child.start({
      name: 'the core',
      entry: bundle,
      logFile,
      readyTimeoutMs: READY_MS,
      env: {
        BEAVER_DATA_DIR: dataDir,
        BEAVER_LOG_LEVEL: 'warn',
        BEAVER_PEERS: peers.join(','),
        ...(screensDir === undefined ? {} : { BEAVER_SCREENS_DIR: screensDir }),
      },
    });
    return new CoreProcess(child);
  }

  private constructor(child: Child) {
    this.#child = child;
    this.pid = child.pid;
    const { ipc, peer, tokens } = zReady.parse(child.ready);
    this.peerUrl = peer;
    this.#ipcUrl = ipc;
    this.screen = new TillClient({ name: 'the till', ipcUrl: () => ipc, token: async () => tokens.shift()! });
  }

  /** Opens a page of it in a browser, once. */
  async screenUrl(kind: 'till' | 'kitchen'): Promise<string> {
    const { token } = zToken.parse(await this.#child.ask({ want: 'token', kind }));
    return `${this.#ipcUrl.replace(/^ws/, 'http')}/open?token=${token}`;
  }

  /** The manager at the screen, with a shift open; what a sale needs besides. */
  async openCounter(): Promise<Counter> {
    const { screen } = this;
    await screen.signIn(MANAGER_NAME, MANAGER.pin);
    const { shift } = await screen.call('status', {});
    if (shift === null) await screen.call('openShift', { shift: screen.newId<'Shift'>(), float: 0 as never });
    const { methods } = await screen.call('paymentMethods', {});
    const { items } = await screen.call('items', { category: null, limit: 200, offset: 0 });
    return { screen, cash: methods[0]!.id, items: items.map(({ id }) => id) };
  }

  async stop(): Promise<void> {
    await this.screen[Symbol.asyncDispose]();
    await this.#child.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.screen[Symbol.asyncDispose]();
    await this.#child[Symbol.asyncDispose]();
  }
}
