import { isSettled } from '@beaveros/domain/order';
import { isShiftSettled } from '@beaveros/domain/payment';
import {
  DAY_LEDGER,
  type DayLedgerRow,
  dayLedgerOf,
  dayLedgerRow,
  dayOpeningRow,
} from '@beaveros/domain/report';
import { isReservationOver } from '@beaveros/domain/service-entity';
import { isTaskDone } from '@beaveros/domain/workflow';
import { isFault } from '@beaveros/kit';
import type { Aggregates } from './commands/aggregates.ts';
import type { Journal, SettlingPolicy } from './journal/index.ts';

/**
 * What the journal's window has to know of orders, shifts, tasks and reservations. A shift is settled by its Z, a task when
 * it is done, a reservation when its guests came or did not; none of them adds to a ledger.
 */
export function settlingPolicy(aggregates: Aggregates): SettlingPolicy {
  return {
    name: `${DAY_LEDGER}/3`,
    isSettled: (aggregate) =>
      !aggregates.hasParked(aggregate) &&
      (isSettledOrder(aggregates, aggregate) ||
        isShiftSettled(aggregates.shift(aggregate)) ||
        isTaskDone(aggregates.task(aggregate)) ||
        isReservationOver(aggregates.reservation(aggregate))),
    ledgerRows: (order) => dayLedgerOf(aggregates.order(order)).map(dayOpeningRow),
  };
}

/** A defect of the fold marks its store and keeps its order; it stops no other order's upkeep. */
function isSettledOrder(aggregates: Aggregates, order: string): boolean {
  try {
    return isSettled(aggregates.order(order));
  } catch (error) {
    if (isFault(error)) throw error;
    return false;
  }
}

/** What orders sold that are not held here any more, by day: `totals` adds it. */
export function droppedDays(journal: Pick<Journal, 'openingRows'>): readonly DayLedgerRow[] {
  return journal
    .openingRows(DAY_LEDGER)
    .map(({ key, body }) => dayLedgerRow(key, body as unknown as Parameters<typeof dayLedgerRow>[1]));
}
