/** An open line to the core. Frames are plain values, the same on every carrier. */
export interface IpcLine {
  send(frame: unknown): void;
  close(): void;
}

export interface IpcLineListener {
  readonly onFrame: (frame: unknown) => void;
  /** At most once. */
  readonly onClosed: () => void;
}

/** Opens a line. Resolves when frames can be sent; rejects when the core cannot be reached now. */
export type OpenIpcLine = (listener: IpcLineListener) => Promise<IpcLine>;

/** What of a browser's WebSocket is needed here. */
export interface WebSocketLike {
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

/** A line over a WebSocket: JSON text frames. `connect` opens a new socket each time. */
export function webSocketLine(connect: () => WebSocketLike): OpenIpcLine {
  return ({ onFrame, onClosed }) =>
    new Promise((resolve, reject) => {
      const socket = connect();
      let isOpen = false;
      socket.addEventListener('open', () => {
        isOpen = true;
        resolve({ send: (frame) => socket.send(JSON.stringify(frame)), close: () => socket.close() });
      });
      socket.addEventListener('close', () =>
        isOpen ? onClosed() : reject(new Error('the core does not answer')),
      );
      socket.addEventListener('message', ({ data }) => onFrame(JSON.parse(String(data))));
    });
}

/** What of a MessagePort is needed here. */
export interface MessagePortLike {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  /** Messages wait for it. */
  start(): void;
  postMessage(frame: unknown): void;
  close(): void;
}

/** A port that the shell handed over, and how it is told that the core behind it is gone. */
export interface HandedPort {
  readonly port: MessagePortLike;
  readonly whenGone: (listener: () => void) => void;
}

/** A line over a MessagePort: values as they are. `ask` has the shell hand over a new port to the running core. */
export function messagePortLine(ask: () => Promise<HandedPort>): OpenIpcLine {
  return async ({ onFrame, onClosed }) => {
    const { port, whenGone } = await ask();
    port.addEventListener('message', ({ data }) => onFrame(data));
    port.start();
    whenGone(onClosed);
    return { send: (frame) => port.postMessage(frame), close: () => port.close() };
  };
}
