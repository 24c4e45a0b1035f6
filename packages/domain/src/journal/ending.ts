import type { Id } from '@beaveros/kit';
import type { Entry } from './entry.ts';

// Which facts a journal may forget one day. It asks the form only: what is settled is for each service's fold to say.

/** Services whose aggregates (orders, shifts, tasks) begin with an opening and can be settled. */
const ENDING: ReadonlySet<string> = new Set(['order', 'payment', 'workflow']);

/** Facts of reservations; what else is said of tables has no end. */
const ENDING_FACT = /^service-entity\.Reservation/;

/** Facts of what has no end and adds up, by the name of their opening rows: what a store has of an item, an account. */
const LEDGER_FACTS: ReadonlyMap<string, string> = new Map([
  ['product-catalog.StockMoved', 'product-catalog.stock'],
  ['product-catalog.StockCounted', 'product-catalog.stock'],
  ['payment.AccountOpened', 'payment.account'],
  ['payment.AccountMoved', 'payment.account'],
  ['payment.SpendGranted', 'payment.account'],
  ['payment.GrantReleased', 'payment.account'],
]);

/** Facts by which others of their ledger are judged: what a count has seen, what a grant was for. */
const LEDGER_BASES: ReadonlySet<string> = new Set(['product-catalog.StockCounted', 'payment.SpendGranted']);

/** The ledger that a fact adds to; null: none, so that it is held as long as its aggregate is. */
export function ledgerOf(type: string): string | null {
  return LEDGER_FACTS.get(type) ?? null;
}

/** Whether other facts of its ledger are judged by it: found by itself, and few. */
export function isLedgerBase(type: string): boolean {
  return LEDGER_BASES.has(type);
}

export function canEnd(type: string): boolean {
  if (LEDGER_FACTS.has(type)) return false;
  return ENDING.has(type.slice(0, type.indexOf('.'))) || ENDING_FACT.test(type);
}

/**
 * A fact of what has no end: it steers the journal, or adds to a ledger. Held for ever, unless it goes into an opening row
 * of its ledger. A copy's mark alone is not.
 */
export function isEndless(type: string): boolean {
  return !canEnd(type) && type !== 'journal.Recovered';
}

/** Of the aggregates that an entry speaks of, those that can be settled. */
export function endingAggregates({ events }: Pick<Entry, 'events'>): readonly Id[] {
  return [...new Set(events.filter(({ type }) => canEnd(type)).map(({ aggregate }) => aggregate))];
}
