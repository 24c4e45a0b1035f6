import { COUPON_EVENTS } from './coupons/events.ts';
import { SOLD_OUT_EVENTS } from './sold-out/events.ts';
import { STOCK_EVENTS } from './stock/events.ts';

/** Every fact of this service: what a store has of an item, what it has run out of, and who used a coupon. */
export const PRODUCT_CATALOG_EVENTS = [...STOCK_EVENTS, ...SOLD_OUT_EVENTS, ...COUPON_EVENTS] as const;
