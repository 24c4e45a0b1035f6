import type { Transaction } from '../transaction.ts';
import type { FoldDefect } from './projection.ts';
import type { Recorded } from './recorded.ts';

/**
 * One kind of aggregate without an end (an account, a stock): rows that add up (design decision 3). It is told what changed
 * and adds the difference; the facts of the whole aggregate are never handed to it, so that one more movement costs the
 * same behind ten as behind ten thousand. Its types belong to it alone: no projection reads an aggregate of a ledger.
 */
export interface Ledger {
  /** Stable; stands in `suspended_aggregates`. */
  readonly name: string;
  readonly reads: ReadonlySet<string>;
  /**
   * Adds what changed to the rows, in the transaction that has kept the facts already. A fold that throws is answered, not
   * thrown, and its rows stay as they were.
   */
  readonly apply: (
    tx: Transaction,
    tenantId: string,
    changes: readonly LedgerChange[],
  ) => Promise<readonly FoldDefect[]>;
}

export interface LedgerChange {
  readonly aggregate: string;
  /**
   * Facts that came, witnesses among them, at their newest version: where a command was carried out twice, the first entry
   * that carries it may be one that says nothing here. null: facts of it are gone, fold it from what is left.
   */
  readonly came: readonly Recorded[] | null;
}
