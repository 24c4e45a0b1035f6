export { type LineTax, type LineToPrice, isPriceable, type PricedLine, priceLine } from './line.ts';
export { type TaxTotal, type Totals, totalOf } from './totals.ts';
