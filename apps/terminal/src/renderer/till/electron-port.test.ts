import { messagePortLine } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import { electronPort } from './electron-port.ts';

/** A page's window as far as messages go, and how often the shell was asked. */
function openPage() {
  const page = new EventTarget() as unknown as Window;
  const asked = { times: 0 };
  const host = {
    kind: 'till' as const,
    askLine: () => {
      asked.times += 1;
    },
  };
  const post = (word: string, ports: readonly MessagePort[] = [], source: unknown = page): void => {
    page.dispatchEvent(Object.assign(new Event('message'), { data: { beaver: word }, ports, source }));
  };
  return { asked, post, ask: electronPort(host, page) };
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
    port2.onmessage = ({ data }) => port2.postMessage({ heard: data as unknown });
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
      own.port2.onmessage = ({ data }) => resolve(data);
    });
    port.postMessage('to the shell');
    expect(await got).toBe('to the shell');
    for (const each of [own.port2, foreign.port1]) each.close();
  });
});
