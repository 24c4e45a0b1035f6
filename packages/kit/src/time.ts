import { assert } from './assert.ts';

/** Wall time in whole milliseconds since 1970-01-01T00:00:00Z. Shown, dated, reported; never used to order facts. */
export type Instant = number & { readonly __brand: 'Instant' };

/** A local calendar date `YYYY-MM-DD`, fixed by the store's day start and time zone. */
export type BusinessDate = string & { readonly __brand: 'BusinessDate' };

/** The only door to the wall clock. Pure code receives an {@link Instant} instead. */
export interface Clock {
  now(): Instant;
}

export function instant(milliseconds: number): Instant {
  assert(Number.isSafeInteger(milliseconds) && milliseconds >= 0, `not an instant: ${milliseconds}`);
  return milliseconds as Instant;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Whether the calendar has this day: `2026-02-29` and the year 0000 are no dates (a Postgres `date` refuses them). */
export function isBusinessDate(text: string): text is BusinessDate {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function businessDate(text: string): BusinessDate {
  assert(isBusinessDate(text), `not a business date: ${text}`);
  return text;
}
