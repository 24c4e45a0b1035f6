import { businessDate, instant } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { averageOf, changePpm, daySales, type SalesRow } from './day-sales.ts';
import { daysBefore, spanOf, type StoreDay, storeDay } from './store-day.ts';

const MADRID = '0192f4c0-0000-7000-8000-000000000001' as NonNullable<SalesRow['storeId']>;
const LIMA = '0192f4c0-0000-7000-8000-000000000002' as NonNullable<SalesRow['storeId']>;
const TODAY = businessDate('2026-11-22');
const WEEK_AGO = businessDate('2026-11-15');

const at14: StoreDay = { today: TODAY, weekAgo: WEEK_AGO, hour: 14, startHour: 4 };
const days = new Map<string, StoreDay>([
  [MADRID, at14],
  [LIMA, { ...at14, hour: 8 }],
]);

function row(given: Partial<SalesRow>): SalesRow {
  return {
    storeId: MADRID,
    businessDate: TODAY,
    hour: 13,
    currency: 'EUR',
    documents: 1,
    lines: 1,
    quantity: '1',
    net: '10.00',
    tax: '0.00',
    total: '10.00',
    returned: '0.00',
    ...given,
  };
}

describe('a day at a store', () => {
  it('begins at its day start, in its zone', () => {
    const madrid = { timeZone: 'Europe/Madrid', dayStartMinutes: 240 };
    // 01:30 in Madrid: still yesterday's business.
    expect(storeDay(madrid, instant(Date.UTC(2026, 10, 22, 0, 30)))).toEqual({
      today: '2026-11-21',
      weekAgo: '2026-11-14',
      hour: 1,
      startHour: 4,
    });
    expect(
      storeDay({ timeZone: 'America/Lima', dayStartMinutes: 0 }, instant(Date.UTC(2026, 10, 22, 0, 30))),
    ).toEqual({
      today: '2026-11-21',
      weekAgo: '2026-11-14',
      hour: 19,
      startHour: 0,
    });
  });

  it('counts calendar days back over months, years and clock changes', () => {
    expect(daysBefore(businessDate('2026-01-03'), 7)).toBe('2025-12-27');
    expect(daysBefore(businessDate('2024-03-01'), 1)).toBe('2024-02-29');
    expect(daysBefore(businessDate('2026-03-31'), 7)).toBe('2026-03-24');
  });

  it('spans the dates of all stores', () => {
    expect(spanOf([TODAY, WEEK_AGO, TODAY])).toEqual({ from: WEEK_AGO, to: TODAY });
    expect(spanOf([])).toBeNull();
  });
});

describe('sales of a day', () => {
  it('are nothing when there is no row', () => {
    expect(daySales([], days)).toEqual([]);
  });

  it('are measured against the same weekday up to this hour, by each store’s own clock', () => {
    const [sales] = daySales(
      [
        row({ total: '10.10', documents: 2, returned: '-1.00' }),
        row({ hour: 14, total: '5.00' }),
        row({ businessDate: WEEK_AGO, hour: 14, total: '20.00' }),
        row({ businessDate: WEEK_AGO, hour: 15, total: '40.00' }),
        // After midnight is the end of the business day, not its beginning.
        row({ businessDate: WEEK_AGO, hour: 1, total: '80.00' }),
        row({ storeId: LIMA, businessDate: WEEK_AGO, hour: 9, total: '7.00' }),
        row({ storeId: LIMA, businessDate: WEEK_AGO, hour: 8, total: '3.00' }),
        row({ businessDate: businessDate('2026-11-20'), total: '999.00' }),
      ],
      days,
    );
    expect(sales).toMatchObject({
      currency: { code: 'EUR', exponent: 2 },
      today: { total: 1_510, documents: 3, returned: -100 },
      weekAgoSoFar: { total: 2_300, documents: 2 },
      weekAgo: { total: 15_000, documents: 5 },
    });
    expect(sales?.stores).toEqual([
      {
        storeId: MADRID,
        today: { total: 1_510, documents: 3, returned: -100 },
        weekAgoSoFar: { total: 2_000, documents: 1, returned: 0 },
      },
      {
        storeId: LIMA,
        today: { total: 0, documents: 0, returned: 0 },
        weekAgoSoFar: { total: 300, documents: 1, returned: 0 },
      },
    ]);
  });

  it('have all hours from the first to the last, the night last, a quiet hour as nothing', () => {
    const [sales] = daySales(
      [
        row({ hour: 22 }),
        row({ hour: 22, total: '2.50' }),
        row({ businessDate: WEEK_AGO, hour: 1, total: '4.00' }),
      ],
      new Map([[MADRID, at14]]),
    );
    expect(sales?.hours.map(({ hour }) => hour)).toEqual([20, 21, 22, 23, 0, 1, 2, 3]);
    expect(sales?.hours.slice(2, 6)).toEqual([
      { hour: 22, today: 1_250, weekAgo: 0 },
      { hour: 23, today: 0, weekAgo: 0 },
      { hour: 0, today: 0, weekAgo: 0 },
      { hour: 1, today: 0, weekAgo: 400 },
    ]);
  });

  it('have the hours to come, so that the first sale of a day is no chart of one bar', () => {
    const [early] = daySales([row({ hour: 12 })], new Map([[MADRID, at14]]));
    expect(early?.hours.map(({ hour }) => hour)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('are kept apart by currency, each with its own digits', () => {
    const sales = daySales(
      [
        row({ currency: 'JPY', total: '1200', net: '1200' }),
        row({ documents: 5 }),
        row({ currency: 'KWD', total: '1.250' }),
      ],
      days,
    );
    expect(sales.map(({ currency, today }) => [currency, today.total])).toEqual([
      [{ code: 'EUR', exponent: 2 }, 1_000],
      [{ code: 'JPY', exponent: 0 }, 1_200],
      [{ code: 'KWD', exponent: 3 }, 1_250],
    ]);
  });

  it('of no known store go by the first', () => {
    expect(daySales([row({ storeId: null })], days)[0]?.stores[0]).toMatchObject({
      storeId: null,
      today: { total: 1_000 },
    });
    expect(daySales([row({})], new Map())).toEqual([]);
  });
});

describe('figures', () => {
  it('have an average only with documents', () => {
    expect(averageOf({ total: 1_000 as never, documents: 3, returned: 0 as never })).toBe(333);
    expect(averageOf({ total: 0 as never, documents: 0, returned: 0 as never })).toBeNull();
  });

  it('change against something, or not at all', () => {
    expect([changePpm(150, 100), changePpm(50, 100), changePpm(0, 100)]).toEqual([
      500_000, -500_000, -1_000_000,
    ]);
    expect([changePpm(1, 0), changePpm(1, -5)]).toEqual([null, null]);
  });
});
