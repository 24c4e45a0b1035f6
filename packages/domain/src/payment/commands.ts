import * as z from 'zod';
import { zAmount, zId, zText } from '../scalars.ts';

export const zOpenShift = z.strictObject({
  shift: zId<'Shift'>(),
  float: zAmount.refine((float) => float >= 0, 'a float is not negative'),
});
export type OpenShift = z.output<typeof zOpenShift>;

/** `tendered`: what changes hands; negative when money goes out. */
export const zTender = z.strictObject({
  payment: zId<'Payment'>(),
  method: zId<'PaymentMethod'>(),
  tendered: zAmount,
});
export type Tender = z.output<typeof zTender>;

export const zOpenDrawer = z.strictObject({ drawer: zId<'Device'>(), reason: zText.min(1) });
export type OpenDrawer = z.output<typeof zOpenDrawer>;
