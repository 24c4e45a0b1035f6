import type { HandedPort, MessagePortLike } from './line.ts';

/** What the shell's preload puts on a page's window as `beaver`. Absent in a browser. */
export interface ShellHost {
  readonly kind: 'till' | 'kitchen';
  /** Asks for a port to the core; it comes as a window message once the core is up. */
  askLine(): void;
}

interface PageMessage {
  readonly source: unknown;
  readonly data: unknown;
  readonly ports: readonly MessagePortLike[];
}

/** What of a page's window is needed here. */
export interface PageLike {
  addEventListener(type: 'message', listener: (event: PageMessage) => void): void;
  removeEventListener(type: 'message', listener: (event: PageMessage) => void): void;
}

/**
 * The shell hands over a port to the running core as the message `{beaver: 'line'}`, and says `{beaver: 'gone'}` when the
 * core behind it ended. Only messages of this very window count: no frame may pose as the shell.
 */
export function shellPort(host: ShellHost, page: PageLike): () => Promise<HandedPort> {
  return () =>
    new Promise((resolve, reject) => {
      let tellGone: (() => void) | null = null;
      const onMessage = (event: PageMessage): void => {
        if (event.source !== page) return;
        const word = wordOf(event.data);
        const [port] = event.ports;
        if (word === 'line' && port !== undefined && tellGone === null) {
          tellGone = () => undefined;
          resolve({
            port,
            whenGone: (listener) => {
              tellGone = listener;
            },
          });
        }
        if (word !== 'gone') return;
        page.removeEventListener('message', onMessage);
        if (tellGone === null) reject(new Error('the core ended before it could be reached'));
        else tellGone();
      };
      page.addEventListener('message', onMessage);
      host.askLine();
    });
}

function wordOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'beaver' in data ? data.beaver : null;
}
