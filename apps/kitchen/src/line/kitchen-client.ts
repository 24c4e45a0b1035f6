import { type Clock, idMinter, instant, type NewId } from '@beaveros/kit';
import {
  IpcClient,
  messagePortLine,
  type OpenIpcLine,
  type ShellHost,
  shellPort,
  webSocketLine,
} from '@beaveros/protocol/ipc';

declare global {
  interface Window {
    /** Under the shell only. */
    readonly beaver?: ShellHost;
  }
}

export const wallClock: Clock = { now: () => instant(Date.now()) };

/** Mints ids where the finger is. */
export const newId: NewId = idMinter(wallClock, {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
});

/** This board's end of the core's door: a port from the shell under Electron, else a WebSocket to where the page came from. */
export function createKitchenClient(): IpcClient {
  const host = window.beaver;
  const open = host === undefined ? browserLine() : messagePortLine(shellPort(host, window));
  return new IpcClient({ open, newId, after });
}

function browserLine(): OpenIpcLine {
  const url = new URL('../ipc?kind=kitchen', location.href).href.replace(/^http/, 'ws');
  return webSocketLine(() => new WebSocket(url));
}

/** Runs `action` once after `delayMs`; the result cancels it. */
export function after(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs);
  return () => clearTimeout(timer);
}

/** Whether the core knows this page: opened with a token of its own. Null when the core is away, or under Electron. */
export async function isOpenedHere(): Promise<boolean | null> {
  if (window.beaver !== undefined) return null;
  try {
    const { status } = await fetch(new URL('../screen?kind=kitchen', location.href), { cache: 'no-store' });
    return status === 200 ? true : status === 401 ? false : null;
  } catch {
    return null; // The core is away, which the line says already.
  }
}
