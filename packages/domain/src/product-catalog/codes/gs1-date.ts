import { type BusinessDate, isBusinessDate, ok, type Result, refuse } from '@beaveros/kit';
import type { Gs1Refusal } from './refusals.ts';

/**
 * A date of six digits (YYMMDD). The century is the one that puts the year from 49 before to 50 after the year of
 * `today` (GS1 General Specifications, section 7.12). Day 00 is the last of its month, unless `day` is `given`.
 */
export function gs1Date(
  digits: string,
  today: BusinessDate,
  { day: dayRule = 'may-be-00' }: { readonly day?: 'may-be-00' | 'given' } = {},
): Result<BusinessDate, Gs1Refusal> {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(digits);
  if (match === null) return refuse({ code: 'codes/gs1-no-date', data: digits });
  const [short, month, given] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const year = yearOf(short, Number(today.slice(0, 4)));
  // Day 0 of the month after is the last of this one.
  const day =
    given === 0 && dayRule === 'may-be-00' ? new Date(Date.UTC(year, month, 0)).getUTCDate() : given;
  const text = `${String(year).padStart(4, '0')}-${match[2]}-${String(day).padStart(2, '0')}`;
  return isBusinessDate(text) ? ok(text) : refuse({ code: 'codes/gs1-no-date', data: digits });
}

function yearOf(short: number, thisYear: number): number {
  const century = thisYear - (thisYear % 100);
  const ahead = short - (thisYear % 100);
  if (ahead >= 51) return century - 100 + short;
  if (ahead <= -50) return century + 100 + short;
  return century + short;
}
