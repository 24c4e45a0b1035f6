export { type LineTax, type LineToPrice, type PricedLine, priceLine, priceLineIfSayable } from './line.ts';
export { type TaxTotal, type Totals, totalOf } from './totals.ts';
