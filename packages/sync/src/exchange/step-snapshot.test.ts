import { snapshotParts } from '@beaveros/protocol/exchange';
import { describe, expect, it } from 'vitest';
import { hash, head, NOW, openSide, OTHER, OWN, read } from './_side.ts';
import { ANSWER_TIMEOUT_MS, wakeAt } from './index.ts';

describe('a snapshot', () => {
  const signature = `${'A'.repeat(86)}==`;
  const text = 'x'.repeat(1_048_577);
  const parts = snapshotParts(text, { id: hash('s'), signature })!;
  const fresh = { wantsSnapshot: true };

  it('is given first to a peer that wishes for one, and entries follow its next heads', () => {
    const side = openSide([head(OTHER, 9)], [], {}, fresh);
    expect(side.session.giving).toEqual({ kind: 'making' });
    expect(side.input({ kind: 'snapshot-made', parts })).toEqual(
      parts.map((message) => ({ kind: 'send', message })),
    );
    expect(wakeAt(side.session)).toBe(NOW + 2 * ANSWER_TIMEOUT_MS);
    expect(side.answer(null, [head(OTHER, 7, 'g')])).toEqual([read(OTHER, 7, hash('g'))]);
    const silent = openSide([head(OTHER, 9)], [], {}, fresh);
    silent.input({ kind: 'snapshot-made', parts });
    expect(silent.wait(2 * ANSWER_TIMEOUT_MS)).toEqual([{ kind: 'close', code: 'exchange/no-answer' }]);
  });

  it('is none where nobody makes one, or there is nothing to tell, or both know nothing', () => {
    const none = openSide([head(OTHER, 9)], [], {}, fresh);
    expect(none.input({ kind: 'snapshot-made', parts: null })).toEqual([read(OTHER, 0)]);
    const level = openSide([head(OTHER, 9)], [head(OTHER, 9)], {}, fresh);
    expect(level.session.giving).toEqual({ kind: 'nothing' });
    const both = openSide([head(OTHER, 9)], [], fresh, fresh);
    expect(both.session.giving).toEqual({ kind: 'nothing' });
  });

  it('that was wished for is taken whole, once, and answered with all there is then', () => {
    const side = openSide([head(OWN, 1)], [head(OWN, 1)], fresh);
    expect(side.hear(parts.at(0)!)).toEqual([]);
    expect(side.hear(parts.at(1)!)).toEqual([
      { kind: 'take-snapshot', snapshot: { id: hash('s'), text, signature } },
    ]);
    const heads = [head(OWN, 1), head(OTHER, 9)];
    const tell = { kind: 'send', message: { m: 'heads', heads, answer: null } };
    expect(side.input({ kind: 'snapshot-taken', heads })).toEqual([tell, read(OTHER, 0)]);
    expect(side.hear(parts.at(0)!)).toEqual([]);
    expect(side.hear(parts.at(1)!)).toEqual([tell]);
  });

  it.each([
    ['was not wished for', {}, [0, 1]],
    ['lost a part', fresh, [1]],
  ])('that %s is answered with the heads as they are', (_name, options, heard) => {
    const side = openSide([head(OWN, 1)], [head(OWN, 1)], options);
    expect(heard.flatMap((at) => side.hear(parts.at(at)!))).toEqual([
      { kind: 'send', message: { m: 'heads', heads: [head(OWN, 1)], answer: null } },
    ]);
  });
});
