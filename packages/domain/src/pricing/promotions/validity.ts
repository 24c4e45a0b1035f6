import { assert, type BusinessDate } from '@beaveros/kit';

/** Minutes since midnight, 0 to 1439 (`to`: up to 1440). `from` above `to`: past midnight, into the next day. */
export interface DayTime {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** When a rule holds: season, expiry, weekdays, happy hours. What is absent does not limit. */
export interface Validity {
  /** Both included, by the shop's business date. */
  readonly firstDay?: BusinessDate;
  readonly lastDay?: BusinessDate;
  /** ISO: Monday 1 to Sunday 7; the hours past midnight count as the business date's. */
  readonly weekdays?: readonly number[];
  /** Any of these; the start is included, the end is not. */
  readonly dayTimes?: readonly DayTime[];
}

/** The shop's clock as the order captured it: business date and minutes since midnight on the wall. */
export interface ShopTime {
  readonly date: BusinessDate;
  readonly minute: number;
}

export type Invalidity = 'not_yet' | 'expired' | 'not_today' | 'not_now';

/** Why a rule does not hold at a time; null: it holds. */
export function invalidityAt(
  { firstDay, lastDay, weekdays, dayTimes }: Validity,
  { date, minute }: ShopTime,
): Invalidity | null {
  if (firstDay !== undefined && date < firstDay) return 'not_yet';
  if (lastDay !== undefined && date > lastDay) return 'expired';
  if (weekdays !== undefined && !weekdays.includes(isoWeekday(date))) return 'not_today';
  if (dayTimes !== undefined && !dayTimes.some((each) => isWithin(each, minute))) return 'not_now';
  return null;
}

function isWithin({ fromMinute, toMinute }: DayTime, minute: number): boolean {
  return fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

/** Monday 1 to Sunday 7. */
function isoWeekday(date: BusinessDate): number {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  assert(!Number.isNaN(weekday), `not a date: ${date}`);
  return weekday === 0 ? 7 : weekday;
}
