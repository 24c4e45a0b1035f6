import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zAmount, zBusinessDate, zCurrency, zId, zName, zText } from '../scalars.ts';
import { zQuotedLines } from './document-events.ts';
import {
  DOCUMENT_CHARGES_MAX,
  DOCUMENT_TAXES_MAX,
  zDocumentCharge,
  zLocalTime,
  zReceiptNumber,
  zTaxTotal,
} from './document-parts.ts';

// What becomes of an order before it is closed: put aside, quoted, given up.

/** Put aside, so that the till is free for the next guest. A name, if any, is said by `GuestNamed`. */
export const OrderParked = eventSchema('order.OrderParked', 1, z.strictObject({}));

export const OrderResumed = eventSchema('order.OrderResumed', 1, z.strictObject({}));

/**
 * Given up, or merged into another. It holds while the order has neither a standing line nor money: what another till
 * adds opens it again.
 */
export const OrderCancelled = eventSchema(
  'order.OrderCancelled',
  1,
  z.strictObject({ reason: zText.min(1), mergedInto: zId<'Order'>().nullable() }),
);

/** An offer on paper: what the order came to then. Numbered by its own counter, `quote/<series>`; no document of sale. */
export const QuoteIssued = eventSchema(
  'order.QuoteIssued',
  1,
  z.strictObject({
    quote: zId<'Quote'>(),
    number: zReceiptNumber,
    /** The last business date on which the house stands by it. */
    validUntil: zBusinessDate,
    businessDate: zBusinessDate,
    localTime: zLocalTime,
    cashierName: zName,
    customer: zId<'Customer'>().nullable(),
    currency: zCurrency,
    lines: zQuotedLines,
    charges: z.array(zDocumentCharge).max(DOCUMENT_CHARGES_MAX),
    net: zAmount,
    taxes: z.array(zTaxTotal).max(DOCUMENT_TAXES_MAX),
    total: zAmount,
    discount: zAmount,
    note: zText.nullable(),
  }),
);

export const LIFE_EVENTS = [OrderParked, OrderResumed, OrderCancelled, QuoteIssued] as const;
