import { CouponEntered, LinesMovedIn, OrderDiscounted, RulesCaptured } from '@beaveros/domain/order';
import { zAmount, zBusinessDate, zId, zName } from '@beaveros/domain/scalars';
import { ZERO } from '@beaveros/kit';
import * as z from 'zod';

// What an order view says beside its lines, since version 4: each has the value that says nothing in a view of an older core.

const zTakenOff = z.strictObject({
  source: z.enum(['line', 'order', 'promotion', 'coupon', 'reward']),
  rule: z.string(),
  name: z.string(),
  amount: zAmount,
});

/** Of a line: where it sits, who serves it, and what takes something off it. */
export const LINE_TERMS = {
  /** What it would come to without any discount; null from an older core. */
  listed: zAmount.nullable().default(null),
  /** One for each rule that took something, with what it took. */
  discounts: z.array(zTakenOff).default([]),
  /** Those that a hand gave, as they were given. */
  byHand: LinesMovedIn.body.shape.lines.element.shape.discounts.default([]),
  categories: z.array(zId<'Category'>()).default([]),
  seat: z.int().nullable().default(null),
  course: z.int().nullable().default(null),
  isHeld: z.boolean().default(false),
  staff: z.strictObject({ id: zId<'User'>(), name: zName }).nullable().default(null),
  durationMinutes: z.int().nullable().default(null),
  /** Why it was taken back; null: it was not, or from an older core. */
  voidReason: z.string().nullable().default(null),
  /** The order that took the last of it. */
  movedTo: zId<'Order'>().nullable().default(null),
};

/** Of the order: who it is for, where it stands, and what its totals are computed with. */
export const ORDER_TERMS = {
  table: zId<'ServiceEntity'>().nullable().default(null),
  guests: z.int().nullable().default(null),
  customer: zId<'Customer'>().nullable().default(null),
  isParked: z.boolean().default(false),
  heldCourses: z.array(z.int()).default([]),
  /** All discounts of all lines. */
  discount: zAmount.default(ZERO),
  charges: z
    .array(z.strictObject({ charge: z.string(), name: z.string(), net: zAmount, total: zAmount }))
    .default([]),
  rules: RulesCaptured.body.nullable().default(null),
  orderDiscounts: z.array(OrderDiscounted.body).default([]),
  coupons: z.array(CouponEntered.body).default([]),
  /** What points bought. */
  rewards: z
    .array(
      z.strictObject({
        redemption: zId<'Redemption'>(),
        reward: zId<'PriceRule'>(),
        name: z.string(),
        points: z.int(),
        amount: zAmount,
      }),
    )
    .default([]),
  /** Lines that were sold as one; a line may be gone since. */
  combos: z
    .array(
      z.strictObject({
        combo: zId<'Combo'>(),
        item: zId<'Item'>(),
        name: z.string(),
        lines: z.array(zId<'Line'>()),
      }),
    )
    .default([]),
  waived: z.array(z.strictObject({ charge: z.string(), reason: z.string() })).default([]),
  quotes: z
    .array(
      z.strictObject({
        quote: zId<'Quote'>(),
        number: z.strictObject({ terminalCode: z.string(), series: z.int(), counter: z.int() }),
        validUntil: zBusinessDate,
        total: zAmount,
      }),
    )
    .default([]),
};
