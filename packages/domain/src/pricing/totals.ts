import { type AmountMinor, amountMinor, sum } from '@beaveros/kit';
import type { LineTax, PricedLine } from './line.ts';

export interface TaxTotal {
  readonly tax: string;
  readonly name: string;
  readonly ratePpm: number;
  readonly mode: 'included' | 'excluded';
  readonly amount: AmountMinor;
}

/** `net + sum of taxes = total`, exactly. */
export interface Totals {
  readonly net: AmountMinor;
  readonly taxes: readonly TaxTotal[];
  readonly total: AmountMinor;
}

/** What makes two taxes one row of a total. */
export function taxKey({ tax, ratePpm, mode }: LineTax): string {
  return `${tax}/${ratePpm}/${mode}`;
}

/** Adds priced lines up. Taxes are grouped by tax, rate and mode, in order of first appearance. */
export function totalOf(
  lines: readonly { readonly priced: PricedLine; readonly taxes: readonly LineTax[] }[],
): Totals {
  const taxes = new Map<string, TaxTotal>();
  for (const { priced, taxes: lineTaxes } of lines) {
    lineTaxes.forEach((tax, at) => {
      const key = taxKey(tax);
      const before = taxes.get(key)?.amount ?? 0;
      const amount = amountMinor(before + priced.taxes[at]!);
      taxes.set(key, { tax: tax.tax, name: tax.name, ratePpm: tax.ratePpm, mode: tax.mode, amount });
    });
  }
  return {
    net: sum(lines.map((line) => line.priced.net)),
    taxes: [...taxes.values()],
    total: sum(lines.map((line) => line.priced.total)),
  };
}
