import type { Transaction } from '../transaction.ts';
import type { Recorded } from './recorded.ts';

/** One kind of aggregate of a service: which facts it is made of, how it folds, and how its rows are kept. */
export interface Projection {
  /** Stable; stands in `suspended_aggregates`. */
  readonly name: string;
  readonly reads: ReadonlySet<string>;
  /**
   * Folds each aggregate and replaces its rows; one without facts has none left. A fold that throws is answered, not
   * thrown.
   */
  readonly apply: (
    tx: Transaction,
    tenantId: string,
    facts: ReadonlyMap<string, readonly Recorded[]>,
  ) => Promise<readonly FoldDefect[]>;
}

export interface FoldDefect {
  readonly aggregate: string;
  readonly reason: string;
}

/**
 * A projection whose `fold` is pure (facts of one aggregate in any order -> its rows, ready to be written) and whose
 * `replace` writes the rows of many aggregates at once, in place of those that were there.
 */
export function projection<Rows>(definition: {
  readonly name: string;
  readonly reads: ReadonlySet<string>;
  readonly fold: (aggregate: string, facts: readonly Recorded[]) => Rows;
  readonly replace: (
    tx: Transaction,
    tenantId: string,
    aggregates: readonly string[],
    rows: readonly Rows[],
  ) => Promise<void>;
}): Projection {
  const { name, reads, fold, replace } = definition;
  return {
    name,
    reads,
    async apply(tx, tenantId, facts) {
      const aggregates: string[] = [];
      const rows: Rows[] = [];
      const defects: FoldDefect[] = [];
      for (const [aggregate, recorded] of facts) {
        if (recorded.length === 0) {
          aggregates.push(aggregate);
          continue;
        }
        try {
          rows.push(fold(aggregate, recorded));
          aggregates.push(aggregate);
        } catch (error) {
          // The one place where a defect is caught: the fold is pure, so nothing is half done, and the facts of one
          // aggregate must not stop the others (design section 4, suspense).
          defects.push({ aggregate, reason: error instanceof Error ? error.message : String(error) });
        }
      }
      if (aggregates.length > 0) await replace(tx, tenantId, aggregates, rows);
      return defects;
    },
  };
}
