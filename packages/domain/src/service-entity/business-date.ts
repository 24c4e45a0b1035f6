import { type BusinessDate, businessDate, type Instant, instant } from '@beaveros/kit';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

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
  const minutes = today.hour * 60 + today.minute;
  if (minutes >= dayStartMinutes) return businessDate(dateText(today));
  // Before the day start by the wall. In a repeated hour the same wall time may have passed once already today.
  if (hasPassedToday(at, clock, dayStartMinutes, minutes)) return businessDate(dateText(today));
  return businessDate(dayBefore(today));
}

/** Whether an earlier instant of this local date had already reached the day start (clocks went back since). */
function hasPassedToday(at: Instant, clock: LocalClock, dayStart: number, minutes: number): boolean {
  const today = dateText(clock(at));
  // Clocks go back by at most two hours anywhere in the tz database since 1970.
  for (let back = 30; back <= 120; back += 30) {
    const earlier = clock(instant(at - back * MINUTE_MS));
    const wall = earlier.hour * 60 + earlier.minute;
    if (dateText(earlier) === today && wall >= dayStart && wall > minutes) return true;
  }
  return false;
}

function dayBefore(time: LocalTime): string {
  const noon = Date.UTC(time.year, time.month - 1, time.day, 12);
  const before = new Date(noon - DAY_MINUTES * MINUTE_MS);
  return dateText({
    year: before.getUTCFullYear(),
    month: before.getUTCMonth() + 1,
    day: before.getUTCDate(),
  });
}

function dateText(time: Pick<LocalTime, 'year' | 'month' | 'day'>): string {
  return `${String(time.year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
