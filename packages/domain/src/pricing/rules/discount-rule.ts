import * as z from 'zod';
import { zAmountGiven, zShare, zUnitPriceGiven } from './rule-scalars.ts';

/** What a hand takes off one line; see `LineDiscount` in `model.ts`. */
export const zLineDiscount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), amountMinor: zAmountGiven }),
  z.strictObject({ kind: z.literal('per_unit'), perUnitMicro: zUnitPriceGiven }),
  z.strictObject({ kind: z.literal('percent'), ratePpb: zShare }),
]);

/** What a hand takes off the order; see `OrderDiscount` in `model.ts`. */
export const zOrderDiscount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), amountMinor: zAmountGiven }),
  z.strictObject({ kind: z.literal('percent'), ratePpb: zShare }),
  z.strictObject({ kind: z.literal('fixed_price'), priceMinor: zAmountGiven }),
]);
