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

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export function isBusinessDate(text: string): text is BusinessDate {
  return DATE.test(text);
}

export function businessDate(text: string): BusinessDate {
  assert(isBusinessDate(text), `not a business date: ${text}`);
  return text;
}
