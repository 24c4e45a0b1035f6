import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEW_TAX, percentOf, rateOf, taxContentOf } from './tax-draft.ts';

describe('a rate in per cent', () => {
  it.each([
    ['21', '0.21'],
    ['5.2', '0.052'],
    ['0', '0'],
    ['7.7125', '0.077125'],
    ['1000', '10'],
  ])('%s %% is %s', (percent, rate) => {
    expect(rateOf(percent)).toBe(rate);
    expect(percentOf(rate)).toBe(percent);
  });

  it.each([['-1'], ['1000.0001']])('%s is no rate', (percent) => {
    expect(rateOf(percent)).toBeNull();
  });

  it('comes back exactly, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (tenThousandths) => {
        const percent = String(tenThousandths / 10_000);
        fc.pre(/^\d+(\.\d+)?$/.test(percent));
        expect(percentOf(rateOf(percent)!)).toBe(percent);
      }),
    );
  });
});

describe('a draft of a tax', () => {
  it('is what the API takes', () => {
    expect(taxContentOf({ ...NEW_TAX, name: ' IVA ', percent: '5,2 %', sequence: '3' }, 'es')).toEqual({
      ok: true,
      value: {
        name: 'IVA',
        rate: '0.052',
        mode: 'included',
        compound: false,
        sequence: 3,
        isDefault: false,
        isActive: true,
      },
    });
  });

  it('says what is wrong, field by field', () => {
    expect(taxContentOf({ ...NEW_TAX, percent: '1001', sequence: '1.5' }, 'en')).toMatchObject({
      refusal: {
        errors: {
          name: 'field.missing',
          percent: 'number.out-of-range',
          sequence: 'number.too-many-decimals',
        },
      },
    });
    expect(taxContentOf({ ...NEW_TAX, name: 'IVA', percent: '', sequence: '-1' }, 'en')).toMatchObject({
      refusal: { errors: { percent: 'number.empty', sequence: 'number.out-of-range' } },
    });
  });
});
