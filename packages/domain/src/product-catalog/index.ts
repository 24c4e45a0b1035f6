export type { CatalogueReader } from './catalogue.ts';
export { checkDigitOf, hasRightCheckDigit, valueVerifierOf } from './codes/check-digit.ts';
export type { Decimal } from './codes/decimal.ts';
export { type EmbeddedCode, readByPatterns, readEmbedded } from './codes/embedded-code.ts';
export { embeddedLabel } from './codes/embedded-label.ts';
export {
  type EmbeddedPattern,
  embeddedPattern,
  type Measure,
  type PatternStrictness,
  type Place,
  prefixPattern,
  STRICT,
} from './codes/embedded-pattern.ts';
export { gs1Date } from './codes/gs1-date.ts';
export {
  type Gs1Element,
  type Gs1Rules,
  type Gs1Value,
  readElementString,
} from './codes/gs1-element-string.ts';
export type { Gs1Name } from './codes/gs1-identifiers.ts';
export { labelLine, type LabelLine } from './codes/label-line.ts';
export { labelOfItem } from './codes/label-of-item.ts';
export { quantityForPrice, WEIGHT_UNITS, type WeightUnit, weightIn } from './codes/label-quantity.ts';
export type { CodeRefusal, Gs1Refusal, LabelRefusal, PatternRefusal } from './codes/refusals.ts';
export { type CodeReading, codeReadings, type LabelValue, type ScanRules } from './codes/scanned-code.ts';
export { checkedCode, gtin14Of, type Symbology, symbologyNamed } from './codes/symbology.ts';
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
export {
  type CouponReader,
  couponTask,
  couponUsesFold,
  type CouponUsesState,
  usesBeyond,
} from './coupons/uses.ts';
export { PRODUCT_CATALOG_EVENTS } from './events.ts';
export {
  type BackOnSale,
  backOnSale,
  type MarkSoldOut,
  markSoldOut,
  type SoldOutContext,
  type SoldOutRefusal,
  zBackOnSale,
  zMarkSoldOut,
} from './sold-out/decide.ts';
export { ItemBackOnSale, ItemSoldOut, type SoldOutEvent } from './sold-out/events.ts';
export { type SoldOutFolded, soldOutRows } from './sold-out/folded.ts';
export { soldOutAt, soldOutFold, type SoldOutMark, type SoldOutState } from './sold-out/state.ts';
export { type CountStock, type MoveStock, zCountStock, zMoveStock } from './stock/commands.ts';
export {
  countStock,
  type KnownHead,
  moveStock,
  type StockContext,
  type StockDecision,
} from './stock/decide.ts';
export {
  STOCK_MOVEMENT_KINDS,
  StockCounted,
  type StockEvent,
  StockMoved,
  type StockMovementKind,
  stockIdOf,
} from './stock/events.ts';
export {
  stockFactOf,
  type StockLevelFolded,
  type StockMovementFolded,
  stockRows,
} from './stock/folded.ts';
export {
  doingOf,
  type LedgerFact,
  STOCK_READS,
  type StockAuthor,
  type StockCount,
  type StockLedger,
  type StockMovement,
  stockLedger,
} from './stock/ledger.ts';
export { heldQuantity } from './stock/held-quantity.ts';
export {
  openedChainOf,
  openedMicro,
  readStockOpening,
  STOCK_LEDGER,
  type StockOpening,
  stockOpeningBody,
} from './stock/opening.ts';
export { mayRollStock, rollStock } from './stock/roll.ts';
export {
  type LowStockTask,
  lowStockTasks,
  type StockFlag,
  stockFlag,
  type WatchedLevel,
} from './stock/low-stock.ts';
export { type StockLine, STOCKS_MOVED_MAX, stockMovements } from './stock/movements.ts';
export type { StockRefusal } from './stock/refusals.ts';
export {
  type Ingredient,
  INGREDIENTS_MAX,
  type ItemStockRow,
  type StockReader,
  zIngredient,
  zItemStockRow,
} from './stock/rows.ts';
export {
  allHolding,
  captureRules,
  captureTaxRows,
  type ComboChoice,
  type ComboPart,
  comboParts,
  type ComboRefusal,
  type ComboTerms,
  couponLimit,
  couponsByCode,
  listFor,
  listPriceFor,
  PRICE_RULE_KINDS,
  PRICE_RULE_TERMS,
  type PriceListTerms,
  type PriceRuleKind,
  type PriceRuleOf,
  type PriceRuleRow,
  type PriceRuleTerms,
  priceUnderOtherTaxes,
  readPriceRules,
  type ReadPriceRule,
  type RuleQuestion,
  type RulesNow,
  saleTerms,
  type SaleTerms,
  type SaleTermsRefusal,
  taxesAfterChange,
  zDayTimes,
  zPriceRuleRow,
  zWeekdays,
  holding,
} from './price-rules/index.ts';
