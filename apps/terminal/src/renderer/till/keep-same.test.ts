import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepSame } from './keep-same.ts';

const plain = fc.jsonValue({ maxDepth: 4 });

describe('keepSame', () => {
  it('is what came after, whatever was before', () => {
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        expect(keepSame(before, after)).toEqual(after);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is what was before when nothing changed', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(keepSame(value, structuredClone(value))).toBe(value);
      }),
    );
  });

  it('keeps each part that did not change', () => {
    const before = {
      lines: [
        { id: 1, taxes: [{ rate: 1 }] },
        { id: 2, taxes: [] },
      ],
      total: 3,
    };
    const after = structuredClone({ ...before, lines: [before.lines[0]!, { id: 2, taxes: [], note: 'x' }] });
    const kept = keepSame(before, after);
    expect(kept).toEqual(after);
    expect(kept.lines[0]).toBe(before.lines[0]);
    expect(kept.lines[1]!.taxes).toBe(before.lines[1]!.taxes);
  });

  it('sees a key that is new, gone, or undefined', () => {
    expect(keepSame({ a: 1 }, { a: 1, b: undefined })).toEqual({ a: 1, b: undefined });
    expect(Object.keys(keepSame<object>({ a: 1, b: undefined }, { a: 1 }))).toEqual(['a']);
    expect(Object.keys(keepSame<object>({ a: 1 }, { b: undefined }))).toEqual(['b']);
    expect(keepSame<unknown>([1], { 0: 1 })).toEqual({ 0: 1 });
    const named = JSON.parse('{"__proto__":null,"a":1}') as object;
    expect(Object.keys(keepSame<object>({ a: 2 }, named))).toEqual(['__proto__', 'a']);
  });
});
