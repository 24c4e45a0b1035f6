import * as z from 'zod';
import { type EventOf, eventSchema } from '../../journal/event-schema.ts';
import { zId, zInstant } from '../../scalars.ts';

// What a store has run out of ("86"). `aggregate` is the item's id; whose store, the entry's header says.

/** The item cannot be sold until then; null: until somebody says otherwise. */
export const ItemSoldOut = eventSchema(
  'product-catalog.ItemSoldOut',
  1,
  z.strictObject({ item: zId<'Item'>(), until: zInstant.nullable() }),
);

export const ItemBackOnSale = eventSchema(
  'product-catalog.ItemBackOnSale',
  1,
  z.strictObject({ item: zId<'Item'>() }),
);

export const SOLD_OUT_EVENTS = [ItemSoldOut, ItemBackOnSale] as const;
export type SoldOutEvent = EventOf<(typeof SOLD_OUT_EVENTS)[number]>;
