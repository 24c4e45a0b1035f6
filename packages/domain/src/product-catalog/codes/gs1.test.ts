import { businessDate } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigitOf } from './check-digit.ts';
import { gs1Date } from './gs1-date.ts';
import { readElementString } from './gs1-element-string.ts';
import { hasPredefinedLength, identifierAt } from './gs1-identifiers.ts';

const TODAY = businessDate('2026-11-22');
const GS = '\u001d';
const read = (text: string) => readElementString(text, { today: TODAY });
function said(text: string): Readonly<Record<string, unknown>> {
  const elements = read(text);
  if (!elements.ok) throw new Error(JSON.stringify(elements.refusal));
  return Object.fromEntries(
    elements.value.map(({ ai, name, data, value }) => [name ?? ai, value.kind === 'text' ? data : value]),
  );
}

describe('gs1Date', () => {
  it.each([
    ['261122', '2026-11-22', '2026-11-22'],
    ['200200', '2026-11-22', '2020-02-29'],
    ['210200', '2026-11-22', '2021-02-28'],
    ['251200', '2026-11-22', '2025-12-31'],
    // 50 years ahead are this century, 51 the one before; 49 back are this one, 50 the next.
    ['760101', '2026-11-22', '2076-01-01'],
    ['770101', '2026-11-22', '1977-01-01'],
    ['000101', '2049-06-30', '2000-01-01'],
    ['000101', '2050-06-30', '2100-01-01'],
    ['000229', '2026-01-01', '2000-02-29'],
    ['990101', '2001-01-01', '1999-01-01'],
    ['520101', '2001-01-01', '1952-01-01'],
    ['510101', '2001-01-01', '2051-01-01'],
  ])('%s on %s is %s', (digits, today, date) => {
    expect(gs1Date(digits, businessDate(today))).toEqual({ ok: true, value: date });
  });

  it.each([
    '261301',
    '260001',
    '260000',
    '260230',
    '210229',
    '26112',
    '2611220',
    '26112x',
    '',
    '２６１１２２',
  ])('%j is none', (digits) => {
    expect(gs1Date(digits, TODAY)).toEqual({
      ok: false,
      refusal: { code: 'codes/gs1-no-date', data: digits },
    });
  });

  it('has a day where one must be given', () => {
    expect(gs1Date('260200', TODAY, { day: 'given' }).ok).toBe(false);
  });

  it('lies from 49 years before to 50 after today', () => {
    fc.assert(
      fc.property(fc.nat({ max: 99 }), fc.integer({ min: 1_900, max: 2_200 }), (short, year) => {
        const date = gs1Date(`${String(short).padStart(2, '0')}0101`, businessDate(`${year}-07-01`));
        if (!date.ok) throw new Error('a first of January is a date');
        const found = Number(date.value.slice(0, 4));
        expect(found % 100).toBe(short);
        expect(found - year).toBeGreaterThanOrEqual(-49);
        expect(found - year).toBeLessThanOrEqual(50);
      }),
    );
  });
});

