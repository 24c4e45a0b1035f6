import {
  IpcClient,
  type IpcResponse,
  messagePortLine,
  type OpenIpcLine,
  type ShellHost,
  shellPort,
  webSocketLine,
} from '@beaveros/protocol/ipc';
import { newId } from './new-id.ts';

declare global {
  interface Window {
    /** Under the shell only. */
    readonly beaver?: ShellHost;
  }
}

export interface TillClientOptions {
  /** The core no longer knows the session of a frame: somebody must sign in again, over whatever is on the screen. */
  readonly onSessionRefused: () => void;
}

/** This screen's end of the core's door: a port from the shell under Electron, otherwise a WebSocket to where the page came from. */
export function createTillClient({ onSessionRefused }: TillClientOptions): IpcClient {
  const host = window.beaver;
  const line = host === undefined ? browserLine() : messagePortLine(shellPort(host, window));
  return new IpcClient({ open: watched(line, onSessionRefused), newId, after });
}

function browserLine(): OpenIpcLine {
  const url = new URL('../ipc?kind=till', location.href).href.replace(/^http/, 'ws');
  return webSocketLine(() => new WebSocket(url));
}

/** The one place that sees every answer. Whoever asked is refused as well and takes its guess back. */
function watched(open: OpenIpcLine, onSessionRefused: () => void): OpenIpcLine {
  return ({ onFrame, onClosed }) =>
    open({
      onClosed,
      onFrame: (frame) => {
        onFrame(frame);
        const response = frame as IpcResponse;
        if ('refusal' in response && response.refusal.code === 'core/not-signed-in') onSessionRefused();
      },
    });
}

function after(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs);
  return () => clearTimeout(timer);
}
