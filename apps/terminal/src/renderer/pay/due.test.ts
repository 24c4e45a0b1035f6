import { amountMinor, ZERO } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { dueOf, settlement } from './due.ts';

const minor = amountMinor;

describe('what is due', () => {
  it('is the total less what was paid, and negative when money goes out', () => {
    expect(dueOf({ due: null, total: minor(4_730), paid: ZERO })).toBe(4_730);
    expect(dueOf({ due: null, total: minor(-500), paid: ZERO })).toBe(-500);
  });

  it('is of a supplementary order what its open lines ask for', () => {
    expect(dueOf({ due: minor(350), total: minor(4_730), paid: minor(4_730) })).toBe(350);
  });

  it('leaves change or is missed by what is typed, never both', () => {
    expect(settlement(minor(4_730), minor(5_000))).toEqual({ change: 270, missing: 0 });
    expect(settlement(minor(4_730), minor(4_000))).toEqual({ change: 0, missing: 730 });
    expect(settlement(minor(4_730), null)).toEqual({ change: 0, missing: 0 });
  });
});
