import { zTillItemRow } from '@beaveros/domain/product-catalog';
import { zAmount, zQuantity } from '@beaveros/domain/scalars';
import * as z from 'zod';

/** What a label says beside its item: how much, and what is printed as its price. */
const zScanLabel = z.strictObject({
  measures: z.enum(['weight', 'price', 'value']),
  quantityMicro: zQuantity,
  amount: zAmount.nullable(),
});
export type ScanLabel = z.output<typeof zScanLabel>;

/** `label` is that of the first item; a line of it names the scanned text as its `label`, so that the core reads it again. */
export const zScanned = z.strictObject({
  items: z.array(zTillItemRow),
  label: zScanLabel.nullable().default(null),
});
