import { scaledToDecimal } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalToText, parseDecimalText, priceToText } from './decimal-text.ts';

const read = (text: string, language = 'en', decimalsMax = 6) => {
  const result = parseDecimalText(text, { language, decimalsMax });
  return result.ok ? result.value : result.refusal.code;
};

describe('a price as people type it', () => {
  it.each([
    ['12.50', '12.5'],
    ['12,50', '12.5'],
    ['12', '12'],
    [' 12,5 € ', '12.5'],
    ['$3', '3'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['-0,08', '-0.08'],
    ['−3', '-3'],
    ['+3', '3'],
    ['-0', '0'],
    ['1,234.50', '1234.5'],
    ['1.234,50', '1234.5'],
    ['1.234.567', '1234567'],
    ['1,234,567.89', '1234567.89'],
    ["1'234.50", '1234.5'],
    ['1 234,50', '1234.5'],
    ['0.000001', '0.000001'],
    ['1.0000000', '1'],
  ])('%j is %s in English and in Spanish', (text, decimal) => {
    expect([read(text, 'en'), read(text, 'es')]).toEqual([decimal, decimal]);
  });

  it('means what the language says only where nothing else tells', () => {
    expect([read('1.234', 'en'), read('1.234', 'es')]).toEqual(['1.234', '1234']);
    expect([read('1,234', 'en'), read('1,234', 'es')]).toEqual(['1234', '1.234']);
    // A group does not begin with zero, nor has it four digits before it.
    expect([read('0.125', 'es'), read('1234.567', 'es')]).toEqual(['0.125', '1234.567']);
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['-', 'empty'],
    ['€', 'empty'],
    ['abc', 'not-a-number'],
    ['1e3', 'not-a-number'],
    ['12-', 'not-a-number'],
    ['1.2.3', 'not-a-number'],
    ['1,23,456', 'not-a-number'],
    ['1.234,567.8', 'not-a-number'],
    [',', 'not-a-number'],
    ['NaN', 'not-a-number'],
    ['1.0000001', 'too-many-decimals'],
    ['9999999999', 'too-large'],
  ])('%j is refused: %s', (text, code) => {
    expect(read(text)).toBe(code);
  });

  it('is read back as it was written, in every language, digit by digit', () => {
    const micro = fc.integer({ min: -900_000_000_000_000, max: 900_000_000_000_000 });
    fc.assert(
      fc.property(
        micro,
        fc.constantFrom('en', 'es', 'de', 'fr'),
        fc.nat({ max: 4 }),
        (micro, language, exponent) => {
          const decimal = scaledToDecimal(micro, 6).replace(/\.?0+$/, '');
          fc.pre(decimal !== '-0');
          expect(read(decimalToText(decimal, language), language)).toBe(decimal);
          expect(read(priceToText(decimal, language, exponent), language)).toBe(decimal);
        },
      ),
    );
  });

  it('has three decimals where the field writes the point of its language', () => {
    expect(read(decimalToText('1.125', 'es'), 'es')).toBe('1.125');
    expect(read(decimalToText('1.125', 'en'), 'en')).toBe('1.125');
  });
});
