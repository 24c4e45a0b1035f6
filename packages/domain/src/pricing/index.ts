export { type LineTax, type LineToPrice, type PricedLine, priceLine, priceLineIfSayable } from './line.ts';
export {
  compared,
  type Exact,
  exact,
  minus,
  negated,
  NOTHING,
  over,
  plus,
  rounded,
  roundedExact,
  summed,
  times,
  WHOLE,
} from './exact.ts';
export { type TaxTotal, type Totals, totalOf } from './totals.ts';
