import type { Rows } from '../stores/rows.ts';

/** What a till knows of its store beside the journal. */
export interface KnownOfStore {
  /** What came down. */
  readonly rows: Rows;
  /** Whether every till of the store reads this version of an event; without it they are taken to. */
  readonly mayWrite?: (type: string, v: number) => boolean;
  /**
   * The level of a stock as its table says it, which may be behind after a start; null: nothing is known. For a word to a
   * person only: nothing is refused or written by it that goods or money depend on.
   */
  readonly stockLevel?: (stock: string) => number | null;
}
