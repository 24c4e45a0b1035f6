import type { TaxRow, TillItemRow } from './rows.ts';

/** The rows that came down, as decide reads them. Absent: not (yet) on this till. */
export interface CatalogueReader {
  item(id: string): TillItemRow | undefined;
  tax(id: string): TaxRow | undefined;
}
