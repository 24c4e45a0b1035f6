import * as z from 'zod';
import { type EventOf, eventSchema } from '../journal/event-schema.ts';
import { zSideReference } from '../journal/side-record.ts';
import {
  zAmount,
  zBusinessDate,
  zCount,
  zCurrency,
  zId,
  zName,
  zOrdinal,
  zQuantity,
  zRate,
  zSeq,
  zStorable,
  zText,
  zUnitPrice,
} from '../scalars.ts';

// Facts of an order. `aggregate` is the order's id. Whatever a fold needs is copied in by decide.

/** One entry holds a document, and 2,000 lines are about 1 MB of it. */
export const DOCUMENT_LINES_MAX = 2_000;
/** Taxes of different id, rate or mode: more than any tax law has. */
export const DOCUMENT_TAXES_MAX = 64;
/** Two closes' worth of tenders. */
export const DOCUMENT_PAYMENTS_MAX = 64;
/** Ten facts for each line. */
export const DOCUMENT_FACTS_MAX = 20_000;

export const zLineTax = z.strictObject({
  tax: zId<'Tax'>(),
  name: zName,
  ratePpm: zRate,
  mode: z.enum(['included', 'excluded']),
  compound: z.boolean(),
});

export const zLineModifier = z.strictObject({
  modifier: zId<'Modifier'>(),
  option: zId<'ModifierOption'>(),
  name: zName,
  optionName: zName,
  priceMicro: zUnitPrice,
});

export const OrderOpened = eventSchema(
  'order.OrderOpened',
  1,
  z.strictObject({
    /** What people call it: `T1-12`. Unique per terminal, chain and business date. */
    label: zName,
    kind: z.enum(['counter', 'dine-in', 'take-away']),
    table: z.strictObject({ id: zId<'ServiceEntity'>(), name: zName }).nullable(),
    guests: z.int().min(0).max(1_000).nullable(),
    currency: zCurrency,
    /** Captured by value: how the totals of this order round, whatever the store decides later. */
    taxRounding: z.literal('per_line'),
  }),
);

/** One line. Negative quantity: a return. Its price and taxes are captured here and never looked up again. */
export const LineAdded = eventSchema(
  'order.LineAdded',
  1,
  z.strictObject({
    line: zId<'Line'>(),
    item: zId<'Item'>(),
    name: zName,
    sku: zStorable.max(100).nullable(),
    quantityMicro: zQuantity,
    /** What is charged for one unit, without modifiers. */
    unitPriceMicro: zUnitPrice,
    /** What the catalogue asked at that moment; differs from the above where a person overrode the price. */
    listPriceMicro: zUnitPrice,
    taxes: z.array(zLineTax).max(16),
    modifiers: z.array(zLineModifier).max(64),
    note: zText.nullable(),
    categories: z.array(zId<'Category'>()).max(100),
  }),
);

/** A delta: two waiters who each add one beer have added two. */
export const LineQuantityChanged = eventSchema(
  'order.LineQuantityChanged',
  1,
  z.strictObject({ line: zId<'Line'>(), deltaMicro: zQuantity }),
);

export const LineNoteSet = eventSchema(
  'order.LineNoteSet',
  1,
  z.strictObject({ line: zId<'Line'>(), note: zText.nullable() }),
);

export const LinePriceOverridden = eventSchema(
  'order.LinePriceOverridden',
  1,
  z.strictObject({ line: zId<'Line'>(), unitPriceMicro: zUnitPrice, reason: zText }),
);

export const LineVoided = eventSchema(
  'order.LineVoided',
  1,
  z.strictObject({ line: zId<'Line'>(), reason: zText }),
);

export const OrderNoteSet = eventSchema('order.OrderNoteSet', 1, z.strictObject({ note: zText.nullable() }));

/** The guest's name is personal data: a side record holds it. null takes it back. */
export const GuestNamed = eventSchema(
  'order.GuestNamed',
  1,
  z.strictObject({ guest: zSideReference.nullable() }),
);

