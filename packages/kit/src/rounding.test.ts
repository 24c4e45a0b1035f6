import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHalfAwayFromZero, ROUNDING_MODES, roundQuotient, type RoundingMode } from './index.ts';

describe('roundQuotient', () => {
  it.each<[RoundingMode, readonly bigint[]]>([
    ['HALF_UP', [0n, 1n, 1n, 2n, 3n, 1n]],
    ['HALF_DOWN', [0n, 0n, 1n, 1n, 2n, 1n]],
    ['HALF_EVEN', [0n, 0n, 1n, 2n, 2n, 1n]],
    ['UP', [1n, 1n, 1n, 2n, 3n, 1n]],
    ['DOWN', [0n, 0n, 0n, 1n, 2n, 1n]],
  ])('%s rounds 0.25, 0.5, 0.75, 1.5, 2.5 and 1, and their negatives alike', (mode, wanted) => {
    const quarters = [1n, 2n, 3n, 6n, 10n, 4n];
    expect(quarters.map((value) => roundQuotient(value, 4n, mode))).toEqual(wanted);
    expect(quarters.map((value) => -roundQuotient(-value, 4n, mode))).toEqual(wanted);
  });

  it('is never off by one or more, and exact where the division is', () => {
    const mode = fc.constantFrom(...ROUNDING_MODES);
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 10n ** 12n }), mode, (dividend, divisor, mode) => {
        const off = roundQuotient(dividend, divisor, mode) * divisor - dividend;
        expect(off < divisor && -off < divisor).toBe(true);
        expect(roundQuotient(dividend * divisor, divisor, mode)).toBe(dividend);
        expect(roundQuotient(dividend, divisor, 'HALF_UP')).toBe(divideHalfAwayFromZero(dividend, divisor));
      }),
    );
  });
});
