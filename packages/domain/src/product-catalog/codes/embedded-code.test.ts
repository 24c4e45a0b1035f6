import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readByPatterns, readEmbedded } from './embedded-code.ts';
import { embeddedLabel } from './embedded-label.ts';
import {
  type EmbeddedPattern,
  embeddedPattern,
  type PatternStrictness,
  prefixPattern,
} from './embedded-pattern.ts';
import { quantityForPrice, weightIn } from './label-quantity.ts';

type Made = ReturnType<typeof embeddedPattern>;
function made(pattern: Made): EmbeddedPattern {
  if (!pattern.ok) throw new Error(JSON.stringify(pattern.refusal));
  return pattern.value;
}
const weight = (text: string, strictness: Partial<PatternStrictness> = {}) =>
  made(embeddedPattern(text, 'weight', strictness));
const price = (text: string, strictness: Partial<PatternStrictness> = {}) =>
  made(embeddedPattern(text, 'price', strictness));

describe('a code by its pattern', () => {
  it('gives the product, its base code and the value', () => {
    expect(readEmbedded('2100001027506', weight('21.....{NNDDD}.'))).toEqual({
      ok: true,
      value: {
        baseCode: '2100001000004',
        productCode: '00001',
        measures: 'weight',
        value: { unscaled: 2750n, decimals: 3 },
      },
    });
  });

  it('may hold its value before the product, and one decimal', () => {
    expect(readEmbedded('1020034051259', weight('1........{NND}.'))).toMatchObject({
      value: { baseCode: '1020034050009', productCode: '02003405', value: { unscaled: 125n, decimals: 1 } },
    });
    expect(
      readEmbedded('66012344', weight('66{NN}....', { checkDigit: 'ignored', baseCheckDigit: 'kept' })),
    ).toMatchObject({ value: { baseCode: '66002344', productCode: '234', value: { unscaled: 1n } } });
  });

  it('has a verifier of its price, which base codes do not', () => {
    // 2 01234 1 0599 2: 5.99 with verifier 1; labels of this product share 201234000006.
    const pattern = price('2.....v{NNDD}x');
    expect(readEmbedded('201234105992', pattern)).toMatchObject({
      value: { baseCode: '201234000006', productCode: '01234', value: { unscaled: 599n, decimals: 2 } },
    });
    expect(readEmbedded('201234205999', pattern)).toEqual({
      ok: false,
      refusal: { code: 'codes/wrong-value-verifier', expected: '1', found: '2' },
    });
    expect(readEmbedded('201234205999', { ...pattern, checkDigit: 'ignored' }).ok).toBe(true);
  });

  it('is one whether the scanner gives UPC-A or EAN-13', () => {
    const upc = price('2.....{NNNDD}x');
    const ean = price('02.....{NNNDD}x');
    for (const pattern of [upc, ean])
      for (const code of ['212345012345', '0212345012345'])
        expect(readEmbedded(code, { ...pattern, checkDigit: 'ignored' })).toMatchObject({
          value: { productCode: '12345', value: { unscaled: 1234n } },
        });
  });

  it('has a wrong check digit only where its pattern lets it', () => {
    const strict = made(prefixPattern({ prefix: '21', productDigits: 5, valueDigits: 5 }, 'weight'));
    expect(readEmbedded('2101234012507', strict)).toEqual({
      ok: false,
      refusal: { code: 'codes/wrong-check-digit', expected: '5', found: '7' },
    });
    expect(readEmbedded('2101234012507', { ...strict, checkDigit: 'ignored' })).toMatchObject({
      value: { baseCode: '2101234000007', productCode: '01234', value: { unscaled: 1250n, decimals: 3 } },
    });
  });

  it('says zero only where its pattern lets it', () => {
    const strict = weight('21.....{NNDDD}.');
    expect(readEmbedded('2101234000007', strict)).toEqual({
      ok: false,
      refusal: { code: 'codes/value-is-zero' },
    });
    expect(readEmbedded('2101234000007', { ...strict, zero: 'taken' }).ok).toBe(true);
  });

  it.each([
    '',
    '21000010275',
    '21000010275061',
    '2200001027506',
    '21０0001027506',
    '2100001027x06',
    'x'.repeat(900),
  ])('is not %j', (code) => {
    expect(readEmbedded(code, weight('21.....{NNDDD}.'))).toEqual({
      ok: false,
      refusal: { code: 'codes/pattern-not-matched' },
    });
  });

  it('is read by the first pattern that matches', () => {
    const patterns = [price('20.....{NNNDD}.'), weight('21.....{NNDDD}.'), price('21.....{NNNDD}.')];
    expect(readByPatterns('2100001027506', patterns)).toMatchObject({ value: { measures: 'weight' } });
    expect(readByPatterns('4006381333931', patterns)).toMatchObject({
      refusal: { code: 'codes/pattern-not-matched' },
    });
    // A label of ours with a wrong digit is no other shop's GTIN.
    expect(readByPatterns('2100001027507', patterns)).toMatchObject({
      refusal: { code: 'codes/wrong-check-digit' },
    });
  });
});

