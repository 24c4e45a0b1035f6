import { pageKind, type ScreenKind } from './origin.ts';

/** What of Electron's WebFrameMain says who asks. */
export interface AskingFrame<Port> {
  readonly url: string;
  readonly parent: unknown;
  postMessage(channel: string, message: unknown, ports: Port[]): void;
}

/** What of Electron's ipcMain is needed here. */
export interface AskedBy<Port> {
  on(channel: string, listener: (event: { readonly senderFrame: AskingFrame<Port> | null }) => void): unknown;
}

export interface LineOptions<Port> {
  readonly newChannel: () => { readonly port1: Port; readonly port2: Port };
  readonly toCore: (kind: ScreenKind, port: Port) => void;
}

/** Only the main frame of one of our pages gets a line to the core, and only of the kind of its page. */
export function handLines<Port>(ipc: AskedBy<Port>, { newChannel, toCore }: LineOptions<Port>): void {
  ipc.on('beaver:ask-line', ({ senderFrame }) => {
    if (senderFrame === null || senderFrame.parent !== null) return;
    const kind = pageKind(senderFrame.url);
    if (kind === null) return;
    const { port1, port2 } = newChannel();
    toCore(kind, port1);
    senderFrame.postMessage('beaver:line', null, [port2]);
  });
}
