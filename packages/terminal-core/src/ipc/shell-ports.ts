import type { IpcPush } from '@beaveros/protocol/ipc';
import type { ScreenKind } from './door.ts';
import { type IpcPortOptions, type ScreenPort, type ServedPort, servePort } from './message-port.ts';

/** Windows of one shell: till, customer, kitchen, and each of them reloaded a few times before its old port is closed. */
const PORTS_MAX = 32;

/** Electron's `process.parentPort` in a utility process (electronjs.org/docs/latest/api/parent-port). */
export interface ParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ScreenPort[] }) => void,
  ): unknown;
}

/** The port to the shell that started this process; null where no Electron did. */
export function parentPortOf(holder: object): ParentPort | null {
  return (holder as { readonly parentPort?: ParentPort | null }).parentPort ?? null;
}

/**
 * Serves every window that the shell hands over with the message `{beaver: 'line', kind: 'till' | 'kitchen'}` and one
 * port; any other message is left alone.
 */
export class ShellPorts {
  #served: readonly ServedPort[] = [];

  constructor(parent: ParentPort, options: Pick<IpcPortOptions, 'answer' | 'onDefect'>) {
    parent.on('message', ({ data, ports: [port] }) => {
      const screen = kindOfLine(data);
      if (screen === null || port === undefined) return;
      const served = servePort(port, { ...options, screen, frames: 'event' });
      this.#served = [...this.#served.filter(({ isOpen }) => isOpen), served].slice(-PORTS_MAX);
    });
  }

  /** To every window; tickets to kitchens' only. */
  push(push: IpcPush): void {
    for (const port of this.#served)
      if (push.push !== 'tickets' || port.screen === 'kitchen') port.push(push);
  }
}

function kindOfLine(message: unknown): ScreenKind | null {
  const { beaver, kind } = (message ?? {}) as { readonly beaver?: unknown; readonly kind?: unknown };
  return beaver === 'line' && (kind === 'till' || kind === 'kitchen') ? kind : null;
}
