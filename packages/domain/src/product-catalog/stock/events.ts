import { derivedId, type Id } from '@beaveros/kit';
import * as z from 'zod';
import { type EventOf, eventSchema } from '../../journal/event-schema.ts';
import { QUANTITY_MAX, zHash, zId, zQuantity, zSeq, zText } from '../../scalars.ts';

// Facts of what a store has of an item. `aggregate` is the stock's id, derived from store and item: a ledger without an end.

/** Chains that a count may name: a store's tills with every recovery of each, for decades. */
export const COUNT_CHAINS_MAX = 1_000;

/** What one store has of one item. Every till derives the same id, so that nothing has to be opened first. */
export function stockIdOf(store: Id<'Store'>, item: Id<'Item'>): Id<'Stock'> {
  return derivedId(store, `stock/${item}`);
}

export const STOCK_MOVEMENT_KINDS = [
  'sale',
  'return',
  'refund',
  /** Of a close that was taken back because another stands: nothing left the shelf by it. */
  'reversed',
  'waste',
  'received',
  'transfer',
  'adjusted',
] as const;
export type StockMovementKind = (typeof STOCK_MOVEMENT_KINDS)[number];

/** Goods came (above zero) or went. At most one of a kind and stock in an entry: a sale of many lines adds up first. */
export const StockMoved = eventSchema(
  'product-catalog.StockMoved',
  1,
  z.strictObject({
    item: zId<'Item'>(),
    kind: z.enum(STOCK_MOVEMENT_KINDS),
    deltaMicro: zQuantity,
    /**
     * Of a sale and what undoes it. `document`: what sold it, or gave it back; of a `reversed` one the document that was
     * taken back. `line`: null where several lines moved it.
     */
    cause: z
      .strictObject({
        order: zId<'Order'>(),
        document: zId<'Document'>().nullable(),
        line: zId<'Line'>().nullable(),
      })
      .nullable(),
    /** Why, where a person says so: what broke, where it went to. */
    note: zText.nullable(),
  }),
);

/**
 * A person counted. The level from here on is what they found plus every movement that the counting till did not know of,
 * so a count names what it knew: the head of each chain, `seq` included.
 */
export const StockCounted = eventSchema(
  'product-catalog.StockCounted',
  1,
  z.strictObject({
    item: zId<'Item'>(),
    countedMicro: z.int().min(0).max(QUANTITY_MAX),
    saw: z.array(z.strictObject({ chain: zHash, seq: zSeq })).max(COUNT_CHAINS_MAX),
    note: zText.nullable(),
  }),
);

export const STOCK_EVENTS = [StockMoved, StockCounted] as const;
export type StockEvent = EventOf<(typeof STOCK_EVENTS)[number]>;
