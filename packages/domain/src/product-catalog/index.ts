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
export { quantityForPrice, WEIGHT_UNITS, type WeightUnit, weightIn } from './codes/label-quantity.ts';
export type { CodeRefusal, Gs1Refusal, LabelRefusal, PatternRefusal } from './codes/refusals.ts';
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
