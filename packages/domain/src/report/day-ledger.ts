import { type AmountMinor, type BusinessDate, businessDate, type Currency } from '@beaveros/kit';
import type { Recorded } from '../journal/entry.ts';
import { foldAll } from '../journal/fold.ts';
import { heldSum, type OrderState } from '../order/state.ts';
import { type Contribution, contributionsOf, documentsFold, REPORT_READS } from './contribution.ts';

/** What the ledger of days' sales is called among a journal's opening rows. */
export const DAY_LEDGER = 'order.day';

/** A day's sales in one currency: a row that adds up with others of its key. */
export interface DayLedgerRow {
  /** `2026-11-22/EUR/2`: business date, currency, exponent. */
  readonly key: string;
  readonly businessDate: BusinessDate;
  readonly currency: Currency;
  /** Closes less reversals. */
  readonly documents: number;
  readonly lines: number;
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
}

/**
 * What these facts add to the days' sales. Give all facts of an aggregate at once: which reversal counts, and which of two
 * entries with one command id, is seen in its whole only. Facts that are no documents add nothing.
 */
export function dayLedgerRows(facts: readonly Recorded[]): readonly DayLedgerRow[] {
  const byAggregate = new Map<string, Recorded[]>();
  for (const fact of facts) {
    const known = byAggregate.get(fact.event.aggregate);
    if (known === undefined) byAggregate.set(fact.event.aggregate, [fact]);
    else known.push(fact);
  }
  const rows: DayLedgerRow[] = [];
  for (const [aggregate, all] of byAggregate) {
    if (!all.some(({ event }) => REPORT_READS.has(event.type))) continue;
    rows.push(...dayLedgerOf(foldAll(documentsFold, aggregate, all).state));
  }
  return addDayLedger(rows);
}

/** What one order adds. */
export function dayLedgerOf(state: OrderState): readonly DayLedgerRow[] {
  return addDayLedger(contributionsOf(state).map(toRow));
}

/** A row as a journal holds it among its opening rows, where only key and sums are left. */
export function dayOpeningRow({ key, documents, lines, net, tax, total }: DayLedgerRow): {
  readonly ledger: string;
  readonly key: string;
  readonly body: Readonly<Record<'documents' | 'lines' | 'net' | 'tax' | 'total', number>>;
} {
  return { ledger: DAY_LEDGER, key, body: { documents, lines, net, tax, total } };
}

/** A row by what it is called and its sums: the inverse of its key. */
export function dayLedgerRow(
  key: string,
  sums: Pick<DayLedgerRow, 'documents' | 'lines' | 'net' | 'tax' | 'total'>,
): DayLedgerRow {
  const [date = '', code = '', exponent = ''] = key.split('/');
  return { key, businessDate: businessDate(date), currency: { code, exponent: Number(exponent) }, ...sums };
}

/** Rows of one key added up; the rows come back in the order of their keys. */
export function addDayLedger(rows: readonly DayLedgerRow[]): readonly DayLedgerRow[] {
  const added = new Map<string, DayLedgerRow>();
  for (const row of rows) {
    const before = added.get(row.key);
    added.set(row.key, before === undefined ? row : join(before, row));
  }
  return [...added.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function join(a: DayLedgerRow, b: DayLedgerRow): DayLedgerRow {
  return {
    ...a,
    documents: a.documents + b.documents,
    lines: a.lines + b.lines,
    net: heldSum([a.net, b.net]),
    tax: heldSum([a.tax, b.tax]),
    total: heldSum([a.total, b.total]),
  };
}

function toRow(contribution: Contribution): DayLedgerRow {
  const { businessDate: day, currency, documents, lines, net, tax, total } = contribution;
  const key = `${day}/${currency.code}/${currency.exponent}`;
  return { key, businessDate: day, currency, documents, lines, net, tax, total };
}
