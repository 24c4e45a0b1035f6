import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigitOf, hasRightCheckDigit, valueVerifierOf, withCheckDigit } from './check-digit.ts';
import { checkedCode, gtin14Of, symbologyNamed } from './symbology.ts';

const digits = (length: number) =>
  fc.array(fc.nat({ max: 9 }), { minLength: length, maxLength: length }).map((each) => each.join(''));

describe('check digits', () => {
  it.each([
    ['EAN-8', '73513537'],
    ['EAN-8', '96385074'],
    ['EAN-13', '4006381333931'],
    ['UPC-A', '036000291452'],
    ['UPC-E', '04252614'],
    ['UPC-E', '01234565'],
    ['ITF-14', '15400141288763'],
    ['GLN', '6291041500213'],
    ['SSCC', '106141412345678908'],
    ['GTIN', '4006381333931'],
    ['GTIN', '036000291452'],
  ] as const)('are right in the %s %s', (symbology, code) => {
    expect(checkedCode(code, symbology)).toEqual({ ok: true, value: code });
  });

  it('say which digit it should be', () => {
    expect(checkedCode('4006381333932', 'EAN-13')).toEqual({
      ok: false,
      refusal: { code: 'codes/wrong-check-digit', expected: '1', found: '2' },
    });
    // 0 425261 is short for 0 42100 00526, whose check digit is 4; as an EAN-8 it would be 2.
    expect(checkedCode('04252612', 'UPC-E')).toMatchObject({ refusal: { expected: '4' } });
  });

  it.each([
    ['', 'codes/not-digits'],
    ['400638133393X', 'codes/not-digits'],
    ['４００６３８１３３３９３１', 'codes/not-digits'],
    ['400638133393', 'codes/wrong-length'],
    ['40063813339310', 'codes/wrong-length'],
  ])('refuse %j as an EAN-13', (code, refusal) => {
    expect(checkedCode(code, 'EAN-13')).toMatchObject({ ok: false, refusal: { code: refusal } });
  });

  it('refuse a UPC-E of another number system than 0 and 1', () => {
    expect(checkedCode('24252614', 'UPC-E')).toMatchObject({ refusal: { code: 'codes/no-number-system' } });
  });

  it('find every single mistyped digit, and stand for themselves', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(7, 11, 12, 13, 17).chain(digits),
        fc.nat({ max: 17 }),
        fc.integer({ min: 1, max: 9 }),
        (body, place, by) => {
          const code = body + checkDigitOf(body);
          expect(hasRightCheckDigit(code)).toBe(true);
          const at = place % code.length;
          const wrong = `${code.slice(0, at)}${(Number(code[at]) + by) % 10}${code.slice(at + 1)}`;
          expect(hasRightCheckDigit(wrong)).toBe(false);
          expect(hasRightCheckDigit(withCheckDigit(wrong))).toBe(true);
        },
      ),
    );
  });
});

describe('symbologyNamed', () => {
  it.each([
    ['ean13', 'EAN-13'],
    ['GTIN-14', 'ITF-14'],
    ['UPC_A', 'UPC-A'],
    ['gtin 12', 'UPC-A'],
    ['Code 128', undefined],
    ['constructor', undefined],
  ])('%s is %s', (name, symbology) => {
    expect(symbologyNamed(name)).toBe(symbology);
  });
});

describe('gtin14Of', () => {
  it('is one spelling of a code, however it was printed', () => {
    expect(gtin14Of('036000291452', 'UPC-A')).toEqual({ ok: true, value: '00036000291452' });
    expect(gtin14Of('0036000291452', 'EAN-13')).toEqual({ ok: true, value: '00036000291452' });
    expect(gtin14Of('73513537')).toEqual({ ok: true, value: '00000073513537' });
    expect(gtin14Of('15400141288763')).toEqual({ ok: true, value: '15400141288763' });
  });

  it.each([
    // The last of the six digits says where the zeros stand: 0 to 2, 3, 4, 5 to 9.
    ['04252614', '00042100005264'],
    ['01234531', '00012300000451'],
    ['01234543', '00012340000053'],
    ['01234565', '00012345000065'],
  ])('writes the UPC-E %s out', (code, gtin) => {
    expect(gtin14Of(code, 'UPC-E')).toEqual({ ok: true, value: gtin });
  });

  it('is not for what is no trade item, or wrong', () => {
    expect(gtin14Of('106141412345678908', 'SSCC').ok).toBe(false);
    expect(gtin14Of('4006381333932').ok).toBe(false);
  });
});

describe('valueVerifierOf', () => {
  it.each([
    // The General Specifications' own examples, then two labels of a shop.
    ['2875', '9'],
    ['14685', '6'],
    ['0599', '1'],
    ['0412', '0'],
    ['00000', '0'],
    ['123', null],
    ['12x4', null],
  ])('of %s is %s', (value, verifier) => {
    expect(valueVerifierOf(value)).toBe(verifier);
  });
});
