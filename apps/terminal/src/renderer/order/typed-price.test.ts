import { describe, expect, it } from 'vitest';
import { priceOfMinor, typedDigit } from './typed-price.ts';

const type = (...digits: string[]): number | null =>
  digits.reduce<number | null>((minor, digit) => typedDigit(minor, digit), null);

describe('a typed price', () => {
  it('grows digit by digit, from nothing', () => {
    expect(type('1', '2', '00')).toBe(1_200);
    expect(type('0', '5')).toBe(5);
    expect(type('0')).toBe(0);
  });

  it('stops where no price goes, and takes no point', () => {
    expect(type(...'9999999999'.split(''))).toBe(999_999_999);
    expect(typedDigit(12, '.')).toBe(12);
  });

  it.each([
    ['EUR', 2, 1_250, 12_500_000],
    ['JPY', 0, 300, 300_000_000],
    ['KWD', 3, 1_005, 1_005_000],
  ])('is a unit price in %s', (code, exponent, minor, micro) => {
    expect(priceOfMinor(minor, { code, exponent })).toBe(micro);
  });
});
