import * as z from 'zod';
import { eventSchema } from '../journal/event-schema.ts';
import { zCapturedRules } from '../pricing/rules/captured-rules.ts';
import { zLineDiscount, zOrderDiscount } from '../pricing/rules/discount-rule.ts';
import { zCouponRule } from '../pricing/rules/promotion-rule.ts';
import { zId, zName, zText } from '../scalars.ts';

// What an order's totals are computed with beside its lines: the house's rules, and what a hand took off or waived.

/**
 * The order-level rules by value: from here on the totals are a function of the order's facts. The latest in canonical
 * order stands. An order without one is priced by the defaults, without promotions and charges.
 */
export const RulesCaptured = eventSchema(
  'order.RulesCaptured',
  1,
  z.strictObject({
    ...zCapturedRules.shape,
    /** `repriced`: somebody asked for today's rules. */
    reason: z.enum(['opened', 'repriced']),
  }),
);

const discount = {
  discount: zId<'Discount'>(),
  /** What paper calls it. */
  name: zName,
  reason: zText.min(1),
};

/** Off one line; several apply in turn, in canonical order. */
export const LineDiscounted = eventSchema(
  'order.LineDiscounted',
  1,
  z.strictObject({ ...discount, line: zId<'Line'>(), terms: zLineDiscount }),
);

/** Off the whole order, after its lines' discounts, promotions and coupons. */
export const OrderDiscounted = eventSchema(
  'order.OrderDiscounted',
  1,
  z.strictObject({ ...discount, terms: zOrderDiscount }),
);

/** `line`: the one it was of; null: of the order. */
export const DiscountRemoved = eventSchema(
  'order.DiscountRemoved',
  1,
  z.strictObject({ discount: zId<'Discount'>(), line: zId<'Line'>().nullable() }),
);

/** What the coupon promises is captured with it. */
export const CouponEntered = eventSchema(
  'order.CouponEntered',
  1,
  z.strictObject({ use: zId<'CouponUse'>(), coupon: zCouponRule }),
);

export const CouponRemoved = eventSchema(
  'order.CouponRemoved',
  1,
  z.strictObject({ use: zId<'CouponUse'>() }),
);

/** A charge of the captured rules that this order does not owe. */
export const ChargeWaived = eventSchema(
  'order.ChargeWaived',
  1,
  z.strictObject({ charge: zId<'PriceRule'>(), reason: zText.min(1) }),
);

export const ChargeRestored = eventSchema(
  'order.ChargeRestored',
  1,
  z.strictObject({ charge: zId<'PriceRule'>() }),
);

export const RULE_EVENTS = [
  RulesCaptured,
  LineDiscounted,
  OrderDiscounted,
  DiscountRemoved,
  CouponEntered,
  CouponRemoved,
  ChargeWaived,
  ChargeRestored,
] as const;
