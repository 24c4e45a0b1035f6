import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDate, Defect, instant, isBusinessDate } from './index.ts';

describe('a business date', () => {
  it('is any day of the calendar', () => {
    const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        expect(isBusinessDate(date.toISOString().slice(0, 10))).toBe(true);
      }),
    );
  });

  it.each([
    '2026-02-29',
    '2026-04-31',
    '1900-02-29',
    '0000-01-01',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00',
    '2026-01-01\n',
  ])('is not %j', (text) => {
    expect(isBusinessDate(text)).toBe(false);
    expect(() => businessDate(text)).toThrow(Defect);
  });

  it.each(['2024-02-29', '2000-02-29'])('is the leap day %s', (text) => {
    expect(businessDate(text)).toBe(text);
  });
});

describe('an instant', () => {
  it.each([-1, 0.5, Number.NaN, Infinity])('is not %s', (value) => {
    expect(() => instant(value)).toThrow(Defect);
  });
});
