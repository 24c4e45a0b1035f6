import { STOCK_MOVEMENT_KINDS } from '@beaveros/domain/product-catalog';
import { zBusinessDate, zId, zInstant, zQuantity } from '@beaveros/domain/scalars';
import * as z from 'zod';

// What the core shows of stock and of what has run out.

/** A level may add up beyond one quantity's bound. */
const zLevel = z.int();

/** What this store has of an item, as far as this till has heard. */
export const zStockLevelView = z.strictObject({
  item: zId<'Item'>(),
  /** null: the item's row is not on this till any more. */
  name: z.string().nullable(),
  levelMicro: zLevel,
  /** At or below it a person is told. */
  lowMicro: zQuantity.nullable(),
  flag: z.enum(['low', 'negative']).nullable(),
  /** What the standing count found, and what moved that it did not know. */
  counted: z.strictObject({ quantityMicro: zLevel, at: zInstant }).nullable(),
  movedMicro: zLevel,
});
export type StockLevelView = z.output<typeof zStockLevelView>;

export const zStockMovementView = z.strictObject({
  event: zId<'Event'>(),
  kind: z.enum(STOCK_MOVEMENT_KINDS),
  deltaMicro: zLevel,
  order: zId<'Order'>().nullable(),
  note: z.string().nullable(),
  /** The standing count knew it. */
  isCounted: z.boolean(),
  businessDate: zBusinessDate,
  at: zInstant,
  by: zId<'User'>().nullable(),
});
export type StockMovementView = z.output<typeof zStockMovementView>;

/** An item that this store has run out of. */
export const zSoldOutView = z.strictObject({
  item: zId<'Item'>(),
  /** null: the item's row is not on this till any more. */
  name: z.string().nullable(),
  /** null: until somebody says otherwise. */
  until: zInstant.nullable(),
  since: zInstant,
  by: zId<'User'>().nullable(),
});
export type SoldOutView = z.output<typeof zSoldOutView>;
