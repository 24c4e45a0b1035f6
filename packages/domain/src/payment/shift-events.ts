import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zLocalTime, zReceiptNumber, zTaxTotal } from '../order/document-parts.ts';
import { zAmount, zBusinessDate, zCurrency, zId, zInstant, zName, zStorable, zText } from '../scalars.ts';

// Facts of a shift's drawer. `aggregate` is the shift's id; they are written by the shift's own terminal only.

/** More than any currency has coins and notes. */
const DENOMINATIONS_MAX = 64;
/** Methods, taxes or currencies that one shift met: ten times what a store has in its life. A Z is never refused for them. */
const Z_ROWS_MAX = 1_000;

/** How often each coin or note was there. */
export const zDenominations = z
  .array(
    z.strictObject({
      valueMinor: zAmount.refine((value) => value > 0, 'a coin or note is worth something'),
      count: z.int().min(0).max(1_000_000),
    }),
  )
  .max(DENOMINATIONS_MAX);
export type Denominations = z.output<typeof zDenominations>;

/** Cash put into the drawer or taken out of it without a sale. An effect, too: the till `terminal` opens its drawer. */
export const CashMoved = eventSchema(
  'payment.CashMoved',
  1,
  z.strictObject({
    terminal: zId<'Terminal'>(),
    direction: z.enum(['in', 'out']),
    amount: zAmount.refine((amount) => amount > 0, 'a direction says which way'),
    reason: zText.min(1),
    drawer: zId<'Device'>().nullable(),
  }),
);

/** What a person counted in the drawer. Nothing follows from it but a line in the Z: the last count stands. */
export const DrawerCounted = eventSchema(
  'payment.DrawerCounted',
  1,
  z.strictObject({
    denominations: zDenominations,
    amount: zAmount,
    /** The person who counted was not shown what was expected. */
    isBlind: z.boolean(),
  }),
);

const zHowMany = z.int().min(0);
/** Documents of one kind: how many, and what they add up to. */
const zDocumentSum = z.strictObject({ count: zHowMany, net: zAmount, total: zAmount });
const zCountedAmount = z.strictObject({ count: zHowMany, amount: zAmount });

/** What one method of payment took and gave. `taken`, `refunded`: towards orders, without tips and rounding. */
const zTenderSum = z.strictObject({
  method: zId<'PaymentMethod'>(),
  name: zName,
  type: zStorable.min(1).max(50),
  count: zHowMany,
  /** Not negative. */
  taken: zAmount,
  /** Not positive. */
  refunded: zAmount,
  tips: zAmount,
  rounding: zAmount,
});

/**
 * The close of a shift: its Z, numbered and never changed. All amounts are of the shift's currency and of what its own
 * till wrote. `net + taxes = total`; `total = sales + refunds + reversals`; payments of all tenders = `total + balance`;
 * `expected = float + cash of payments + cashIn - cashOut`; `variance = counted - expected`. Its fields stand in the order in
 * which it is made ({@link closeShift}), so that the text of a Z is the same as written and as read.
 */
export const ShiftClosed = eventSchema(
  'payment.ShiftClosed',
  1,
  z.strictObject({
    terminal: zId<'Terminal'>(),
    drawer: zId<'Device'>().nullable(),
    currency: zCurrency,
    businessDate: zBusinessDate,
    isTraining: z.boolean(),
    openedAt: zInstant,
    openedBy: zId<'User'>().nullable(),
    float: zAmount,
    cashIn: zCountedAmount,
    cashOut: zCountedAmount,
    /** What payments put into the drawer, less what they took out of it. */
    cashOfPayments: zAmount,
    expected: zAmount,
    /** null: nobody counted, and no variance is known. */
    counted: zAmount.nullable(),
    variance: zAmount.nullable(),
    denominations: zDenominations.nullable(),
    isBlind: z.boolean(),
    tenders: z.array(zTenderSum).max(Z_ROWS_MAX),
    tips: zAmount,
    rounding: zAmount,
    sales: zDocumentSum,
    refunds: zDocumentSum,
    reversals: zDocumentSum,
    net: zAmount,
    taxes: z.array(zTaxTotal).max(Z_ROWS_MAX),
    total: zAmount,
    /** Paid for orders beyond what was documented here: deposits and overpayments, less what was taken from them. */
    balance: zAmount,
    /** Of all numbered documents; null: there were none. */
    firstNumber: zReceiptNumber.nullable(),
    lastNumber: zReceiptNumber.nullable(),
    /** What closed documents say was voided, given off and added. */
    voids: zCountedAmount,
    discounts: zAmount,
    charges: zAmount,
    /** Times the drawer was opened without a sale. */
    noSales: zHowMany,
    /** What was sold in another currency, kept apart: the store changed its own. */
    otherCurrencies: z
      .array(z.strictObject({ currency: zCurrency, payments: zAmount, cash: zAmount, total: zAmount }))
      .max(Z_ROWS_MAX),
    /** Gapless per (terminal, series); training has a row of its own. */
    number: zReceiptNumber,
    closedAt: zInstant,
    localTime: zLocalTime,
    /** Who closed it, by name, for paper; the header says who by id. */
    cashierName: zName,
    /** false: this disk did not see all of the shift (it was replaced); what it says is of what it saw. */
    isComplete: z.boolean(),
    /** Open orders of the store that this till knew, left to others. Information, no claim. */
    openOrders: zHowMany,
    /** Entries that the cloud had not confirmed yet. Information: the Z is exact without it. */
    unconfirmed: zHowMany,
  }),
);
