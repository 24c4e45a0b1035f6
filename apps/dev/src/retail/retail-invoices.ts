import { type AmountMinor, type Currency, extend, sum } from '@beaveros/kit';
import type { RetailLine } from './retail-file.ts';

/** The shop of the file sells in pounds. */
export const RETAIL_CURRENCY: Currency = { code: 'GBP', exponent: 2 };

export interface RetailInvoice {
  readonly number: string;
  /** Every line with this number, wherever it stands in the file, in its order. */
  readonly lines: readonly RetailLine[];
  /** Each line quantity x price rounded to the penny, halves away from zero, then added. */
  readonly total: AmountMinor;
}

/** The invoices in the order in which their numbers first appear; with a limit the first so many numbers. */
export function invoicesOf(
  lines: readonly RetailLine[],
  limit = Number.POSITIVE_INFINITY,
): readonly RetailInvoice[] {
  const byNumber = new Map<string, RetailLine[]>();
  for (const line of lines) {
    const known = byNumber.get(line.invoice);
    if (known !== undefined) known.push(line);
    else if (byNumber.size < limit) byNumber.set(line.invoice, [line]);
  }
  return [...byNumber].map(([number, own]) => ({ number, lines: own, total: totalOf(own) }));
}

function totalOf(lines: readonly RetailLine[]): AmountMinor {
  return sum(lines.map((line) => extend(line.unitPriceMicro, line.quantityMicro, RETAIL_CURRENCY)));
}
