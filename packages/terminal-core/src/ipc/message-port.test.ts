import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { Defect } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { servePort } from './message-port.ts';

describe('servePort', () => {
  it('answers frames and pushes changes over a MessagePort', async () => {
    const { port1: inside, port2: screen } = new MessageChannel();
    const served = servePort(inside, {
      answer: (frame) => Promise.resolve({ id: 1, ok: true, value: frame }),
      onDefect: (error) => expect.fail(String(error)),
    });
    const answered = once(screen, 'message');
    screen.postMessage({ call: 'status' });
    expect(await answered).toEqual([{ id: 1, ok: true, value: { call: 'status' } }]);
    const pushed = once(screen, 'message');
    served.push({ push: 'changed', service: 'order', aggregates: ['a'] });
    expect(await pushed).toEqual([{ push: 'changed', service: 'order', aggregates: ['a'] }]);
    screen.close();
  });

  it('hands a defect to whoever ends the process', async () => {
    const ended = Promise.withResolvers<unknown>();
    const { port1: inside, port2: screen } = new MessageChannel();
    servePort(inside, { answer: () => Promise.reject(new Defect('dead')), onDefect: ended.resolve });
    screen.postMessage({ call: 'status' });
    expect(await ended.promise).toBeInstanceOf(Defect);
    screen.close();
  });
});
