import { type BusinessDate, businessDate, type Instant, instant } from '@beaveros/kit';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The store's wall time at an instant. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Reads a store's wall clock at any instant. Making one costs a formatter: keep it as long as the time zone stands. */
export type LocalClock = (at: Instant) => LocalTime;

/** `timeZone`: IANA name; an unknown one throws a RangeError. */
export function localClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (at) => {
    const parts = format.formatToParts(at);
    const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return {
      year: number('year'),
      month: number('month'),
      day: number('day'),
      hour: number('hour'),
      minute: number('minute'),
      second: number('second'),
    };
  };
}

/** `YYYY-MM-DDTHH:MM:SS`, without a zone: for paper and for reports by hour. */
export function localTimeText(time: LocalTime): string {
  return `${dateText(time)}T${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;
}

/**
 * The local date whose day start is the latest one not after `at`. A day start inside the hour that DST skips means the
 * first instant after the gap; inside the hour it repeats, the earliest instant with that wall time.
 */
export function businessDateAt(at: Instant, clock: LocalClock, dayStartMinutes: number): BusinessDate {
  const today = clock(at);
  // Tomorrow may have begun although the wall says today: clocks can go back over a day start that has passed.
  const days = [1, 0, -1].map((days) => daysAfter(today, days));
  const begun = days.find((day) => dayStart(day, clock, dayStartMinutes) <= at);
  return businessDate(dateText(begun ?? daysAfter(today, -2)));
}

/** The first instant at which the wall shows at least this date's day start. */
function dayStart(day: LocalDate, clock: LocalClock, minutes: number): number {
  const wall = Date.UTC(day.year, day.month - 1, day.day) + minutes * MINUTE_MS;
  // No zone changes its offset twice within two days, and every offset lies between -12 and +14 hours.
  const before = offsetAt(wall - DAY_MS, clock);
  const after = offsetAt(wall + DAY_MS, clock);
  const early = wall - before;
  const late = wall - after;
  if (offsetAt(early, clock) === before) return early;
  if (offsetAt(late, clock) === after) return late;
  return firstInstantOf(after, { from: late, to: early }, clock);
}

/** Where the clocks go forward between two instants: by halves, 27 times at most. */
function firstInstantOf(
  offset: number,
  gap: { readonly from: number; readonly to: number },
  clock: LocalClock,
): number {
  let { from, to } = gap;
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offsetAt(middle, clock) === offset) to = middle;
    else from = middle;
  }
  return to;
}

/** Wall time less UTC, in milliseconds. */
function offsetAt(at: number, clock: LocalClock): number {
  const second = Math.max(0, Math.floor(at / 1_000) * 1_000);
  const { year, month, day, hour, minute, second: seconds } = clock(instant(second));
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

type LocalDate = Pick<LocalTime, 'year' | 'month' | 'day'>;

function daysAfter(date: LocalDate, days: number): LocalDate {
  const then = new Date(Date.UTC(date.year, date.month - 1, date.day + days));
  return { year: then.getUTCFullYear(), month: then.getUTCMonth() + 1, day: then.getUTCDate() };
}

function dateText(time: LocalDate): string {
  return `${String(time.year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
