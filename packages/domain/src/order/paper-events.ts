import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zAmount, zCurrency, zId, zName, zText } from '../scalars.ts';
import { zQuotedLines } from './document-events.ts';
import {
  DOCUMENT_CHARGES_MAX,
  DOCUMENT_PAYMENTS_MAX,
  DOCUMENT_TAXES_MAX,
  zDocumentAccount,
  zDocumentCharge,
  zDocumentPayment,
  zGuests,
  zLocalTime,
  zTaxTotal,
} from './document-parts.ts';

// Effects: the till `terminal` puts something of an order on paper, on its `printer`, once per event id. What the paper
// says is in the event, or in a numbered document that never changes: printed late it says what it would have said at once.

/** Accounts of one paper: a family's gift cards. What is beyond them is in the journal, and on no paper. */
export const PAPER_ACCOUNTS_MAX = 32;

const asked = { terminal: zId<'Terminal'>(), printer: zId<'Device'>() };

const zReceiptIssuedV1 = z.strictObject({
  document: zId<'Document'>(),
  terminal: zId<'Terminal'>(),
  printer: zId<'Device'>(),
  copy: z.boolean(),
});

export const ReceiptIssuedV1 = eventSchema('order.ReceiptIssued', 1, zReceiptIssuedV1, {
  upcast: (body) => ({ ...body, accounts: [] }),
});

/** What a document moved on stored value, as the till knew it then. Of points `currency` is null. */
const zPaperAccount = z.strictObject({
  kind: zDocumentAccount.shape.kind,
  /** The last digits of a card, never its code. */
  label: zName,
  currency: zCurrency.nullable(),
  /** More than 0: value came. */
  moved: zAmount,
  /** After it; null: the till knows no balance of it. Below 0: it is owed. */
  balance: zAmount.nullable(),
});

/**
 * Prints a numbered document of the order: a close, a refund, a reversal or a quote (`document`: whose id). Version 2
 * says what it moved on stored value: a till that reads the first prints the document without it.
 */
export const ReceiptIssued = eventSchema(
  'order.ReceiptIssued',
  2,
  z.strictObject({ ...zReceiptIssuedV1.shape, accounts: z.array(zPaperAccount).max(PAPER_ACCOUNTS_MAX) }),
  { downcast: ({ accounts: _accounts, ...body }) => body },
);

/**
 * What an open order came to, shown to its guest: the bill before it is paid, or what was just paid of it. No document
 * of sale: it has no number, and its paper says so. net + taxes = total; `due` = total less what the payments count.
 */
export const BillPresented = eventSchema(
  'order.BillPresented',
  1,
  z.strictObject({
    ...asked,
    occasion: z.enum(['bill', 'payment']),
    label: zName,
    tableName: zName.nullable(),
    guests: zGuests.nullable(),
    localTime: zLocalTime,
    cashierName: zName,
    currency: zCurrency,
    lines: zQuotedLines,
    charges: z.array(zDocumentCharge).max(DOCUMENT_CHARGES_MAX),
    net: zAmount,
    taxes: z.array(zTaxTotal).max(DOCUMENT_TAXES_MAX),
    total: zAmount,
    discount: zAmount,
    payments: z.array(zDocumentPayment).max(DOCUMENT_PAYMENTS_MAX),
    due: zAmount,
    isTraining: z.boolean(),
    note: zText.nullable(),
  }),
);

export const PAPER_EVENTS = [ReceiptIssued, BillPresented] as const;
