import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niceTicks } from './nice-ticks.ts';

describe('niceTicks', () => {
  it.each([
    [31_200, [0, 10_000, 20_000, 30_000, 40_000]],
    [4, [0, 1, 2, 3, 4]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [0.9, [0, 0.25, 0.5, 0.75, 1]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [0, [0, 1]],
    [-5, [0, 1]],
    [Number.NaN, [0, 1]],
  ])('for %s', (max, ticks) => {
    expect(niceTicks(max)).toEqual(ticks);
  });

  it('always reach the top in two to five even, rising marks', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (max) => {
        const ticks = niceTicks(max);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)!).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(ticks.every((tick, at) => at === 0 || tick > ticks[at - 1]!)).toBe(true);
      }),
    );
  });
});