/** Lines sent to the kitchen. A ticket line is keyed by (line, firing); stations and stages are copied in. */
export const LinesFired = eventSchema(
  'order.LinesFired',
  1,
  z.strictObject({
    firing: zId<'Firing'>(),
    label: zName,
    tableName: zName.nullable(),
    lines: z
      .array(
        z.strictObject({
          line: zId<'Line'>(),
          name: zName,
          quantityMicro: zQuantity,
          modifiers: z.array(zName).max(64),
          note: zText.nullable(),
          station: z.strictObject({ id: zId<'Station'>(), name: zName }),
        }),
      )
      .min(1)
      .max(DOCUMENT_LINES_MAX),
    stages: z
      .array(
        z.strictObject({
          stage: zId<'Stage'>(),
          name: zName,
          ordinal: zOrdinal,
          isFinal: z.boolean(),
        }),
      )
      .min(1)
      .max(32),
  }),
);

export const zTaxTotal = z.strictObject({
  tax: zId<'Tax'>(),
  name: zName,
  ratePpm: zRate,
  mode: z.enum(['included', 'excluded']),
  amount: zAmount,
});

const zDocumentLine = z.strictObject({
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
});

export const zDocumentPayment = z.strictObject({
  payment: zId<'Payment'>(),
  method: zId<'PaymentMethod'>(),
  name: zName,
  type: zStorable.min(1).max(50),
  amount: zAmount,
  tendered: zAmount,
  change: zAmount,
});

/** Gapless per (terminal, series). */
const zReceiptNumber = z.strictObject({
  terminalCode: zStorable.min(1).max(16),
  series: zCount,
  counter: zSeq,
});

/** Local wall time at the store, `YYYY-MM-DDTHH:MM:SS`, for paper and for reports by hour. */
const zLocalTime = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/);

/** The close: a numbered, immutable document with everything it says, and the ids of all order facts it saw. */
export const OrderClosed = eventSchema(
  'order.OrderClosed',
  1,
  z.strictObject({
    document: zId<'Document'>(),
    number: zReceiptNumber,
    label: zName,
    kind: z.enum(['counter', 'dine-in', 'take-away']),
    tableName: zName.nullable(),
    currency: zCurrency,
    businessDate: zBusinessDate,
    localTime: zLocalTime,
    cashierName: zName,
    lines: z.array(zDocumentLine).min(1).max(DOCUMENT_LINES_MAX),
    net: zAmount,
    taxes: z.array(zTaxTotal).max(DOCUMENT_TAXES_MAX),
    total: zAmount,
    payments: z.array(zDocumentPayment).max(DOCUMENT_PAYMENTS_MAX),
    change: zAmount,
    note: zText.nullable(),
    saw: z.array(zId<'Event'>()).max(DOCUMENT_FACTS_MAX),
  }),
);

/**
 * Takes a contested close back: a numbered document of its own that says the negated amounts of the other. Of two
 * reversals of one document only the first counts, and one whose amounts are not those reverses nothing.
 */
export const DocumentReversed = eventSchema(
  'order.DocumentReversed',
  1,
  z.strictObject({
    document: zId<'Document'>(),
    number: zReceiptNumber,
    /** The document that it takes back. */
    reverses: zId<'Document'>(),
    reason: zText.min(1),
    businessDate: zBusinessDate,
    localTime: zLocalTime,
    /** Who did it; the terminal's code where the till did it by itself. */
    cashierName: zName,
    currency: zCurrency,
    net: zAmount,
    taxes: z.array(zTaxTotal).max(DOCUMENT_TAXES_MAX),
    total: zAmount,
  }),
);

/** A person has looked at a task of this order. `task`: its derived id. */
export const TaskResolved = eventSchema(
  'order.TaskResolved',
  1,
  z.strictObject({ task: zId<'Task'>(), note: zText }),
);

/** An effect: the till `terminal` prints the document on its printer, once per event id. */
export const ReceiptIssued = eventSchema(
  'order.ReceiptIssued',
  1,
  z.strictObject({
    document: zId<'Document'>(),
    terminal: zId<'Terminal'>(),
    printer: zId<'Device'>(),
    copy: z.boolean(),
  }),
);

export const ORDER_EVENTS = [
  OrderOpened,
  LineAdded,
  LineQuantityChanged,
  LineNoteSet,
  LinePriceOverridden,
  LineVoided,
  OrderNoteSet,
  GuestNamed,
  LinesFired,
  OrderClosed,
  DocumentReversed,
  TaskResolved,
  ReceiptIssued,
] as const;
export type OrderEvent = EventOf<(typeof ORDER_EVENTS)[number]>;
