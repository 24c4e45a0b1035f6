import type { Id } from '@beaveros/kit';
import * as z from 'zod';
import { QUANTITY_MAX, zId, zQuantity } from '../../scalars.ts';

/** Things that one item or option is made of: a long recipe has twenty. */
export const INGREDIENTS_MAX = 64;

/** `quantityMicro`: of the ingredient's own selling unit. */
export const zIngredient = z.strictObject({ item: zId<'Item'>(), quantityMicro: zQuantity });
export type Ingredient = z.output<typeof zIngredient>;

/** What a recipe makes in one go is above zero. */
const zYield = z.int().min(1).max(QUANTITY_MAX);

/**
 * How an item's sale moves stock: the row that comes down beside `TillItemRow`, only of items that have any of it. It is a
 * row of its own because a till that has not got it yet can sell the item: nothing of it is in a price or on paper.
 */
export const zItemStockRow = z.strictObject({
  /** The item's id. */
  id: zId<'Item'>(),
  tenantId: zId<'Tenant'>(),
  /** Whether it is counted itself. */
  isTracked: z.boolean(),
  /** At or below this a person is told; null: nobody asks. */
  lowMicro: zQuantity.nullable(),
  /** What its ingredients make: ten portions of a soup. */
  yieldMicro: zYield,
  /** Of `yieldMicro`; empty: it has no recipe. */
  ingredients: z.array(zIngredient).max(INGREDIENTS_MAX),
  /** What a chosen option adds for one unit, or leaves out (below zero). */
  options: z
    .array(
      z.strictObject({
        option: zId<'ModifierOption'>(),
        ingredients: z.array(zIngredient).max(INGREDIENTS_MAX),
      }),
    )
    .max(1_000),
  /** Grows with every published change. */
  version: z.int().min(1),
});
export type ItemStockRow = z.output<typeof zItemStockRow>;

/** What decide reads of stock: this store, and the rows that came down. */
export interface StockReader {
  readonly store: Id<'Store'>;
  /** undefined: the item has no stock settings (or they are not on this till yet), so it moves nothing. */
  settings(item: string): ItemStockRow | undefined;
}
