import type { IpcPush, IpcResponse } from '@beaveros/protocol/ipc';
import type { ScreenKind } from './door.ts';

/** What of a port is needed here: a worker thread's MessagePort and Electron's MessagePortMain both have it. */
export interface ScreenPort {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(frame: unknown): void;
  /** Electron's ports wait for this. */
  start?(): void;
}

export interface IpcPortOptions {
  readonly answer: (frame: unknown, screen: ScreenKind) => Promise<IpcResponse>;
  /** What the shell opened at the other end. */
  readonly screen: ScreenKind;
  /** `event`: Electron wraps what was posted into `{data}`; worker threads hand it over as it is. */
  readonly frames: 'plain' | 'event';
  /** A defect behind the door: the process has to die, and the screens learn it from the shell. */
  readonly onDefect: (error: unknown) => void;
}

export interface ServedPort {
  readonly screen: ScreenKind;
  push(push: IpcPush): void;
  /** Whether the screen is still there. */
  readonly isOpen: boolean;
}

/**
 * The core's calls over a port: Electron's utility process and worker threads. Whoever holds the port was given it by
 * the shell, so it needs no token. Frames are the same values as on the WebSocket.
 */
export function servePort(
  port: ScreenPort,
  { answer, screen, frames, onDefect }: IpcPortOptions,
): ServedPort {
  let isOpen = true;
  const post = (frame: unknown) => {
    if (isOpen) port.postMessage(frame);
  };
  port.on('message', (message: unknown) => {
    const frame = frames === 'plain' ? message : (message as { readonly data?: unknown }).data;
    answer(frame, screen).then(post).catch(onDefect);
  });
  port.on('close', () => {
    isOpen = false;
  });
  port.start?.();
  return {
    screen,
    push: post,
    get isOpen() {
      return isOpen;
    },
  };
}
