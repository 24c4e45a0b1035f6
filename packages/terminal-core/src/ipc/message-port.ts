import type { MessagePort } from 'node:worker_threads';
import type { IpcPush, IpcResponse } from '@beaveros/protocol/ipc';

export interface IpcPortOptions {
  readonly answer: (frame: unknown) => Promise<IpcResponse>;
  readonly onDefect: (error: unknown) => void;
}

/**
 * The core's calls over a MessagePort: Electron's utility process and worker threads. Whoever holds the port was given
 * it by the shell, so it needs no token. Frames are the same values as on the WebSocket.
 */
export function servePort(
  port: MessagePort,
  { answer, onDefect }: IpcPortOptions,
): { push(push: IpcPush): void } {
  port.on('message', (frame: unknown) => {
    answer(frame)
      .then((response) => port.postMessage(response))
      .catch(onDefect);
  });
  return { push: (push) => port.postMessage(push) };
}
