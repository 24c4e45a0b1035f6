import * as z from 'zod';
import {
  zAmount,
  zCount,
  zId,
  zName,
  zQuantity,
  zRate,
  zSeq,
  zStorable,
  zText,
  zUnitPrice,
} from '../scalars.ts';

// What numbered documents are made of: closes, reversals, refunds.

/** One entry holds a document, and 2,000 lines are about 1 MB of it. */
export const DOCUMENT_LINES_MAX = 2_000;
/** Taxes of different id, rate or mode: more than any tax law has. */
export const DOCUMENT_TAXES_MAX = 64;
/** Two closes' worth of tenders. */
export const DOCUMENT_PAYMENTS_MAX = 64;
/** Ten facts for each line. */
export const DOCUMENT_FACTS_MAX = 20_000;
/** Service, packaging, delivery, cover, and what a store thinks of next. */
export const DOCUMENT_CHARGES_MAX = 16;
/** A line's own discount, an order's, and a few rules that stack. */
export const LINE_DISCOUNTS_MAX = 32;

export const zLineModifier = z.strictObject({
  modifier: zId<'Modifier'>(),
  option: zId<'ModifierOption'>(),
  name: zName,
  optionName: zName,
  priceMicro: zUnitPrice,
});

export const zTaxTotal = z.strictObject({
  tax: zId<'Tax'>(),
  name: zName,
  ratePpm: zRate,
  mode: z.enum(['included', 'excluded']),
  amount: zAmount,
});

/** Gapless per (terminal, series). */
export const zReceiptNumber = z.strictObject({
  terminalCode: zStorable.min(1).max(16),
  series: zCount,
  counter: zSeq,
});

/** Local wall time at the store, `YYYY-MM-DDTHH:MM:SS`, for paper and for reports by hour. */
export const zLocalTime = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/);

/** What a line's amounts were lowered by. `rule`: the rule's or the discount's id, whatever its kind has. */
export const zDocumentDiscount = z.strictObject({
  source: z.enum(['line', 'order', 'promotion', 'coupon', 'reward']),
  rule: zStorable.max(64),
  name: zName,
  /** At most 0 on a sale; a return's is the other way round. */
  amount: zAmount,
});

/** A charge on the whole order: service, packaging, delivery. */
export const zDocumentCharge = z.strictObject({
  charge: zId<'PriceRule'>(),
  name: zName,
  net: zAmount,
  taxes: z.array(zTaxTotal).max(16),
  total: zAmount,
});

/** Guests at a table. */
export const zGuests = z.int().min(0).max(1_000);

/** The stored value that paid: which account of which kind. */
export const zDocumentAccount = z.strictObject({
  kind: z.enum(['gift-card', 'store-credit', 'loyalty', 'house-account']),
  id: zId<'Account'>(),
});

const documentPayment = {
  payment: zId<'Payment'>(),
  method: zId<'PaymentMethod'>(),
  name: zName,
  type: zStorable.min(1).max(50),
  /** What counts towards the order. */
  amount: zAmount,
  tendered: zAmount,
  change: zAmount,
};

export const zDocumentPaymentV1 = z.strictObject(documentPayment);

/** `tendered - change = amount + tip + rounding`: what moved. */
export const zDocumentPayment = z.strictObject({
  ...documentPayment,
  tip: zAmount,
  rounding: zAmount,
  account: zDocumentAccount.nullable(),
});

/** A line that was taken back before the close: reports count it, and nobody pays it. */
export const zVoidedLine = z.strictObject({
  line: zId<'Line'>(),
  item: zId<'Item'>(),
  name: zName,
  quantityMicro: zQuantity,
  /** What it would have come to. */
  total: zAmount,
  reason: zText,
  /** The kitchen had been told. */
  wasFired: z.boolean(),
});
