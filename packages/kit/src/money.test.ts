import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountMinor,
  Defect,
  extend,
  negate,
  ONE,
  proportion,
  quantityMicro,
  ratePpm,
  sum,
  unitPriceMicro,
} from './index.ts';

const EUR = { code: 'EUR', exponent: 2 };
const JPY = { code: 'JPY', exponent: 0 };
const KWD = { code: 'KWD', exponent: 3 };

describe('extend', () => {
  it.each([
    ['1.005 x 1 rounds up, as no float would', 1_005_000, 1_000_000, EUR, 101],
    ['-1.005 rounds away from zero', -1_005_000, 1_000_000, EUR, -101],
    ['1.004999 stays down', 1_004_999, 1_000_000, EUR, 100],
    ['0.333 kg of 9.99', 9_990_000, 333_000, EUR, 333],
    ['a return', 9_990_000, -333_000, EUR, -333],
    ['yen have no minor unit', 100_500_000, 1_000_000, JPY, 101],
    ['fils have three digits', 1_000_500, 1_000_000, KWD, 1_001],
    ['nothing is plain zero', 0, -1_000_000, EUR, 0],
  ])('%s', (_name, price, quantity, currency, expected) => {
    expect(extend(unitPriceMicro(price), quantityMicro(quantity), currency)).toBe(expected);
  });

  it('is exact where the product is beyond 2^53', () => {
    expect(extend(unitPriceMicro(9_000_000_000_001), quantityMicro(9_999_999_000_000), EUR)).toBe(
      Number((9_000_000_000_001n * 9_999_999_000_000n + 5_000_000_000n) / 10_000_000_000n),
    );
  });

  it('is a defect for an exponent that ISO 4217 does not have', () => {
    expect(() => extend(unitPriceMicro(1), ONE, { code: 'XXX', exponent: 5 })).toThrow(Defect);
  });

  it('of the negated quantity is the negated amount', () => {
    const price = fc.integer({ min: -1e12, max: 1e12 });
    const quantity = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(price, quantity, (price, quantity) => {
        const there = extend(unitPriceMicro(price), quantityMicro(quantity), EUR);
        const back = extend(unitPriceMicro(price), quantityMicro(-quantity), EUR);
        expect(back).toBe(negate(there));
      }),
    );
  });
});

describe('amounts', () => {
  it('never hold a float, a NaN, an unsafe integer or a negative zero', () => {
    for (const wrong of [0.1, Number.NaN, Infinity, 2 ** 53]) {
      for (const make of [amountMinor, unitPriceMicro, quantityMicro, ratePpm])
        expect(() => make(wrong)).toThrow(Defect);
    }
    expect(Object.is(amountMinor(-0), 0)).toBe(true);
    expect(Object.is(negate(amountMinor(0)), 0)).toBe(true);
  });

  it('add up, and a sum beyond 2^53 is a defect', () => {
    expect(sum([1, 2, 3].map(amountMinor))).toBe(6);
    expect(() => sum([Number.MAX_SAFE_INTEGER, 1].map(amountMinor))).toThrow(Defect);
  });

  it('are taken in proportion, half away from zero', () => {
    expect(proportion(amountMinor(1_000), 1n, 3n)).toBe(333);
    expect(proportion(amountMinor(-5), 1n, 2n)).toBe(-3);
  });
});
