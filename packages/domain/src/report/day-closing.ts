import { type BusinessDate, type Instant, grouped } from '@beaveros/kit';
import { type DayShift, isDuring, type Place } from './day-shift.ts';

// When did the store's day look complete, and what came later? Known by two times of each fact: when it was written, by
// its till's clock, and when it became known here. Neither decides anything; they tell a late fact from a later one.

/** When an entry became known to whoever asks: any number that grows, such as a journal's arrival number. */
export type ArrivalOf = (place: Pick<Place, 'chain' | 'seq'>) => number;

/** A Z after which no shift of the day that was known by then was open. */
export interface DayClosing {
  readonly businessDate: BusinessDate;
  readonly store: string | null;
  readonly arrival: number;
  readonly closedAt: Instant;
}

/** The closings of each day, in the order in which they became known. A day that opens again closes again. */
export function dayClosings(shifts: readonly DayShift[], arrivalOf: ArrivalOf): readonly DayClosing[] {
  const byDay = grouped(
    shifts.filter(({ isTraining }) => !isTraining),
    ({ businessDate, store }) => `${businessDate}/${store ?? ''}`,
  );
  return [...byDay.values()].flatMap((day) => closingsOfDay(day, arrivalOf));
}

function closingsOfDay(shifts: readonly DayShift[], arrivalOf: ArrivalOf): readonly DayClosing[] {
  const steps = shifts
    .flatMap(({ opened, closed }) => [
      ...(opened === null ? [] : [{ arrival: arrivalOf(opened), open: 1, closed: null }]),
      ...(closed === null ? [] : [{ arrival: arrivalOf(closed), open: opened === null ? 0 : -1, closed }]),
    ])
    .sort((a, b) => a.arrival - b.arrival || b.open - a.open);
  const [{ businessDate, store }] = shifts as [DayShift];
  let open = 0;
  return steps.flatMap((step) => {
    open += step.open;
    if (step.closed === null || open > 0) return [];
    return [{ businessDate, store, arrival: step.arrival, closedAt: step.closed.closedAt }];
  });
}

/** Whether a document of the day was written before one of its closings and became known after it. */
export function isCorrection(
  document: { readonly businessDate: BusinessDate; readonly store: string | null; readonly at: Instant },
  arrival: number,
  closings: readonly DayClosing[],
): boolean {
  return closings.some(
    (closing) =>
      closing.businessDate === document.businessDate &&
      closing.store === document.store &&
      closing.arrival < arrival &&
      document.at <= closing.closedAt,
  );
}

/** The shift that a document belongs to: the one it names, else the one during which its till wrote it. */
export function shiftOfDocument(
  document: { readonly shift: string | null; readonly terminal: string | null; readonly clock: number },
  shifts: readonly DayShift[],
): string | null {
  return document.shift ?? shifts.find((shift) => isDuring(shift, document))?.shift ?? null;
}
