import { type AmountMinor, amountMinor, assert, type Currency, proportion, sum, ZERO } from '@beaveros/kit';
import type { Answer } from '../api/routes.ts';
import { amountOf } from '../money/amount-text.ts';
import type { StoreDay } from './store-day.ts';

export type SalesRow = Answer<'readSales'>['rows'][number];

/** What was sold in some time. Amounts in minor units of one currency. */
export interface Figures {
  readonly total: AmountMinor;
  readonly documents: number;
  /** Below zero: the part of the total that were returns. */
  readonly returned: AmountMinor;
}

export interface HourSales {
  /** Local hour at the stores. */
  readonly hour: number;
  readonly today: AmountMinor;
  readonly weekAgo: AmountMinor;
}

export interface StoreSales {
  readonly storeId: string | null;
  readonly today: Figures;
  readonly weekAgoSoFar: Figures;
}

/** One currency's day beside the same weekday of the week before. */
export interface DaySales {
  readonly currency: Currency;
  readonly today: Figures;
  /** Up to the end of the hour that it is now at each store: what today is measured against. */
  readonly weekAgoSoFar: Figures;
  readonly weekAgo: Figures;
  /** In the order of the business day, from the first hour in which anything was sold to the last or to now. */
  readonly hours: readonly HourSales[];
  /** Most sold first. */
  readonly stores: readonly StoreSales[];
}

/**
 * Sums hourly rows by currency. `days` names each store's own today; a row of another date is not counted, and a row
 * without a store goes by the first. Answers one part for each currency, the one with most documents first.
 */
export function daySales(
  rows: readonly SalesRow[],
  days: ReadonlyMap<string, StoreDay>,
): readonly DaySales[] {
  const placed = rows.flatMap((row) => {
    const day = (row.storeId === null ? undefined : days.get(row.storeId)) ?? firstOf(days);
    if (day === undefined) return [];
    const when =
      row.businessDate === day.today ? 'today' : row.businessDate === day.weekAgo ? 'weekAgo' : null;
    return when === null ? [] : [{ row, day, when } as const];
  });
  const parts = [...Map.groupBy(placed, ({ row }) => row.currency).values()].map(ofCurrency);
  return parts.sort(
    (a, b) => b.today.documents + b.weekAgo.documents - (a.today.documents + a.weekAgo.documents),
  );
}

/** What one document was on average; none without documents. */
export function averageOf({ total, documents }: Figures): AmountMinor | null {
  return documents === 0 ? null : proportion(total, 1n, BigInt(documents));
}

/** How much more than before, in 10^-6 of it; null when there was nothing to measure against. */
export function changePpm(now: number, before: number): number | null {
  if (before <= 0) return null;
  const ppm = (BigInt(now - before) * 1_000_000n) / BigInt(before);
  return Number(ppm);
}

interface PlacedRow {
  readonly row: SalesRow;
  readonly day: StoreDay;
  readonly when: 'today' | 'weekAgo';
}

function ofCurrency(rows: readonly PlacedRow[]): DaySales {
  const [first] = rows;
  assert(first !== undefined, 'a group has a row');
  const today = rows.filter(({ when }) => when === 'today');
  const weekAgo = rows.filter(({ when }) => when === 'weekAgo');
  const soFar = weekAgo.filter(
    ({ row, day }) => row.hour === null || placeOf(row.hour, day) <= placeOf(day.hour, day),
  );
  const stores = [...Map.groupBy(rows, ({ row }) => row.storeId).keys()].map((storeId) => ({
    storeId,
    today: figuresOf(today.filter(({ row }) => row.storeId === storeId)),
    weekAgoSoFar: figuresOf(soFar.filter(({ row }) => row.storeId === storeId)),
  }));
  return {
    currency: amountOf(first.row.total, first.row.currency).currency,
    today: figuresOf(today),
    weekAgoSoFar: figuresOf(soFar),
    weekAgo: figuresOf(weekAgo),
    hours: hoursOf(rows, first.day),
    stores: stores.sort(
      (a, b) => b.today.total - a.today.total || b.weekAgoSoFar.total - a.weekAgoSoFar.total,
    ),
  };
}

function figuresOf(rows: readonly PlacedRow[]): Figures {
  const amounts = (field: 'total' | 'returned') =>
    sum(rows.map(({ row }) => amountMinor(amountOf(row[field], row.currency).minor)));
  return {
    total: amounts('total'),
    returned: amounts('returned'),
    documents: rows.reduce((all, { row }) => all + row.documents, 0),
  };
}

/** A chart of one hour says nothing: the hours to come stand empty beside it, a shift's worth. */
const HOURS_MIN = 8;
const LAST_PLACE = 23;

/** All hours between the first and the last with a row; without a gap, so that a quiet hour shows as one. */
function hoursOf(rows: readonly PlacedRow[], day: StoreDay): readonly HourSales[] {
  const places = rows.flatMap(({ row }) => (row.hour === null ? [] : [placeOf(row.hour, day)]));
  if (places.length === 0) return [];
  const opened = Math.min(...places);
  // Now belongs to the day, also while nothing was sold in it.
  const reached = Math.max(...places, Math.max(opened, placeOf(day.hour, day)));
  const last = Math.min(LAST_PLACE, Math.max(reached, opened + HOURS_MIN - 1));
  const first = Math.max(0, Math.min(opened, last - HOURS_MIN + 1));
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const hour = (first + at + day.startHour) % 24;
    const of = (when: PlacedRow['when']): AmountMinor =>
      rows
        .filter(({ row, when: then }) => row.hour === hour && then === when)
        .reduce((all, { row }) => amountMinor(all + amountOf(row.total, row.currency).minor), ZERO);
    return { hour, today: of('today'), weekAgo: of('weekAgo') };
  });
}

/** How many hours into the business day; the night after midnight comes last. */
function placeOf(hour: number, { startHour }: StoreDay): number {
  return (hour - startHour + 24) % 24;
}

function firstOf(days: ReadonlyMap<string, StoreDay>): StoreDay | undefined {
  return days.values().next().value;
}
