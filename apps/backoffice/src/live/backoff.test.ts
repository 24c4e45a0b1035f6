import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

describe('the wait before the next attempt', () => {
  it('doubles up to half a minute', () => {
    const waits = [0, 1, 2, 3, 6, 7, 50].map((attempt) => backoffMs(attempt, 0.999_999));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000, 30_000]);
  });

  it('is at least half of its step and never beyond the bound, whatever the chance', () => {
    const attempt = fc.nat({ max: 1_000_000 });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(attempt, chance, (attempt, chance) => {
        const wait = backoffMs(attempt, chance);
        expect(wait).toBeGreaterThanOrEqual(250);
        expect(wait).toBeLessThanOrEqual(30_000);
        expect(wait).toBeGreaterThanOrEqual(backoffMs(attempt, 0));
      }),
    );
  });
});
