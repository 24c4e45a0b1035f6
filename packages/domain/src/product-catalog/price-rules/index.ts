export { captureRules, captureTaxRows, couponLimit, couponsByCode } from './capture-rules.ts';
export { type ComboChoice, type ComboPart, comboParts, type ComboRefusal } from './combo.ts';
export { allHolding, holding, type RuleQuestion } from './holding.ts';
export { listFor, listPriceFor, priceUnderOtherTaxes } from './price-for-line.ts';
export {
  type PriceRuleOf,
  type PriceRuleRow,
  readPriceRules,
  type ReadPriceRule,
  zDayTimes,
  zPriceRuleRow,
  zWeekdays,
} from './row.ts';
export { type RulesNow, saleTerms, type SaleTerms, type SaleTermsRefusal } from './sale-terms.ts';
export { taxesAfterChange } from './tax-change.ts';
export {
  type ComboTerms,
  PRICE_RULE_KINDS,
  PRICE_RULE_TERMS,
  type PriceListTerms,
  type PriceRuleKind,
  type PriceRuleTerms,
} from './terms.ts';
