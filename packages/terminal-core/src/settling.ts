import { isSettled } from '@beaveros/domain/order';
import {
  ACCOUNT_LEDGER,
  accountOpeningBody,
  isInAccountRow,
  isShiftSettled,
  mayRollAccount,
  readAccountOpening,
  rollAccount,
  type TillAccountRow,
} from '@beaveros/domain/payment';
import {
  mayRollStock,
  openedMicro,
  readStockOpening,
  rollStock,
  STOCK_LEDGER,
  type StockEvent,
  stockOpeningBody,
} from '@beaveros/domain/product-catalog';
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
import type { Journal, LedgerRule, SettlingPolicy } from './journal/index.ts';

/**
 * What the journal's window has to know of orders, shifts, tasks and reservations. A shift is settled by its Z, a task when
 * it is done, a reservation when its guests came or did not; none of them adds to a ledger. `accountRow`: what came down of
 * an account.
 */
export function settlingPolicy(aggregates: Aggregates, accountRow: AccountRowReader): SettlingPolicy {
  return {
    name: `${DAY_LEDGER}/4`,
    ledgers: ledgerRules(accountRow),
    isSettled: (aggregate) =>
      !aggregates.hasParked(aggregate) &&
      (isSettledOrder(aggregates, aggregate) ||
        isShiftSettled(aggregates.shift(aggregate)) ||
        isTaskDone(aggregates.task(aggregate)) ||
        isReservationOver(aggregates.reservation(aggregate))),
    ledgerRows: (order) => dayLedgerOf(aggregates.order(order)).map(dayOpeningRow),
  };
}

/** What a store has of an item goes into the item's row; every count that is known says what it has seen. */
const STOCK_RULE: LedgerRule = {
  mayGo: mayRollStock,
  roll: (stock, opening, { bases: counts, going }) => {
    const before = opening === null ? null : readStockOpening(opening);
    const after = rollStock(stock, before, { counts, going });
    return after === null ? null : stockOpeningBody(after);
  },
  isPlaced: (opening, { event }) =>
    openedMicro(readStockOpening(opening), event as Extract<StockEvent, { body: { saw: unknown } }>).isExact,
};

type AccountRowReader = (account: string) => TillAccountRow | undefined;

/** Gift cards, credit, points and house accounts. What the account's row has not seen stays, or a stale row would hide it. */
const accountRule = (accountRow: AccountRowReader): LedgerRule => ({
  mayGo: (account, fact) => {
    const row = accountRow(account);
    return mayRollAccount(fact) && (row === undefined || isInAccountRow(row, fact.header));
  },
  roll: (account, opening, { bases: grants, going }) => {
    const before = opening === null ? null : readAccountOpening(opening);
    const after = rollAccount(account, before, { grants, going });
    return after === null ? null : accountOpeningBody(after);
  },
  isPlaced: () => true,
});

/** How stocks and accounts go into opening rows. */
export function ledgerRules(accountRow: AccountRowReader): ReadonlyMap<string, LedgerRule> {
  return new Map([
    [STOCK_LEDGER, STOCK_RULE],
    [ACCOUNT_LEDGER, accountRule(accountRow)],
  ]);
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
