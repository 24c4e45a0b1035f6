import { describe, expect, it } from 'vitest';
import { clockAfter, clockLeaps } from './clock-leap.ts';

describe('the clock of an entry', () => {
  it.each([
    { clock: 2 ** 32, accepted: 0, leaps: false, after: 2 ** 32 },
    { clock: 2 ** 32 + 1, accepted: 0, leaps: true, after: 0 },
    { clock: 7 + 2 ** 32, accepted: 7, leaps: false, after: 7 + 2 ** 32 },
    { clock: 8 + 2 ** 32, accepted: 7, leaps: true, after: 7 },
    { clock: 3, accepted: 7, leaps: false, after: 7 },
  ])(
    '$clock after $accepted: leaps $leaps, and $after is accepted then',
    ({ clock, accepted, leaps, after }) => {
      expect(clockLeaps({ clock, accepted })).toBe(leaps);
      expect(clockAfter({ clock, accepted })).toBe(after);
    },
  );

  it('is judged by those before it that were accepted, so that a leap lends its own to nobody', () => {
    let accepted = 5;
    const leapt = [2 ** 40, 2 ** 40 + 1, 6].map((clock) => {
      const leaps = clockLeaps({ clock, accepted });
      accepted = clockAfter({ clock, accepted });
      return leaps;
    });
    expect(leapt).toEqual([true, true, false]);
    expect(accepted).toBe(6);
  });
});
