export { type LineTax, type LineToPrice, type PricedLine, priceLine } from './line.ts';
export { type TaxTotal, type Totals, totalOf } from './totals.ts';
