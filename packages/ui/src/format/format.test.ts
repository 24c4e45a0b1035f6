import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFormat } from './format.ts';

const EUR = { code: 'EUR', exponent: 2 };
const JPY = { code: 'JPY', exponent: 0 };
const BHD = { code: 'BHD', exponent: 3 };
const CLF = { code: 'CLF', exponent: 4 };
const BASE = { timeZone: 'Europe/Madrid', currency: EUR };
const en = createFormat({ ...BASE, language: 'en' });
const es = createFormat({ ...BASE, language: 'es' });

/** Intl puts no-break spaces of two kinds; a reader sees a space. */
const spaced = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  it.each([
    [123_450, EUR, '€1,234.50', '1234,50 €'],
    [1_234_567_890, EUR, '€12,345,678.90', '12.345.678,90 €'],
    [5, EUR, '€0.05', '0,05 €'],
    [0, EUR, '€0.00', '0,00 €'],
    [-450, EUR, '−€4.50', '−4,50 €'],
    [1_200, JPY, '¥1,200', '1200 ¥'],
    [1_205, BHD, 'BHD 1.205', '1,205 BHD'],
    [-12_345, CLF, '−CLF 1.2345', '−1,2345 CLF'],
    [1, { code: 'EUR', exponent: 1 }, '€0.1', '0,1 €'],
  ])('%s of %j', (minor, currency, english, spanish) => {
    expect(spaced(en.money(minor, currency))).toBe(english);
    expect(spaced(es.money(minor, currency))).toBe(spanish);
  });

  it('shows every digit of the amount and no other, for every exponent, in both languages', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom('EUR', 'USD', 'KWD', 'XTS'),
        (minor, exponent, code) => {
          for (const format of [en, es]) {
            const text = format.money(minor, { code, exponent });
            expect(text.replace(/\D/g, '')).toBe(String(Math.abs(minor)).padStart(exponent + 1, '0'));
            expect(text.includes('−')).toBe(minor < 0);
            expect(text).not.toContain('-');
          }
        },
      ),
    );
  });

  it('uses the store currency unless told another', () => {
    expect(en.money(100)).toBe('€1.00');
    expect(spaced(en.money(100, JPY))).toBe('¥100');
  });

  it('is a plain number where no currency is known, or none that ISO could have', () => {
    expect(createFormat({ language: 'en' }).money(123_456)).toBe('1,234.56');
    expect(en.money(5, { code: 'points', exponent: 0 })).toBe('5');
  });
});

describe('unitPrice', () => {
  it.each([
    [12_500_000, '€12.50'],
    [1_234_567, '€1.234567'],
    [9_990_000, '€9.99'],
    [500, '€0.0005'],
    [-2_000_000, '−€2.00'],
  ])('%s micro is %s', (micro, text) => {
    expect(en.unitPrice(micro)).toBe(text);
  });
});

describe('quantity', () => {
  it.each([
    [1_000_000, '1', '1'],
    [333_000, '0.333', '0,333'],
    [1_250_000_000, '1,250', '1250'],
    [-2_000_000, '−2', '−2'],
    [1, '0.000001', '0,000001'],
  ])('%s micro', (micro, english, spanish) => {
    expect(en.quantity(micro)).toBe(english);
    expect(es.quantity(micro)).toBe(spanish);
  });

  it('reads back as the same quantity', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (micro) => {
        const [whole = '', fraction = ''] = en
          .quantity(micro)
          .replaceAll(',', '')
          .replace('−', '')
          .split('.');
        expect(BigInt(whole + fraction.padEnd(6, '0'))).toBe(BigInt(Math.abs(micro)));
      }),
    );
  });
});

describe('percent', () => {
  it.each([
    [160_000, '16%', '16 %'],
    [82_500, '8.25%', '8,25 %'],
    [1, '0.0001%', '0,0001 %'],
    [0, '0%', '0 %'],
  ])('%s ppm', (ppm, english, spanish) => {
    expect(en.percent(ppm)).toBe(english);
    expect(spaced(es.percent(ppm))).toBe(spanish);
  });
});

describe('age and clock', () => {
  it.each([
    [-5_000, '0 sec', '0 s'],
    [45_900, '45 sec', '45 s'],
    [240_000, '4 min', '4 min'],
    [3_600_000, '1 hr', '1 h'],
    [7_500_000, '2 hr 5 min', '2 h 5 min'],
    [86_400_000, '1 day', '1 día'],
    [260_000_000, '3 days', '3 días'],
  ])('%s ms old', (ms, english, spanish) => {
    expect(spaced(en.age(ms))).toBe(english);
    expect(spaced(es.age(ms))).toBe(spanish);
  });

  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [247_000, '4:07'],
    [3_847_000, '1:04:07'],
    [-1, '0:00'],
    [360_000_000, '100:00:00'],
  ])('%s ms running is %s', (ms, text) => {
    expect(en.clock(ms)).toBe(text);
  });

  it('a clock never shows sixty of anything', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000_000 }), (ms) => {
        const [seconds = 0, minutes = 0, hours = 0] = en.clock(ms).split(':').map(Number).toReversed();
        expect(seconds).toBeLessThan(60);
        expect(minutes).toBeLessThan(60);
        expect((hours * 60 + minutes) * 60 + seconds).toBe(Math.floor(ms / 1000));
      }),
    );
  });
});

describe('dates', () => {
  const noon = Date.UTC(2026, 10, 22, 23, 30); // 00:30 of the next day in Madrid.

  it('are of the store, not of the machine', () => {
    expect(en.date(noon)).toBe('Nov 23, 2026');
    expect(es.date(noon)).toBe('23 nov 2026');
    expect(spaced(en.time(noon))).toBe('12:30 AM');
    expect(es.time(noon)).toBe('0:30');
    expect(spaced(en.dateTime(noon))).toBe('Nov 23, 2026, 12:30 AM');
    expect(createFormat({ language: 'en', timeZone: 'UTC' }).date(noon)).toBe('Nov 22, 2026');
  });

  it('of the calendar stand as they are in every time zone', () => {
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC'])
      expect(createFormat({ language: 'en', timeZone }).date('2026-11-22')).toBe('Nov 22, 2026');
  });
});