describe('readElementString', () => {
  const ELEMENTS = {
    gtin: '04006381333931',
    lot: 'ABC123',
    netWeightKg: { kind: 'number', number: { unscaled: 1500n, decimals: 3 } },
    expiry: { kind: 'date', date: '2027-12-31' },
  };

  it.each([
    ['scanned', `]C1010400638133393110ABC123${GS}310300150017271231`],
    [
      'scanned with a leading FNC1 and one too many',
      `${GS}010400638133393110ABC123${GS}3103001500${GS}17271231`,
    ],
    ['printed', '(01)04006381333931(10)ABC123(3103)001500(17)271231'],
    ['announced and printed', `]d2(01)04006381333931(10)ABC123${GS}(3103)001500(17)271231`],
  ])('reads what is %s', (_how, text) => {
    expect(said(text)).toEqual(ELEMENTS);
  });

  it('takes the separators a scanner spells otherwise', () => {
    const text = '^010400638133393110ABC123^310300150017271231';
    expect(read(text).ok).toBe(false);
    const elements = readElementString(text, { today: TODAY, separators: ['^'] });
    expect(elements.ok && elements.value.map(({ ai }) => ai)).toEqual(['01', '10', '3103', '17']);
  });

  it.each([
    ['(3100)001500', { netWeightKg: { kind: 'number', number: { unscaled: 1500n, decimals: 0 } } }],
    ['(3105)001500', { netWeightKg: { kind: 'number', number: { unscaled: 1500n, decimals: 5 } } }],
    ['(3202)000551', { netWeightLb: { kind: 'number', number: { unscaled: 551n, decimals: 2 } } }],
    ['(3302)000551', { grossWeightKg: { kind: 'number', number: { unscaled: 551n, decimals: 2 } } }],
    ['(3693)000551', { '3693': { kind: 'number', number: { unscaled: 551n, decimals: 3 } } }],
    ['(3922)1299', { price: { kind: 'amount', amount: { unscaled: 1299n, decimals: 2 }, currency: null } }],
    [
      '(3932)9781299',
      { price: { kind: 'amount', amount: { unscaled: 1299n, decimals: 2 }, currency: '978' } },
    ],
    ['(3910)3925', { amount: { kind: 'amount', amount: { unscaled: 5n, decimals: 0 }, currency: '392' } }],
    ['(3941)0125', { percentOff: { kind: 'number', number: { unscaled: 125n, decimals: 1 } } }],
    ['(30)17', { count: { kind: 'number', number: { unscaled: 17n, decimals: 0 } } }],
    ['(11)260200', { produced: { kind: 'date', date: '2026-02-28' } }],
    ['(12)260131', { due: { kind: 'date', date: '2026-01-31' } }],
    ['(13)260131', { packed: { kind: 'date', date: '2026-01-31' } }],
    ['(15)260131', { bestBefore: { kind: 'date', date: '2026-01-31' } }],
    ['(16)260131', { sellBy: { kind: 'date', date: '2026-01-31' } }],
    ['(00)106141412345678908', { sscc: '106141412345678908' }],
    ['(7003)2601312359', { '7003': '2601312359' }],
    ['(10)A\\(1)b(21)x', { lot: 'A(1)b', serial: 'x' }],
    ['(10)A(1)b', { lot: 'A(1)b' }],
    [`21${'7'.repeat(20)}${GS}2005`, { serial: '7'.repeat(20), variant: '05' }],
    // A length that is fixed without being predefined: the next element follows with or without FNC1.
    ['42227610X', { '422': '276', lot: 'X' }],
    [`422276${GS}10X`, { '422': '276', lot: 'X' }],
    ['(91)a'.repeat(2), { '91': 'a' }],
  ])('%s', (text, elements) => {
    expect(said(text)).toEqual(elements);
  });

  it.each([
    ['', 'codes/gs1-empty'],
    [GS, 'codes/gs1-empty'],
    [']C1', 'codes/gs1-empty'],
    ['(05)123', 'codes/gs1-unknown-identifier'],
    ['05123', 'codes/gs1-unknown-identifier'],
    ['(1)123', 'codes/gs1-unknown-identifier'],
    ['(3106)000001', 'codes/gs1-unknown-identifier'],
    ['(0104006381333931', 'codes/gs1-unknown-identifier'],
    ['(01)4006381333931', 'codes/gs1-wrong-data'],
    ['0104006381333', 'codes/gs1-wrong-data'],
    ['(01)04006381333932', 'codes/gs1-wrong-check-digit'],
    ['(17)261301', 'codes/gs1-wrong-data'],
    ['(7006)260200', 'codes/gs1-wrong-data'],
    ['(7003)2601312460', 'codes/gs1-wrong-data'],
    ['(10)', 'codes/gs1-wrong-data'],
    ['(10)ü', 'codes/gs1-wrong-data'],
    [`(10)${'A'.repeat(21)}`, 'codes/gs1-wrong-data'],
    ['(30)1x', 'codes/gs1-wrong-data'],
    ['(310x)000001', 'codes/gs1-unknown-identifier'],
    ['(10)A(10)B', 'codes/gs1-contradiction'],
    [`10${'A'.repeat(9_000)}`, 'codes/gs1-too-long'],
  ])('refuses %j', (text, code) => {
    expect(read(text)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('lets a known wrong GTIN pass where that is set', () => {
    const elements = readElementString('(01)04006381333932', { today: TODAY, checkDigits: 'ignored' });
    expect(elements.ok).toBe(true);
  });

  // What the reference engine expects (gs1/gs1-syntax-engine, src/c-lib/ai.c, parseAIdata and processAIdata), `^` for FNC1.
  // Left out: associations of identifiers and lists of countries and currencies, which no till refuses a sale for.
  it.each([
    '(01)12345678901231',
    '(01)12345678901231(10)12345',
    '(3100)123456(10)12345',
    '(3900)12345(11)991225',
    '(10)12345\\(11)991225',
    '(10)12345\\(',
    '(00)123456789012345675',
    '(01)95012345678903(3103)000123',
    '^991234',
    '^0112345678901231',
    '^0112345678901231^',
    '^0112345678901231991234',
    '^0112345678901231^991234',
    '^2421',
    '^242123456',
    '^242123456^10ABC123',
    '^242123456^',
    '^81111234',
    '^81111234^10ABC123',
    '^800112341234512398^0112345678901231',
    '^7007211225211231',
    '^7007211225',
    '^800302112345678900ABC',
    '^800302112345678900',
  ])('takes %s, as the reference engine does', (text) => {
    expect(read(text.replaceAll('^', GS))).toMatchObject({ ok: true });
  });

  it.each([
    '(10)(11)98765',
    '(10)12345(11)',
    '(1A)12345',
    '1(12345',
    '12345',
    '()12345',
    '(1)12345',
    '(12345)12345',
    '(15',
    '(1',
    '(',
    '(01)123456789012312(10)12345',
    '(17)9(90)217',
    '(00)A23456789012345675',
    '(10) ',
    '(8010)123456_',
    '(8030)ABC:123',
    '(00)123456789012345670',
    '(4326)201300',
    '(4326)201200',
    '(4324)2012252400',
    '(4324)2012252360',
    '(01)95012345678902(3103)000123',
    '(01)95012345678903(11)131313',
    '^',
    '^891234',
    '^99~ABC',
    '^99ABC~',
    '^01A2345678901231',
    '^011234567890123A',
    '^0112345678901234',
    '^011234567890123',
    '^01123456789012312',
    '^011234567890123^',
    '^01123456789012345^',
    '^01123456789012345^991234',
    '^2421234567',
    '^8111123',
    '^811112345',
    '^80011234123451239',
    '^8001123412345123981',
    '^8001123412345123981^01123456789012312',
    '^70072112252',
    '^700721122521',
    '^7007211225211',
    '^70072112252112',
    '^700721122521123',
    '^70072112252212311',
    '^800302112345678901ABC',
  ])('refuses %s, as the reference engine does', (text) => {
    expect(read(text.replaceAll('^', GS))).toMatchObject({ ok: false });
  });

  it('takes no circumflex for FNC1 unless it is told to', () => {
    expect(read('(10)12345^')).toMatchObject({ refusal: { code: 'codes/gs1-wrong-data', ai: '10' } });
  });

  it('means the same scanned and printed, in any order of its elements', () => {
    const digits = (min: number, max = min) => fc.stringMatching(new RegExp(`^\\d{${min},${max}}$`));
    const text = fc.stringMatching(/^[!"%-'*-?A-Z_a-z]{1,20}$/);
    const element = fc.oneof(
      digits(13).map((body) => ['01', body + checkDigitOf(body)] as const),
      text.map((lot) => ['10', lot] as const),
      text.map((serial) => ['21', serial] as const),
      fc.tuple(fc.nat({ max: 5 }), digits(6)).map(([n, weight]) => [`310${n}`, weight] as const),
      digits(1, 8).map((count) => ['30', count] as const),
      digits(1, 15).map((price) => ['3922', price] as const),
      digits(6).map((unit) => ['8005', unit] as const),
      fc.constantFrom('11', '12', '13', '15', '16', '17').map((ai) => [ai, '270200'] as const),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(element, { selector: ([ai]) => ai, minLength: 1, maxLength: 8 }),
        (elements) => {
          const printed = elements.map(([ai, data]) => `(${ai})${data}`).join('');
          const scanned = elements
            .map(([ai, data]) => ai + data + (hasPredefinedLength(identifierAt(ai, 0)!) ? '' : GS))
            .join('');
          const found = read(printed);
          expect(found.ok && found.value.map(({ ai, data }) => [ai, data])).toEqual(elements);
          expect(read(scanned)).toEqual(found);
        },
      ),
    );
  });

  it('nothing that is scanned breaks it', () => {
    const char = fc.constantFrom(...Array.from('()0123456789]C1dAz\\'), GS);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: char }), fc.string({ unit: 'binary' })), (text) => {
        const elements = read(text);
        expect(elements.ok ? elements.value.length > 0 : elements.refusal.code).toBeTruthy();
      }),
      { numRuns: 2_000 },
    );
  });
});
