import { ZERO } from '@beaveros/kit';
import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import {
  zAmount,
  zBusinessDate,
  zCurrency,
  zId,
  zName,
  zQuantity,
  zStorable,
  zText,
  zUnitPrice,
} from '../scalars.ts';
import {
  DOCUMENT_CHARGES_MAX,
  DOCUMENT_FACTS_MAX,
  DOCUMENT_LINES_MAX,
  DOCUMENT_PAYMENTS_MAX,
  DOCUMENT_TAXES_MAX,
  LINE_DISCOUNTS_MAX,
  zDocumentCharge,
  zDocumentDiscount,
  zDocumentPayment,
  zDocumentPaymentV1,
  zGuests,
  zLineModifier,
  zLocalTime,
  zReceiptNumber,
  zTaxTotal,
  zVoidedLine,
} from './document-parts.ts';
import { zCourse, zSeat } from './kitchen-events.ts';

// The close: a numbered, immutable document with everything it says, and the ids of all order facts it saw.

const head = {
  document: zId<'Document'>(),
  number: zReceiptNumber,
  label: zName,
  kind: z.enum(['counter', 'dine-in', 'take-away']),
  tableName: zName.nullable(),
  currency: zCurrency,
  businessDate: zBusinessDate,
  localTime: zLocalTime,
  cashierName: zName,
};

const line = {
  line: zId<'Line'>(),
  item: zId<'Item'>(),
  name: zName,
  sku: zStorable.max(100).nullable(),
  quantityMicro: zQuantity,
  unitPriceMicro: zUnitPrice,
  modifiers: z.array(zLineModifier).max(64),
  note: zText.nullable(),
  net: zAmount,
  taxes: z.array(zTaxTotal).max(16),
  total: zAmount,
};

const tail = {
  change: zAmount,
  note: zText.nullable(),
  saw: z.array(zId<'Event'>()).max(DOCUMENT_FACTS_MAX),
};

const zCloseV1 = z.strictObject({
  ...head,
  lines: z.array(z.strictObject(line)).min(1).max(DOCUMENT_LINES_MAX),
  net: zAmount,
  taxes: z.array(zTaxTotal).max(DOCUMENT_TAXES_MAX),
  total: zAmount,
  payments: z.array(zDocumentPaymentV1).max(DOCUMENT_PAYMENTS_MAX),
  ...tail,
});

const zDocumentLine = z.strictObject({
  ...line,
  categories: z.array(zId<'Category'>()).max(100),
  /** Who did the work, of a service. */
  staff: zId<'User'>().nullable(),
  seat: zSeat.nullable(),
  course: zCourse.nullable(),
  /** The line's total before its discounts. */
  listed: zAmount,
  discounts: z.array(zDocumentDiscount).max(LINE_DISCOUNTS_MAX),
});

/** A quote says its lines as a document would. */
export const zQuotedLines = z.array(zDocumentLine).min(1).max(DOCUMENT_LINES_MAX);

/**
 * Version 2. Lines' net and charges' net = net; net + taxes = total = payments' amounts; `rounding` and `tips` = the
 * payments'; `discount` = all discounts of all lines.
 */
const zClose = z.strictObject({
  ...head,
  lines: z.array(zDocumentLine).min(1).max(DOCUMENT_LINES_MAX),
  charges: z.array(zDocumentCharge).max(DOCUMENT_CHARGES_MAX),
  net: zAmount,
  taxes: z.array(zTaxTotal).max(DOCUMENT_TAXES_MAX),
  total: zAmount,
  discount: zAmount,
  rounding: zAmount,
  tips: zAmount,
  payments: z.array(zDocumentPayment).max(DOCUMENT_PAYMENTS_MAX),
  voided: z.array(zVoidedLine).max(DOCUMENT_LINES_MAX),
  customer: zId<'Customer'>().nullable(),
  guests: zGuests.nullable(),
  isTraining: z.boolean(),
  /** null: closed outside a shift, or written before shifts were named. */
  shift: zId<'Shift'>().nullable(),
  ...tail,
});

type CloseV1 = z.output<typeof zCloseV1>;
type Close = z.output<typeof zClose>;

export const OrderClosedV1 = eventSchema('order.OrderClosed', 1, zCloseV1, { upcast: closeFromV1 });
export const OrderClosed = eventSchema('order.OrderClosed', 2, zClose, { downcast: closeToV1 });

/** A document as its author wrote it, in whichever version, as the newest says it; null: it is none. */
export function readDocument(body: unknown): Close | null {
  const newest = zClose.safeParse(body);
  if (newest.success) return newest.data;
  const first = zCloseV1.safeParse(body);
  return first.success ? closeFromV1(first.data) : null;
}

/** What version 1 did not say was not there: it had neither discounts nor charges, tips nor rounding. */
function closeFromV1({ lines, net, taxes, total, payments, change, note, saw, ...head }: CloseV1): Close {
  return {
    ...head,
    lines: lines.map((each) => ({
      ...each,
      categories: [],
      staff: null,
      seat: null,
      course: null,
      listed: each.total,
      discounts: [],
    })),
    charges: [],
    net,
    taxes,
    total,
    discount: ZERO,
    rounding: ZERO,
    tips: ZERO,
    payments: payments.map((payment) => ({ ...payment, tip: ZERO, rounding: ZERO, account: null })),
    voided: [],
    customer: null,
    guests: null,
    isTraining: false,
    shift: null,
    change,
    note,
    saw,
  };
}

/** Amounts that version 1 has no words for would be lost on a till that adds them up. What only reports ask for may go. */
function closeToV1(close: Close): CloseV1 | null {
  const { charges, discount, rounding, tips, isTraining, ...rest } = close;
  const { voided: _v, customer: _k, guests: _g, shift: _i, ...said } = rest;
  const hasDiscount = said.lines.some(({ discounts }) => discounts.length > 0);
  if (charges.length > 0 || hasDiscount || discount !== 0 || isTraining) return null;
  const isPlain = said.payments.every((each) => each.tip === 0 && each.rounding === 0);
  if (rounding !== 0 || tips !== 0 || !isPlain) return null;
  return {
    ...said,
    lines: said.lines.map(
      ({ categories: _c, staff: _s, seat: _p, course: _o, listed: _l, discounts: _d, ...each }) => each,
    ),
    payments: said.payments.map(({ tip: _t, rounding: _r, account: _a, ...each }) => each),
  };
}
