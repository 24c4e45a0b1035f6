import * as z from 'zod';
import { Child } from '../house/child.ts';
import { TillClient } from '../house/till-client.ts';
import { MANAGER, MANAGER_NAME } from './catalogue.ts';
import type { Counter } from './sale.ts';

export interface CoreOptions {
  readonly bundle: string;
  readonly dataDir: string;
  readonly logFile: string;
}

const READY_MS = 60_000;
const zReady = z.object({ ipc: z.url(), tokens: z.array(z.string()) });

/** The bundled core of a till in a process of its own, and one screen of it. */
export class CoreProcess implements AsyncDisposable {
  readonly screen: TillClient;
  readonly pid: number;
  readonly #child: Child;

  static async start({ bundle, dataDir, logFile }: CoreOptions): Promise<CoreProcess> {
    const child = await Child.start({
      name: 'the core',
      entry: bundle,
      logFile,
      readyTimeoutMs: READY_MS,
      env: { BEAVER_DATA_DIR: dataDir, BEAVER_LOG_LEVEL: 'warn' },
    });
    return new CoreProcess(child);
  }

  private constructor(child: Child) {
    this.#child = child;
    this.pid = child.pid;
    const { ipc, tokens } = zReady.parse(child.ready);
    this.screen = new TillClient({ name: 'the till', ipcUrl: () => ipc, token: async () => tokens.shift()! });
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
