import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSlots } from './slots.ts';

const HELD = { isHeld: true };
const FREE = { isHeld: false };

describe('nextSlots', () => {
  it('moves nobody under a finger: who leaves keeps a place, who comes hangs at the end', () => {
    expect(nextSlots(['a', 'b', 'c'], ['new', 'a', 'c'], HELD)).toEqual(['a', 'b', 'c', 'new']);
    expect(nextSlots(['a', 'b', 'c', 'new'], ['new', 'a', 'c'], FREE)).toEqual(['new', 'a', 'c']);
  });

  it('gives the same list when nothing changes', () => {
    const slots = ['a', 'b'];
    expect(nextSlots(slots, ['a', 'b'], FREE)).toBe(slots);
    expect(nextSlots(slots, ['b'], HELD)).toBe(slots);
  });

  it('keeps every place of a held board, whatever comes and goes', () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
    fc.assert(
      fc.property(keys, fc.array(keys), (slots, changes) => {
        const after = changes.reduce((now, wanted) => [...nextSlots(now, wanted, HELD)], slots);
        expect(after.slice(0, slots.length)).toEqual(slots);
        expect(new Set(after)).toEqual(new Set([...slots, ...changes.flat()]));
        expect(after).toHaveLength(new Set(after).size);
      }),
    );
  });
});
