import { endingAggregates } from '@beaveros/domain/journal';
import { type EntryRow, parseWhole } from './arrived.ts';
import { idToBlob } from './blobs.ts';
import type { JournalState } from './journal-state.ts';
import type { LedgerRule } from './ledger-rule.ts';
import type { OpeningRow } from './opening-rows.ts';

/** What the journal, which knows no meaning, has to be told about aggregates that can end (orders, shifts). */
export interface SettlingPolicy {
  /** Of the two functions: another name judges everything anew. */
  readonly name: string;
  /** Opened and closed, balance zero, no task: nothing more is expected of it, and nothing of its beginning is missing. */
  readonly isSettled: (aggregate: string) => boolean;
  /** What its facts add to ledgers, for when they are gone. */
  readonly ledgerRows: (aggregate: string) => readonly OpeningRow[];
  /** By name, the ledgers whose facts go into opening rows of their own; of another ledger every fact is held. */
  readonly ledgers?: ReadonlyMap<string, LedgerRule>;
}

/**
 * Folds the aggregates of up to `limit` entries that were not judged yet, and remembers which are settled: a fold costs
 * too much for the moment when a new till asks for a snapshot. Returns how many entries it looked at; 0: all were. One
 * transaction, for quiet moments.
 */
export function judge(state: JournalState, policy: SettlingPolicy, limit: number): number {
  const { db, window } = state;
  const marks = db.prepare('SELECT policy, judged_arrival AS judged FROM space').get() as Marks;
  const from = marks.policy === policy.name ? marks.judged : 0;
  const rows = state.entries.after(from, limit);
  const last = rows.at(-1);
  if (last === undefined && marks.policy === policy.name) return 0;
  const isKnown = (aggregate: string) => from > 0 && window.settledRows(idToBlob(aggregate)) !== null;
  const settled = [...aggregatesOf(rows)]
    .filter((aggregate) => !isKnown(aggregate))
    .filter((aggregate) => !window.isDropped(aggregate) && policy.isSettled(aggregate))
    .map((aggregate) => ({ aggregate, rows: policy.ledgerRows(aggregate) }));
  state.transaction(() => {
    if (marks.policy !== policy.name) window.forgetSettled();
    for (const { aggregate, rows: ledgerRows } of settled) window.settle(idToBlob(aggregate), ledgerRows);
    db.prepare('UPDATE space SET policy = ?, judged_arrival = ?').run(policy.name, last?.arrival ?? 0);
  });
  return rows.length;
}

interface Marks {
  readonly policy: string;
  readonly judged: number;
}

function aggregatesOf(rows: readonly EntryRow[]): Set<string> {
  return new Set(rows.flatMap((row) => (row.suspended === 1 ? [] : endingAggregates(parseWhole(row)))));
}
