import * as z from 'zod';
import { type EventOf, eventSchema } from '../../journal/event-schema.ts';
import {
  AMOUNT_MAX,
  QUANTITY_MAX,
  zAmount,
  zBusinessDate,
  zCurrency,
  zId,
  zName,
  zQuantity,
  zText,
} from '../../scalars.ts';
import {
  DOCUMENT_CHARGES_MAX,
  DOCUMENT_LINES_MAX,
  DOCUMENT_PAYMENTS_MAX,
  DOCUMENT_TAXES_MAX,
  zDocumentCharge,
  zDocumentPayment,
  zLocalTime,
  zReceiptNumber,
  zTaxTotal,
} from '../document-parts.ts';

// Money that goes back for a document that stands. `aggregate`: the order.

const zGivenBack = zAmount.refine((amount) => amount <= 0, 'a refund gives back');
const zPart = zQuantity.refine((part) => part > 0 && part <= QUANTITY_MAX, 'a part');

const zRefundLine = z.strictObject({
  line: zId<'Line'>(),
  name: zName,
  item: zId<'Item'>(),
  categories: z.array(zId<'Category'>()).max(100),
  quantityMicro: zPart,
  net: zAmount,
  taxes: z.array(zTaxTotal).max(16),
  total: zGivenBack,
});

/**
 * A refund: a numbered document that points to the one it refunds, in the same gapless row. Its amounts are at most 0.
 * Lines' net and charges' net = net; net + taxes = total = payments' amounts. It counts wherever it is folded: two tills
 * that refunded one line apart have both paid, and what is too much of it is a task.
 */
export const RefundIssued = eventSchema(
  'order.RefundIssued',
  1,
  z.strictObject({
    document: zId<'Document'>(),
    number: zReceiptNumber,
    /** The document that it gives back a part of. */
    refunds: zId<'Document'>(),
    currency: zCurrency,
    businessDate: zBusinessDate,
    localTime: zLocalTime,
    cashierName: zName,
    reason: zText.min(1),
    /** `own`: this till closed the document. `granted`: that till granted it. `alone`: nobody was reached. */
    permit: z.enum(['own', 'granted', 'alone']),
    lines: z.array(zRefundLine).min(1).max(DOCUMENT_LINES_MAX),
    /** The lines' part of the charges. */
    charges: z.array(zDocumentCharge).max(DOCUMENT_CHARGES_MAX),
    net: zAmount,
    taxes: z.array(zTaxTotal).max(DOCUMENT_TAXES_MAX),
    total: zGivenBack,
    rounding: zAmount,
    /** `of`: the payment whose money went back where it came from; null: another way. */
    payments: z
      .array(z.strictObject({ ...zDocumentPayment.shape, of: zId<'Payment'>().nullable() }))
      .max(DOCUMENT_PAYMENTS_MAX),
    isTraining: z.boolean(),
    shift: zId<'Shift'>().nullable(),
    customer: zId<'Customer'>().nullable(),
  }),
);

/**
 * The till that closed a document lets another one refund a part of it: these quantities count as gone until a refund of
 * that command or a release is folded. Durable before it is said. It says the amounts, so that the asker, who may know
 * less of the order, gives back exactly those.
 */
export const RefundGranted = eventSchema(
  'order.RefundGranted',
  1,
  z.strictObject({
    grant: zId<'Grant'>(),
    /** The asker's command: its `RefundIssued` uses the grant up. */
    forCommand: zId<'Command'>(),
    /** Who asked. */
    terminal: zId<'Terminal'>(),
    document: zId<'Document'>(),
    lines: z
      .array(
        z.strictObject({
          line: zId<'Line'>(),
          quantityMicro: zPart,
          /** Net, then each tax in the line's order, as the refund will say them: at most 0. */
          amounts: z.array(zAmount).min(1).max(17),
        }),
      )
      .min(1)
      .max(DOCUMENT_LINES_MAX),
    charges: z
      .array(z.strictObject({ charge: zId<'PriceRule'>(), amounts: z.array(zAmount).min(1).max(17) }))
      .max(DOCUMENT_CHARGES_MAX),
    /** What the refund comes to, in minor units. */
    amount: zAmount.refine((amount) => amount >= 0 && amount <= AMOUNT_MAX),
  }),
);

/** The asker did not refund after all: what was granted is free again. */
export const RefundGrantReleased = eventSchema(
  'order.RefundGrantReleased',
  1,
  z.strictObject({ grant: zId<'Grant'>() }),
);

export const REFUND_EVENTS = [RefundIssued, RefundGranted, RefundGrantReleased] as const;
export type RefundEvent = EventOf<(typeof REFUND_EVENTS)[number]>;
