import { describe, expect, it } from 'vitest';
import { type MessagePortLike, messagePortLine } from './line.ts';
import { type PageLike, shellPort } from './shell-port.ts';

/** A page's window as far as messages go, and how often the shell was asked. */
function openPage() {
  const page = new EventTarget();
  const asked = { times: 0 };
  const host = {
    kind: 'till' as const,
    askLine: () => {
      asked.times += 1;
    },
  };
  const post = (word: string, ports: readonly unknown[] = [], source: unknown = page): void => {
    page.dispatchEvent(Object.assign(new Event('message'), { data: { beaver: word }, ports, source }));
  };
  return { asked, post, ask: shellPort(host, page as unknown as PageLike) };
}

/** The shell's end: node's types of a port know no EventTarget, its ports do. */
function hear(port: object, listener: (data: unknown) => void): void {
  const end = port as MessagePortLike;
  end.addEventListener('message', ({ data }) => listener(data));
  end.start();
}

describe('the port that the shell hands over', () => {
  it('is asked for, and carries frames both ways', async () => {
    const { asked, post, ask } = openPage();
    const { port1, port2 } = new MessageChannel();
    const heard: unknown[] = [];
    const answered = new Promise<void>((resolve) => {
      void messagePortLine(ask)({
        onFrame: (frame) => {
          heard.push(frame);
          resolve();
        },
        onClosed: () => undefined,
      }).then((line) => line.send({ id: 1 }));
      post('line', [port1]);
    });
    hear(port2, (data) => port2.postMessage({ heard: data }));
    await answered;
    expect(asked.times).toBe(1);
    expect(heard).toEqual([{ heard: { id: 1 } }]);
    port2.close();
  });

  it('is told once when the core behind it is gone', async () => {
    const { post, ask } = openPage();
    const { port1 } = new MessageChannel();
    let gone = 0;
    const waiting = ask();
    post('line', [port1]);
    (await waiting).whenGone(() => {
      gone += 1;
    });
    post('gone');
    post('gone');
    expect(gone).toBe(1);
    port1.close();
  });

  it('does not come from a core that ended first, so that it is asked for again', async () => {
    const { post, ask } = openPage();
    const waiting = ask();
    post('gone');
    await expect(waiting).rejects.toThrow('the core ended');
  });

  it('is taken from nobody but this window', async () => {
    const { post, ask } = openPage();
    const [own, foreign] = [new MessageChannel(), new MessageChannel()];
    const waiting = ask();
    post('line', [foreign.port1], {});
    post('line', [own.port1]);
    const { port } = await waiting;
    const got = new Promise<unknown>((resolve) => {
      hear(own.port2, resolve);
    });
    port.postMessage('to the shell');
    expect(await got).toBe('to the shell');
    for (const each of [own.port2, foreign.port1]) each.close();
  });
});
