import { businessDate } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { invalidityAt, type Validity } from './validity.ts';

const at = (validity: Validity, date: string, minute = 720) =>
  invalidityAt(validity, { date: businessDate(date), minute });

describe('when a rule holds', () => {
  it('a season has its first and its last day', () => {
    const advent = { firstDay: businessDate('2026-11-29'), lastDay: businessDate('2026-12-24') };
    expect(at(advent, '2026-11-28')).toBe('not_yet');
    expect(at(advent, '2026-11-29')).toBeNull();
    expect(at(advent, '2026-12-24', 1439)).toBeNull();
    expect(at(advent, '2026-12-25')).toBe('expired');
  });

  it('weekdays are ISO: Sunday is the seventh', () => {
    // 2026-11-22 is a Sunday, 2028-02-29 a Tuesday.
    expect(at({ weekdays: [7] }, '2026-11-22')).toBeNull();
    expect(at({ weekdays: [1, 2, 3, 4, 5, 6] }, '2026-11-22')).toBe('not_today');
    expect(at({ weekdays: [2] }, '2028-02-29')).toBeNull();
  });

  it('hours include their start, not their end; some go past midnight', () => {
    const hours = {
      dayTimes: [
        { fromMinute: 1020, toMinute: 1080 },
        { fromMinute: 1380, toMinute: 60 },
      ],
    };
    expect(
      [1019, 1020, 1079, 1080, 1379, 1380, 0, 59, 60].map((minute) => at(hours, '2026-11-22', minute)),
    ).toEqual(['not_now', null, null, 'not_now', 'not_now', null, null, null, 'not_now']);
  });

  it('without any limit it always holds', () => {
    expect(at({}, '1999-01-01', 0)).toBeNull();
  });
});
