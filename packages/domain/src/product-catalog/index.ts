export type { CatalogueReader } from './catalogue.ts';
export {
  type CategoryRow,
  type TaxRow,
  type TillItemRow,
  type TillModifier,
  zCategoryRow,
  zTaxRow,
  zTillItemRow,
  zTillModifier,
} from './rows.ts';
