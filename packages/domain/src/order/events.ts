import * as z from 'zod';
import { type EventOf, eventSchema } from '../journal/event-schema.ts';
import { zSideReference } from '../journal/side-record.ts';
import { zAmount, zBusinessDate, zCurrency, zId, zName, zQuantity, zText, zUnitPrice } from '../scalars.ts';
import { COMBO_EVENTS } from './combo-events.ts';
import { OrderClosed, OrderClosedV1 } from './document-events.ts';
import { DOCUMENT_TAXES_MAX, zLocalTime, zReceiptNumber, zTaxTotal } from './document-parts.ts';
import { GUEST_EVENTS } from './guest-events.ts';
import { LinesFired, LinesFiredV1 } from './kitchen-events.ts';
import { LIFE_EVENTS } from './life-events.ts';
import { zAddedLine } from './line-events.ts';
import { MOVE_EVENTS } from './move-events.ts';
import { PAPER_EVENTS, ReceiptIssuedV1 } from './paper-events.ts';
import { REFUND_EVENTS } from './refund/events.ts';
import { REWARD_EVENTS } from './reward-events.ts';
import { RULE_EVENTS } from './rule-events.ts';

// Facts of an order. `aggregate` is the order's id. Whatever a fold needs is copied in by decide.

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
export const LineAdded = eventSchema('order.LineAdded', 1, zAddedLine);

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
  ...PAPER_EVENTS,
  ...COMBO_EVENTS,
  ...REWARD_EVENTS,
  ...RULE_EVENTS,
  ...GUEST_EVENTS,
  ...LIFE_EVENTS,
  ...MOVE_EVENTS,
  ...REFUND_EVENTS,
] as const;
/** Versions that have a successor: read for ever, and met by no fold, because `readEvent` gives the newest. */
export const EARLIER_ORDER_EVENTS = [LinesFiredV1, OrderClosedV1, ReceiptIssuedV1] as const;
export type OrderEvent = EventOf<(typeof ORDER_EVENTS)[number]>;
