import { describe, expect, it } from 'vitest';
import { type AskingFrame, handLines } from './hand-lines.ts';
import { pageUrl } from './origin.ts';

/** Asks for a line as a frame would, and tells what the core and the frame were given. */
function ask(frame: Partial<AskingFrame<string>> | null): { core: unknown[]; page: unknown[] } {
  const [core, page]: [unknown[], unknown[]] = [[], []];
  const senderFrame =
    frame === null
      ? null
      : {
          url: pageUrl('till'),
          parent: null,
          postMessage: (...given: unknown[]) => page.push(given),
          ...frame,
        };
  handLines<string>(
    { on: (channel, listener) => channel === 'beaver:ask-line' && listener({ senderFrame }) },
    { newChannel: () => ({ port1: 'one', port2: 'two' }), toCore: (...given) => core.push(given) },
  );
  return { core, page };
}

describe('handLines', () => {
  it('joins the core and a page of ours', () => {
    expect(ask({ url: pageUrl('kitchen') })).toEqual({
      core: [['kitchen', 'one']],
      page: [['beaver:line', null, ['two']]],
    });
  });

  it.each([
    ['a page from elsewhere', { url: 'https://evil.example/till/index.html' }],
    ['a file', { url: 'file:///till/index.html' }],
    ['a frame within our page', { parent: {} }],
    ['a frame that is gone', null],
  ])('gives nothing to %s', (_, frame) => {
    expect(ask(frame)).toEqual({ core: [], page: [] });
  });
});
