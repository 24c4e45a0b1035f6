import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zLineDiscount } from '../pricing/rules/discount-rule.ts';
import { zId, zName, zQuantity, zText, zUnitPrice } from '../scalars.ts';
import { DOCUMENT_LINES_MAX } from './document-parts.ts';
import { DURATION_MAX_MINUTES } from './guest-events.ts';
import { zCourse, zSeat } from './kitchen-events.ts';
import { zAddedLine } from './line-events.ts';

// Lines that go from one order to another: two facts of one entry, one in each order, under one `move`.

/** Changes that a move saw; more than an order's lines have. */
const SAW_MAX = 20_000;
/** By hand; promotions find a line anew in the order it comes to. */
const DISCOUNTS_MAX = 32;
const FIRINGS_MAX = 1_000;
/** Orders that a line was in before: a line wanders over a few tables. */
export const ORIGINS_MAX = 32;

const zOtherOrder = z.strictObject({ order: zId<'Order'>(), label: zName });

/** In the order that gives. Of two moves that together take more than there is, the first in canonical order stands. */
export const LinesMovedOut = eventSchema(
  'order.LinesMovedOut',
  1,
  z.strictObject({
    move: zId<'Move'>(),
    to: zOtherOrder,
    lines: z
      .array(z.strictObject({ line: zId<'Line'>(), quantityMicro: zQuantity, isWhole: z.boolean() }))
      .min(1)
      .max(DOCUMENT_LINES_MAX),
    /** Changes of these lines that it took with it. */
    saw: z.array(zId<'Event'>()).max(SAW_MAX),
  }),
);

/** In the order that takes: each line as it stood, at its captured price, with what the kitchen was told of it. */
export const LinesMovedIn = eventSchema(
  'order.LinesMovedIn',
  1,
  z.strictObject({
    move: zId<'Move'>(),
    from: zOtherOrder,
    lines: z
      .array(
        z.strictObject({
          /** As it was added, under its id in this order, with the quantity that came. */
          added: zAddedLine,
          unitPriceMicro: zUnitPrice,
          overrideReason: zText.nullable(),
          note: zText.nullable(),
          seat: zSeat.nullable(),
          course: zCourse.nullable(),
          staff: z.strictObject({ id: zId<'User'>(), name: zName }).nullable(),
          durationMinutes: z.int().min(1).max(DURATION_MAX_MINUTES).nullable(),
          discounts: z
            .array(
              z.strictObject({
                id: zId<'Discount'>(),
                name: zName,
                reason: zText.min(1),
                discount: zLineDiscount,
              }),
            )
            .max(DISCOUNTS_MAX),
          firings: z.array(zId<'Firing'>()).max(FIRINGS_MAX),
          /** Where it was before, the latest last, by its ids there: the kitchen's tickets know it by those. */
          origins: z
            .array(z.strictObject({ order: zId<'Order'>(), line: zId<'Line'>() }))
            .min(1)
            .max(ORIGINS_MAX),
        }),
      )
      .min(1)
      .max(DOCUMENT_LINES_MAX),
  }),
);

/** In an order that a fired line had left: it was voided where it went, and the kitchen knows it from here. */
export const MovedLineVoided = eventSchema(
  'order.MovedLineVoided',
  1,
  z.strictObject({ line: zId<'Line'>(), in: zId<'Order'>(), reason: zText }),
);

export const MOVE_EVENTS = [LinesMovedOut, LinesMovedIn, MovedLineVoided] as const;
