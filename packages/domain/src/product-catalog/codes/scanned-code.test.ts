import { businessDate, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigitOf } from './check-digit.ts';
import { type EmbeddedPattern, embeddedPattern } from './embedded-pattern.ts';
import { labelLine } from './label-line.ts';
import { codeReadings } from './scanned-code.ts';

const patternOf = (text: string, measures: EmbeddedPattern['measures']) => {
  const pattern = embeddedPattern(text, measures);
  if (!pattern.ok) throw new Error('the pattern of the test is unreadable');
  return pattern.value;
};
const WEIGHT = patternOf('21.....{NNDDD}.', 'weight');
const PRICE = patternOf('23.....{NNNDD}.', 'price');
const rules = { patterns: [WEIGHT, PRICE], today: businessDate('2026-11-23') };
const withCheck = (digits: string) => `${digits}${checkDigitOf(digits)}`;
const lastOf = (code: string) => {
  const found = codeReadings(code, rules);
  return found.ok ? found.value.at(-1) : found.refusal;
};

describe('a scanned code', () => {
  it('is looked up as it is, then in every length its GTIN is printed in', () => {
    expect(codeReadings(' H1 ', rules)).toEqual({
      ok: true,
      value: [
        { codes: ['H1'], label: null },
        { codes: ['H1'], label: null },
      ],
    });
    expect(lastOf('036000291452')).toEqual({
      codes: ['036000291452', '00036000291452', '0036000291452'],
      label: null,
    });
    expect(lastOf('0036000291452')).toMatchObject({
      codes: ['0036000291452', '00036000291452', '036000291452'],
    });
    // A UPC-E is the UPC-A that it is short for; a scanner may say what it read.
    expect(lastOf('01234565')).toMatchObject({ codes: expect.arrayContaining(['012345000065']) });
    expect(lastOf(']E04006381333931')).toMatchObject({ codes: ['4006381333931', '04006381333931'] });
  });

  it('of a scale is its product and what it weighs or costs', () => {
    expect(lastOf(withCheck('211234501250'))).toEqual({
      codes: [withCheck('211234500000'), `0${withCheck('211234500000')}`, '12345'],
      label: { measures: 'weight', value: { unscaled: 1_250n, decimals: 3 } },
    });
    expect(lastOf(withCheck('231234500749'))).toMatchObject({
      label: { measures: 'price', value: { unscaled: 749n, decimals: 2 } },
    });
  });

  it('of a scale that says nonsense is refused, whatever else it could be', () => {
    const good = withCheck('211234501250');
    const wrong = `${good.slice(0, -1)}${(Number(good.at(-1)) + 1) % 10}`;
    expect(lastOf(wrong)).toMatchObject({ code: 'codes/wrong-check-digit' });
    expect(lastOf(withCheck('211234500000'))).toEqual({ code: 'codes/value-is-zero' });
  });

  it('of GS1 is its GTIN with weight, amount or count', () => {
    const gtin = '04006381333931';
    const codes = [gtin, gtin.slice(1)];
    expect(lastOf(`(01)${gtin}(3103)001250(17)270101`)).toEqual({
      codes,
      label: { measures: 'weight', value: { unscaled: 1_250n, decimals: 3 } },
    });
    expect(lastOf(`]C101${gtin}3922749`)).toEqual({
      codes,
      label: { measures: 'price', value: { unscaled: 749n, decimals: 2 } },
    });
    expect(lastOf(`]d201${gtin}3012`)).toMatchObject({ codes, label: { measures: 'value' } });
  });
});

describe('the line of a label', () => {
  const EUR = { code: 'EUR', exponent: 2 };
  const item = { priceMicro: unitPriceMicro(12_000_000) };

  it('is so many kilograms at the price of the item', () => {
    const label = { measures: 'weight', value: { unscaled: 1_250n, decimals: 3 } } as const;
    expect(labelLine(label, item, EUR)).toEqual({
      ok: true,
      value: { quantityMicro: 1_250_000, amount: null, unitPriceMicro: null },
    });
  });

  it('costs what is printed, to the unit, whatever the item costs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }),
        fc.integer({ min: 10_000, max: 200_000_000 }),
        (cents, micro) => {
          const label = { measures: 'price', value: { unscaled: BigInt(cents), decimals: 2 } } as const;
          const found = labelLine(label, { priceMicro: unitPriceMicro(micro) }, EUR);
          if (!found.ok) {
            // Less than a gram: nobody can sell it by weight.
            expect(cents * 10_000 * 2_000).toBeLessThan(micro * 1.001);
            return;
          }
          const { quantityMicro, unitPriceMicro: unit, amount } = found.value;
          const product = (BigInt(quantityMicro) * BigInt(unit!) * 2n + 10n ** 10n) / (2n * 10n ** 10n);
          expect([amount, Number(product)]).toEqual([cents, cents]);
        },
      ),
    );
  });

  it('is refused for what has no price', () => {
    const label = { measures: 'price', value: { unscaled: 100n, decimals: 2 } } as const;
    expect(labelLine(label, { priceMicro: unitPriceMicro(0) }, EUR)).toEqual({
      ok: false,
      refusal: { code: 'codes/unit-price-not-positive' },
    });
  });
});
