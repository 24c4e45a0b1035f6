import { type Id, quantityMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { fixed } from '../guess/_catalogue.ts';
import type { LineView } from './line-view.ts';
import { hasLess, markedLine } from './marked-line.ts';

const line = (n: number, change: Partial<LineView> = {}): LineView =>
  ({
    line: fixed('Line', n),
    quantityMicro: quantityMicro(1_000_000),
    isVoided: false,
    movedTo: null,
    ...change,
  }) as LineView;
const id = (n: number): Id<'Line'> => fixed('Line', n);

describe('the marked line', () => {
  it('is the one a person marked, while it stands', () => {
    const lines = [line(1), line(2), line(3)];
    expect(markedLine(lines, id(2))?.line).toBe(id(2));
    expect(markedLine([line(1), line(2, { isVoided: true })], id(2))?.line).toBe(id(1));
  });

  it('is otherwise the newest that stands, or none', () => {
    expect(markedLine([line(1), line(2), line(3, { isVoided: true })], null)?.line).toBe(id(2));
    expect(markedLine([line(1, { isVoided: true })], id(1))).toBeNull();
    expect(markedLine(undefined, null)).toBeNull();
  });

  it('can be less by one only when something is left', () => {
    const quantities = [2_000_000, 1_000_000, 500_000, -1_000_000, -3_000_000];
    expect(quantities.map((each) => hasLess(line(1, { quantityMicro: quantityMicro(each) })))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });
});
