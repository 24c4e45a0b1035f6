import { type Currency, type Result, refuse } from '@beaveros/kit';
import type { TillItemRow } from '../rows.ts';
import { type LabelLine, labelLine } from './label-line.ts';
import type { LabelRefusal } from './refusals.ts';
import { codeReadings, type ScanRules } from './scanned-code.ts';

/** What a scanned label says of this item; `codes/pattern-not-matched` where it is another item's, or no label. */
export function labelOfItem(
  scanned: string,
  item: Pick<TillItemRow, 'sku' | 'barcodes' | 'priceMicro'>,
  { currency, ...rules }: ScanRules & { readonly currency: Currency },
): Result<LabelLine, LabelRefusal> {
  const readings = codeReadings(scanned, rules);
  if (!readings.ok) return readings;
  const isIts = (code: string) => item.sku === code || item.barcodes.includes(code);
  const [label] = readings.value.flatMap((each) => (each.codes.some(isIts) ? (each.label ?? []) : []));
  return label === undefined
    ? refuse({ code: 'codes/pattern-not-matched' })
    : labelLine(label, item, currency);
}
