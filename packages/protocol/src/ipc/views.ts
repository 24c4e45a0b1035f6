import {
  DocumentReversed,
  OrderClosed,
  readDocument,
  zLineModifier,
  zLineTax,
  zTaxTotal,
} from '@beaveros/domain/order';
import {
  zAmount,
  zBusinessDate,
  zCurrency,
  zId,
  zInstant,
  zName,
  zQuantity,
  zUnitPrice,
} from '@beaveros/domain/scalars';
import { ZERO } from '@beaveros/kit';
import * as z from 'zod';
import { zRefundView } from './account-view.ts';
import { LINE_TERMS, ORDER_TERMS } from './order-terms-view.ts';

// What the core shows its clients.

/** A document at its newest version; a core before version 4 of these calls says it in the first. */
export const zDocumentView = z.preprocess(
  (said) =>
    typeof said === 'object' && said !== null && 'voided' in said ? said : (readDocument(said) ?? said),
  OrderClosed.body,
);
const zReversalView = DocumentReversed.body;
const zOrderStatus = z.enum(['unknown', 'open', 'closed', 'supplementary', 'cancelled']);

const zOrderLineView = z.strictObject({
  line: zId<'Line'>(),
  item: zId<'Item'>(),
  name: zName,
  sku: z.string().nullable(),
  quantityMicro: zQuantity,
  unitPriceMicro: zUnitPrice,
  listPriceMicro: zUnitPrice,
  modifiers: z.array(zLineModifier),
  taxes: z.array(zLineTax),
  note: z.string().nullable(),
  isVoided: z.boolean(),
  isFired: z.boolean(),
  /** A standing document has it: nothing changes it any more. */
  isClosed: z.boolean().default(false),
  net: zAmount,
  total: zAmount,
  ...LINE_TERMS,
});

export const zOrderView = z.strictObject({
  order: zId<'Order'>(),
  label: z.string(),
  kind: z.enum(['counter', 'dine-in', 'take-away']),
  tableName: z.string().nullable(),
  guestName: z.string().nullable(),
  /** `supplementary`: closed, and open again for the lines that no standing document has. */
  status: zOrderStatus,
  currency: zCurrency,
  note: z.string().nullable(),
  lines: z.array(zOrderLineView),
  net: zAmount,
  taxes: z.array(zTaxTotal),
  total: zAmount,
  paid: zAmount,
  /** What is still to be paid (negative: out) for the open lines; null from version 2: the total less what was paid. */
  due: zAmount.nullable().default(null),
  /** What a closed order owes its guest. */
  overpaid: zAmount.default(ZERO),
  documents: z.array(zDocumentView),
  reversals: z.array(zReversalView).default([]),
  refunds: z.array(zRefundView).default([]),
  ...ORDER_TERMS,
});
export type OrderView = z.output<typeof zOrderView>;

export const zOrderSummary = z.strictObject({
  order: zId<'Order'>(),
  label: z.string(),
  tableName: z.string().nullable(),
  status: zOrderStatus,
  total: zAmount,
  paid: zAmount,
  due: zAmount.nullable().default(null),
  overpaid: zAmount.default(ZERO),
  currency: zCurrency,
  terminal: zId<'Terminal'>().nullable(),
  businessDate: zBusinessDate.nullable(),
  openedAt: zInstant.nullable(),
  closedAt: zInstant.nullable(),
  guests: z.int().nullable().default(null),
  customer: zId<'Customer'>().nullable().default(null),
  /** Put aside by its people, and not over. */
  isParked: z.boolean().default(false),
  /** Closed, and for practice only. */
  isTraining: z.boolean().default(false),
});

/** Why a person must look at an order; `receipt-number-clash` is found between orders, the others in one. */
export const zOrderTaskView = z.strictObject({
  task: zId<'Task'>(),
  order: zId<'Order'>(),
  label: z.string(),
  kind: z.enum([
    'unseen-void',
    'unseen-quantity',
    'unseen-price',
    'unseen-discount',
    'unseen-firing',
    'unseen-move',
    'line-moved-twice',
    'contested-document',
    'overpaid',
    'underpaid',
    'over-refunded',
    'supplementary',
    'receipt-number-clash',
  ]),
  lineName: z.string().nullable(),
  document: zId<'Document'>().nullable(),
  amount: zAmount.nullable(),
  currency: zCurrency,
  since: zInstant.nullable(),
  isOpen: z.boolean(),
  note: z.string().nullable(),
});
export type OrderTaskView = z.output<typeof zOrderTaskView>;

