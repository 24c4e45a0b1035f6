import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalToScaled, Defect, scaledToDecimal } from './index.ts';

describe('decimalToScaled', () => {
  it.each([
    ['-2.55', 2, -255],
    ['+2.5', 2, 250],
    ['0.10', 1, 1],
    ['19.99', 6, 19_990_000],
    ['-0', 2, 0],
    ['007', 0, 7],
    ['9007199254.740991', 6, Number.MAX_SAFE_INTEGER],
  ])('reads %s at scale %i as %i', (text, scale, value) => {
    expect(decimalToScaled(text, scale)).toBe(value);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '1.',
    '.5',
    '1e3',
    '1,5',
    '0x10',
    'NaN',
    'Infinity',
    '--1',
    '1.2.3',
    '١',
    '0.001',
  ])('has no value for %j at scale 2', (text) => {
    expect(decimalToScaled(text, 2)).toBeNull();
  });

  it('has no value beyond 2^53', () => {
    expect(decimalToScaled('9007199254.740992', 6)).toBeNull();
  });

  it('is never a negative zero', () => {
    expect(Object.is(decimalToScaled('-0.00', 2), 0)).toBe(true);
  });
});

describe('scaledToDecimal', () => {
  it.each([
    [-255, 2, '-2.55'],
    [5, 3, '0.005'],
    [-5, 0, '-5'],
    [10n ** 20n, 4, '10000000000000000.0000'],
  ])('writes %s at scale %i as %s', (value, scale, text) => {
    expect(scaledToDecimal(value, scale)).toBe(text);
  });

  it('is a defect for a fraction', () => {
    expect(() => scaledToDecimal(0.5, 2)).toThrow(Defect);
  });

  it('is read back as it was', () => {
    const value = fc.maxSafeInteger().filter((value) => Math.abs(value) < 1e13);
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 6 }), (value, scale) => {
        expect(decimalToScaled(scaledToDecimal(value, scale), scale)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
