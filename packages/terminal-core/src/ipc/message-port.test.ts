import { EventEmitter, once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Defect } from '@beaveros/kit';
import type { IpcResponse } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import type { ScreenPort } from './message-port.ts';
import { servePort } from './message-port.ts';
import { parentPortOf, ShellPorts } from './shell-ports.ts';

const echo = (frame: unknown, screen: string): Promise<IpcResponse> =>
  Promise.resolve({ id: 1, ok: true, value: { frame, screen } });
const PUSH = { push: 'changed', service: 'order', aggregates: ['a'] } as const;

describe('servePort', () => {
  it('answers frames of its kind of screen and pushes changes over a MessagePort', async () => {
    const { port1: inside, port2: screen } = new MessageChannel();
    const onDefect = (error: unknown) => expect.fail(String(error));
    const served = servePort(inside, { answer: echo, screen: 'kitchen', frames: 'plain', onDefect });
    const answered = once(screen, 'message');
    screen.postMessage({ call: 'status' });
    expect(await answered).toEqual([
      { id: 1, ok: true, value: { frame: { call: 'status' }, screen: 'kitchen' } },
    ]);
    const pushed = once(screen, 'message');
    served.push(PUSH);
    expect(await pushed).toEqual([PUSH]);
    const gone = once(inside, 'close');
    screen.close();
    await gone;
    expect(served.isOpen).toBe(false);
  });

  it('hands a defect to whoever ends the process', async () => {
    const ended = Promise.withResolvers<unknown>();
    const { port1: inside, port2: screen } = new MessageChannel();
    servePort(inside, {
      answer: () => Promise.reject(new Defect('dead')),
      screen: 'till',
      frames: 'plain',
      onDefect: ended.resolve,
    });
    screen.postMessage({ call: 'status' });
    expect(await ended.promise).toBeInstanceOf(Defect);
    screen.close();
  });
});

/** A port as Electron has it: what was posted comes in an event's `data`, and nothing before `start`. */
function electronPort(port: MessagePort): ScreenPort & { isStarted: boolean } {
  const electron = {
    isStarted: false,
    start: () => {
      electron.isStarted = true;
    },
    postMessage: (frame: unknown) => port.postMessage(frame),
    on: (event: 'message' | 'close', listener: (message: unknown) => void) =>
      event === 'message'
        ? port.on('message', (data: unknown) => electron.isStarted && listener({ data, ports: [] }))
        : port.on('close', () => listener(undefined)),
  };
  return electron;
}

describe('ShellPorts', () => {
  it('serves each window that the shell hands over, as the kind it says, and pushes to all', async () => {
    const parent = new EventEmitter();
    const onDefect = (error: unknown) => expect.fail(String(error));
    const shell = new ShellPorts(parentPortOf({ parentPort: parent })!, { answer: echo, onDefect });
    const windows = ['till', 'kitchen'].map((kind) => {
      const { port1: inside, port2: window } = new MessageChannel();
      parent.emit('message', { data: { beaver: 'line', kind }, ports: [electronPort(inside)] });
      return window;
    });
    const answers = windows.map((window) => once(window, 'message'));
    for (const window of windows) window.postMessage('hello');
    expect((await Promise.all(answers)).flat()).toEqual(
      ['till', 'kitchen'].map((screen) => ({ id: 1, ok: true, value: { frame: 'hello', screen } })),
    );
    const pushes = windows.map((window) => once(window, 'message'));
    shell.push(PUSH);
    expect((await Promise.all(pushes)).flat()).toEqual([PUSH, PUSH]);
    for (const window of windows) window.close();
  });

  it('leaves other messages alone, and knows when there is no shell', () => {
    const parent = new EventEmitter();
    const shell = new ShellPorts(parentPortOf({ parentPort: parent })!, {
      answer: () => Promise.reject(new Defect('asked')),
      onDefect: (error) => expect.fail(String(error)),
    });
    for (const data of [null, 'x', { beaver: 'line', kind: 'office' }, { beaver: 'line', kind: 'till' }])
      parent.emit('message', { data, ports: [] });
    shell.push(PUSH);
    expect(parentPortOf({})).toBeNull();
  });
});
