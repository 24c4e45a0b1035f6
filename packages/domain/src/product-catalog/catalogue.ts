import type { TaxRow, TillItemRow } from './rows.ts';

/** The rows that came down, as decide reads them. Absent: not (yet) on this till. */
export interface CatalogueReader {
  item(id: string): TillItemRow | undefined;
  tax(id: string): TaxRow | undefined;
  /** Whether the store has run out of an item at the moment this reader was made for (`sold-out/`). Absent: nobody asks. */
  isSoldOut?(item: string): boolean;
}
