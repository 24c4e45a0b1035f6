import { ShiftClosed, ShiftOpened } from '@beaveros/domain/payment';
import { zAmount, zBusinessDate, zCount, zCurrency, zId, zInstant, zSeq } from '@beaveros/domain/scalars';
import * as z from 'zod';

// What the core shows of shifts. Amounts are minor units of the shift's currency.

/** The shift that this till has open. */
export const zShiftView = z.strictObject({
  shift: zId<'Shift'>(),
  openedAt: zInstant,
  openedBy: zId<'User'>().nullable(),
  ...ShiftOpened.body.shape,
});
export type ShiftView = z.output<typeof zShiftView>;

/** A Z as it was written, with its shift: printed again, it says the same. */
export const zZReportView = z.strictObject({
  shift: zId<'Shift'>(),
  closedBy: zId<'User'>().nullable(),
  ...ShiftClosed.body.shape,
});
export type ZReportView = z.output<typeof zZReportView>;

/** An X: the sums of the open shift as they stand. Each field: `ShiftClosed`. */
export const zXReportView = z.strictObject({
  shift: zId<'Shift'>(),
  ...ShiftClosed.body.omit({
    number: true,
    closedAt: true,
    localTime: true,
    cashierName: true,
    openOrders: true,
    unconfirmed: true,
  }).shape,
});
export type XReportView = z.output<typeof zXReportView>;

/** A Z in a list. */
export const zZReportSummary = z.strictObject({
  shift: zId<'Shift'>(),
  terminal: zId<'Terminal'>(),
  number: z.strictObject({ terminalCode: z.string(), series: zCount, counter: zSeq }),
  isTraining: z.boolean(),
  businessDate: zBusinessDate,
  localTime: z.string(),
  cashierName: z.string(),
  currency: zCurrency,
  total: zAmount,
  expected: zAmount,
  /** null: nobody counted. */
  variance: zAmount.nullable(),
});
export type ZReportSummary = z.output<typeof zZReportSummary>;
