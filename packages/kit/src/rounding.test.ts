import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Defect, ROUNDING_MODES, roundQuotient, type RoundingMode } from './index.ts';

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
      }),
    );
  });

  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [4n, 3n, 1n],
    [-4n, 3n, -1n],
    [0n, 7n, 0n],
  ])('HALF_UP: %s / %s = %s', (dividend, divisor, quotient) => {
    expect(roundQuotient(dividend, divisor, 'HALF_UP')).toBe(quotient);
  });

  it('HALF_UP is never more than half a divisor away, and then away from zero', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.bigInt({ min: 1n, max: 10n ** 15n }),
        (a, b) => {
          const off = 2n * (roundQuotient(a, b, 'HALF_UP') * b - a);
          expect(off <= b && off >= -b).toBe(true);
          if (off === b) expect(a > 0n).toBe(true);
          if (off === -b) expect(a < 0n).toBe(true);
        },
      ),
    );
  });

  it('is a defect for a divisor that is not positive', () => {
    expect(() => roundQuotient(1n, 0n, 'HALF_UP')).toThrow(Defect);
    expect(() => roundQuotient(1n, -1n, 'HALF_UP')).toThrow(Defect);
  });
});