/** An order that has a ticket's line now, or a part of it. */
const zTicketPlaceView = z.strictObject({
  order: zId<'Order'>(),
  label: z.string(),
  tableName: z.string().nullable(),
  seat: z.int().nullable(),
  quantityMicro: zQuantity,
  isVoided: z.boolean(),
});

export const zTicketView = z.strictObject({
  ticket: zId<'Ticket'>(),
  order: zId<'Order'>(),
  firing: zId<'Firing'>(),
  /** Of the order that has its food now; `order` is the one that fired it, and the one to bump. */
  label: z.string(),
  tableName: z.string().nullable(),
  /** What it was called before all of it went to another order; null: it did not. */
  movedFrom: z.strictObject({ label: z.string(), tableName: z.string().nullable() }).nullable().default(null),
  /** The course that was fired; null: whatever was not held, and from an older core. */
  course: z.int().nullable().default(null),
  station: z.strictObject({ id: zId<'Station'>(), name: z.string() }),
  stages: z.array(
    z.strictObject({ stage: zId<'Stage'>(), name: z.string(), ordinal: z.int(), isFinal: z.boolean() }),
  ),
  firedAt: zInstant,
  isDone: z.boolean(),
  lines: z.array(
    z.strictObject({
      line: zId<'Line'>(),
      name: z.string(),
      quantityMicro: zQuantity,
      modifiers: z.array(z.string()),
      note: z.string().nullable(),
      seat: z.int().nullable().default(null),
      course: z.int().nullable().default(null),
      stage: zId<'Stage'>(),
      stageName: z.string(),
      isFinal: z.boolean(),
      isVoided: z.boolean(),
      /** Other orders that have it; where `quantityMicro` of them is less than the line's, the rest stays. */
      goesTo: z.array(zTicketPlaceView).default([]),
    }),
  ),
});
export type TicketView = z.output<typeof zTicketView>;

export const zPrintJobView = z.strictObject({
  job: zId<'PrintJob'>(),
  kind: z.enum(['receipt', 'drawer']),
  device: zId<'Device'>(),
  document: zId<'Document'>().nullable(),
  /** What comes out; null: a drawer opens, and from an older core. */
  paper: z.enum(['document', 'bill', 'z', 'x', 'cash-slip']).nullable().default(null),
  state: z.enum([
    'queued',
    'sending',
    'sent',
    'confirmed',
    'failed-before-first-byte',
    'unknown',
    'cancelled',
  ]),
  isCopy: z.boolean(),
  cause: z.string().nullable(),
  createdAt: zInstant,
});
export type PrintJobView = z.output<typeof zPrintJobView>;

/** The state pill's sheet. */
export const zStatusView = z.strictObject({
  tenant: zId<'Tenant'>(),
  store: zId<'Store'>(),
  terminal: zId<'Terminal'>(),
  terminalCode: z.string().nullable(),
  storeName: z.string().nullable(),
  /**
   * How this store writes money and time; null until its row has come down, and from version 1. `language` is BCP 47,
   * `timeZone` IANA.
   */
  locale: z
    .strictObject({ language: z.string(), timeZone: z.string(), currency: zCurrency })
    .nullable()
    .default(null),
  /** Rows that a sale needs are here. */
  isReadyToSell: z.boolean(),
  reach: z.enum(['online', 'store-only', 'this-till-only']),
  /** Entries of this till that the cloud has not confirmed. */
  outbox: z.int(),
  journalEntries: z.int(),
  head: z.strictObject({ chain: z.string(), seq: z.int() }),
  shift: z.strictObject({ shift: zId<'Shift'>(), businessDate: zBusinessDate }).nullable(),
  peers: z.array(z.strictObject({ name: z.string(), isConnected: z.boolean() })),
  shapes: z.array(
    z.strictObject({
      name: z.string(),
      isComplete: z.boolean(),
      rows: z.int(),
      fault: z.string().nullable(),
    }),
  ),
  /** Stores by service: whether their folded tables apply. A marked store stops no sale. */
  stores: z.array(
    z.strictObject({
      service: z.string(),
      isMarked: z.boolean(),
      arrival: z.int(),
      fault: z.string().nullable(),
    }),
  ),
  printJobs: z.strictObject({ waiting: z.int(), unknown: z.int() }),
  /** `file`: verifiers are sealed with a key from a file, not from the OS keychain. */
  keyStore: z.enum(['keychain', 'file']),
});
export type StatusView = z.output<typeof zStatusView>;

export const zStoreDigest = z.strictObject({ service: z.string(), rows: z.int(), digest: z.string() });
