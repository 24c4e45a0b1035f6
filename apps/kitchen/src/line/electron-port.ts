import type { HandedPort, MessagePortLike } from '@beaveros/protocol/ipc';

/** What the shell's preload puts on the window. Absent in a browser. */
export interface BeaverHost {
  readonly kind: 'till' | 'kitchen';
  /** Asks for a port to the core; it comes as a window message once the core is up. */
  askLine(): void;
}

declare global {
  interface Window {
    readonly beaver?: BeaverHost;
  }
}

/**
 * The shell hands over a port to the running core as the message `{beaver: 'line'}`, and says `{beaver: 'gone'}` when the
 * core behind it ended. Only messages of this very window count. An app imports no app: the till has the same few lines.
 */
export function electronPort(host: BeaverHost, page: Window): () => Promise<HandedPort> {
  return () =>
    new Promise((resolve, reject) => {
      let tellGone: (() => void) | null = null;
      const onMessage = (event: MessageEvent<unknown>): void => {
        if (event.source !== page) return;
        const word = wordOf(event.data);
        const [port] = event.ports;
        if (word === 'line' && port !== undefined && tellGone === null) {
          tellGone = () => undefined;
          resolve({
            port: likePort(port),
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

/** The first frame comes in a later task than the handler, which is set as soon as the port is handed over. */
function likePort(port: MessagePort): MessagePortLike {
  const like: MessagePortLike = {
    onmessage: null,
    postMessage: (frame) => port.postMessage(frame),
    close: () => port.close(),
  };
  port.onmessage = ({ data }) => like.onmessage?.({ data: data as unknown });
  return like;
}

function wordOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'beaver' in data ? data.beaver : null;
}
