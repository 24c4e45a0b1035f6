import { businessDateAt, type StoreRow, localClock } from '@beaveros/domain/service-entity';
import { type BusinessDate, businessDate, type Instant } from '@beaveros/kit';

export interface StoreDay {
  readonly today: BusinessDate;
  /** The same weekday of the week before. */
  readonly weekAgo: BusinessDate;
  /** Local hour at the store, 0 to 23. */
  readonly hour: number;
  /** The hour in which its business day begins. */
  readonly startHour: number;
}

/** What day it is at a store: its own business date and hour, whatever the clock of this machine's zone says. */
export function storeDay(store: Pick<StoreRow, 'timeZone' | 'dayStartMinutes'>, now: Instant): StoreDay {
  const clock = localClock(store.timeZone);
  const today = businessDateAt(now, clock, store.dayStartMinutes);
  return {
    today,
    weekAgo: daysBefore(today, 7),
    hour: clock(now).hour,
    startHour: Math.floor(store.dayStartMinutes / 60),
  };
}

/** Calendar days before a date; a day of the calendar has no zone. */
export function daysBefore(date: BusinessDate, days: number): BusinessDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return businessDate(new Date(Date.UTC(year, month - 1, day - days)).toISOString().slice(0, 10));
}

/** The first and last of some dates: what one question to the report has to span. */
export function spanOf(
  dates: readonly BusinessDate[],
): { readonly from: BusinessDate; readonly to: BusinessDate } | null {
  const sorted = dates.toSorted();
  const [from, to] = [sorted[0], sorted.at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
}
