import * as z from 'zod';
import { type EventOf, eventSchema } from '../../journal/event-schema.ts';
import { zId, zName } from '../../scalars.ts';

/** Orders that one coupon may be used on: a million is every guest of a chain. */
export const COUPON_USES_MAX = 1_000_000;

/**
 * An order was closed with something taken off by this coupon. `aggregate`: the coupon, whose uses are a ledger over all
 * orders. Only coupons whose uses are limited write it.
 */
const CouponUsed = eventSchema(
  'product-catalog.CouponUsed',
  1,
  z.strictObject({
    coupon: zId<'PriceRule'>(),
    name: zName,
    order: zId<'Order'>(),
    /** The close that says what it took. */
    document: zId<'Document'>(),
    /** The limit by which it was judged. */
    usesMax: z.int().min(1).max(COUPON_USES_MAX),
  }),
);

export const COUPON_EVENTS = [CouponUsed] as const;
export type CouponEvent = EventOf<(typeof COUPON_EVENTS)[number]>;
