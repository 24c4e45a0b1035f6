import * as z from 'zod';
import { zAmount, zId, zText } from '../scalars.ts';
import { zPaymentAccount } from './events.ts';
import { zDenominations } from './shift-events.ts';

const zCash = zAmount.refine((amount) => amount >= 0, 'cash in a drawer is not negative');

/** null or absent: no paper. */
const zPrinter = zId<'Device'>().nullable().optional();

export const zOpenShift = z.strictObject({
  shift: zId<'Shift'>(),
  float: zCash,
  /** How the float was counted; it adds up to it. */
  denominations: zDenominations.optional(),
  /** Nothing of the shift is a sale. */
  isTraining: z.boolean().optional(),
});
export type OpenShift = z.output<typeof zOpenShift>;

/** `tendered`: what changes hands; negative when money goes out. */
export const zTender = z.strictObject({
  payment: zId<'Payment'>(),
  method: zId<'PaymentMethod'>(),
  tendered: zAmount,
  /** The part of it that is for the staff. */
  tip: zCash.optional(),
  /** Whose value pays; only where the method is on account. */
  account: zPaymentAccount.optional(),
  /** What a stand-alone terminal or a bank calls it. */
  reference: zText.min(1).optional(),
});
export type Tender = z.output<typeof zTender>;

export const zOpenDrawer = z.strictObject({ drawer: zId<'Device'>(), reason: zText.min(1) });
export type OpenDrawer = z.output<typeof zOpenDrawer>;

export const zMoveCash = z.strictObject({
  amount: zAmount.refine((amount) => amount > 0, 'what moves is something'),
  reason: zText.min(1),
  printer: zPrinter,
});
export type MoveCash = z.output<typeof zMoveCash>;

/** What is in the drawer; the denominations, where there are any, add up to it. */
export const zDrawerCount = z.strictObject({ denominations: zDenominations, amount: zCash });
export type DrawerCount = z.output<typeof zDrawerCount>;

/** `count` null: what was counted last holds, if no cash moved since; else the Z says that nobody counted. */
export const zCloseShift = z.strictObject({
  shift: zId<'Shift'>(),
  count: zDrawerCount.nullable(),
  /** Where its Z is printed. */
  printer: zPrinter,
});
export type CloseShift = z.output<typeof zCloseShift>;

/** Of the shift that is open here. `printer` null: the till's own. */
export const zPrintX = z.strictObject({ printer: zId<'Device'>().nullable() });
export type PrintX = z.output<typeof zPrintX>;

export const zReprintZ = z.strictObject({ shift: zId<'Shift'>(), printer: zId<'Device'>().nullable() });
export type ReprintZ = z.output<typeof zReprintZ>;