describe('a pattern', () => {
  it.each([
    ['', 0],
    ['21..........', 0],
    ['21.....{}.', 7],
    ['21.....{DN}.', 0],
    ['21.....{NN}{NN}.', 11],
    ['21..a..{NNDDD}.', 4],
    ['21...v{NNN}.', 5],
    [`${'.'.repeat(60)}{N}`, 0],
  ])('%j is refused at %i', (text, at) => {
    expect(embeddedPattern(text, 'weight')).toEqual({
      ok: false,
      refusal: { code: 'codes/pattern-unreadable', field: 'pattern', at },
    });
  });

  it.each([
    ['prefix', { prefix: '2x', productDigits: 5, valueDigits: 5 }],
    ['productDigits', { prefix: '2', productDigits: -1, valueDigits: 5 }],
    ['productDigits', { prefix: '2', productDigits: 1.5, valueDigits: 5 }],
    ['valueDigits', { prefix: '2', productDigits: 5, valueDigits: 0 }],
    ['valueDigits', { prefix: '2', productDigits: 5, valueDigits: Number.NaN }],
    ['valueDigits', { prefix: '2', productDigits: 40, valueDigits: 40 }],
  ])('by prefix names the wrong %s', (field, parts) => {
    expect(prefixPattern(parts, 'price')).toMatchObject({ refusal: { field } });
  });
});

describe('labels and codes', () => {
  it.each([
    ['0212345{NNNDD}x', '', 265n, '0212345002650'],
    ['21.....{NNDDD}.', '00001', 2750n, '2100001027506'],
    ['2.....v{NNDD}x', '01234', 599n, '201234105992'],
  ])('%s of %j says %i in %s', (text, productCode, unscaled, code) => {
    const pattern = price(text);
    const label = embeddedLabel(pattern, { productCode, value: { unscaled, decimals: pattern.decimals } });
    expect(label).toMatchObject({ ok: true });
    expect(label.ok && label.value.slice(0, -1)).toBe(code.slice(0, -1));
    expect(label.ok && readEmbedded(label.value, pattern).ok).toBe(true);
  });

  it('mean the same, there and back', () => {
    const patterns = [
      weight('21.....{NNDDD}.', { zero: 'taken' }),
      price('2.....v{NNDD}x', { zero: 'taken' }),
      price('28{NNNDD}..x..', { zero: 'taken' }),
      price('66{NN}....', { zero: 'taken' }),
      made(prefixPattern({ prefix: '2', productDigits: 5, valueDigits: 6 }, 'price', { zero: 'taken' })),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...patterns), fc.nat(), fc.nat(), (pattern, product, value) => {
        const count = (is: string) => pattern.places.filter((place) => place.is === is).length;
        const cut = (number: number, length: number) => String(number).padStart(length, '0').slice(-length);
        const productCode = cut(product, count('product'));
        const said = { unscaled: BigInt(cut(value, count('value'))), decimals: pattern.decimals };
        const label = embeddedLabel(pattern, { productCode, value: said });
        expect(label.ok).toBe(true);
        if (!label.ok) return;
        expect(readEmbedded(label.value, pattern)).toMatchObject({
          ok: true,
          value: { productCode, value: said },
        });
      }),
    );
  });

  it('a value that does not fit is refused', () => {
    const pattern = weight('21.....{NNDDD}.');
    for (const value of [
      { unscaled: 100_000n, decimals: 3 },
      { unscaled: -1n, decimals: 3 },
      { unscaled: 12_345n, decimals: 4 },
      { unscaled: 100n, decimals: 0 },
    ])
      expect(embeddedLabel(pattern, { productCode: '00001', value })).toEqual({
        ok: false,
        refusal: { code: 'codes/label-does-not-fit' },
      });
    expect(embeddedLabel(pattern, { productCode: '1', value: { unscaled: 1n, decimals: 3 } }).ok).toBe(false);
    expect(
      embeddedLabel(pattern, { productCode: '00001', value: { unscaled: 12_340n, decimals: 4 } }),
    ).toEqual({
      ok: true,
      value: '2100001012342',
    });
  });

  it('nothing that is typed or scanned breaks the reading', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[0-9.xvND{}]*$/), (code, text) => {
        const pattern = embeddedPattern(text, 'value');
        if (pattern.ok) readEmbedded(code, pattern.value);
        readEmbedded(code, weight('21.....{NNDDD}.'));
      }),
    );
  });
});

describe('quantities of a label', () => {
  it.each([
    ['kg', 1250n, 1250n],
    ['g', 1250n, 1_250_000n],
    // 1.250 / 0.45359237 = 2.75577...; 1.250 / 0.028349523125 = 44.0924...
    ['lb', 1250n, 2756n],
    ['oz', 1250n, 44_092n],
    ['lb', 0n, 0n],
  ] as const)('in %s: %i g are %i thousandths', (unit, grams, thousandths) => {
    expect(weightIn(unit, { unscaled: grams, decimals: 3 })).toEqual({ unscaled: thousandths, decimals: 3 });
  });

  it('follow from a printed price, which stays', () => {
    // 2.65 / 1.50 = 1.7666...
    expect(quantityForPrice({ unscaled: 265n, decimals: 2 }, { unscaled: 15n, decimals: 1 })).toEqual({
      ok: true,
      value: { unscaled: 1767n, decimals: 3 },
    });
    for (const unscaled of [0n, -150n])
      expect(quantityForPrice({ unscaled: 265n, decimals: 2 }, { unscaled, decimals: 2 })).toEqual({
        ok: false,
        refusal: { code: 'codes/unit-price-not-positive' },
      });
  });
});
