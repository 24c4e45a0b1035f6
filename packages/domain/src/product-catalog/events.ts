import { SOLD_OUT_EVENTS } from './sold-out/events.ts';
import { STOCK_EVENTS } from './stock/events.ts';

/** Every fact of this service: what a store has of an item, and what it has run out of. */
export const PRODUCT_CATALOG_EVENTS = [...STOCK_EVENTS, ...SOLD_OUT_EVENTS] as const;
