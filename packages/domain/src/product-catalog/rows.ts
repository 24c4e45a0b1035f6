import * as z from 'zod';
import { zId, zName, zRate, zUnitPrice } from '../scalars.ts';

// Rows that come down to the till. Owned by the product-catalog service; read-only everywhere else.

export const zCategoryRow = z.strictObject({
  id: zId<'Category'>(),
  tenantId: zId<'Tenant'>(),
  name: zName,
  description: z.string().nullable(),
  position: z.int(),
  /** `#rrggbb` for the tile, or null. */
  color: z.string().nullable(),
  isActive: z.boolean(),
});
export type CategoryRow = z.output<typeof zCategoryRow>;

export const zTaxRow = z.strictObject({
  id: zId<'Tax'>(),
  tenantId: zId<'Tenant'>(),
  name: zName,
  ratePpm: zRate,
  mode: z.enum(['included', 'excluded']),
  /** Its base holds the taxes that come before it. */
  compound: z.boolean(),
  sequence: z.int(),
  isActive: z.boolean(),
  isDefault: z.boolean(),
});
export type TaxRow = z.output<typeof zTaxRow>;

export const zTillModifier = z.strictObject({
  id: zId<'Modifier'>(),
  name: zName,
  selectionType: z.enum(['single', 'multiple']),
  minOptions: z.int().min(0),
  maxOptions: z.int().min(0),
  options: z.array(
    z.strictObject({
      id: zId<'ModifierOption'>(),
      name: zName,
      priceMicro: zUnitPrice,
      isActive: z.boolean(),
    }),
  ),
});
export type TillModifier = z.output<typeof zTillModifier>;

/** What a till sells from: one row per item with all its parts, published in the transaction that changes any of them. */
export const zTillItemRow = z.strictObject({
  id: zId<'Item'>(),
  tenantId: zId<'Tenant'>(),
  name: zName,
  sku: z.string().max(100).nullable(),
  type: z.enum(['product', 'service', 'combo', 'gift_card']),
  priceMicro: zUnitPrice,
  /** Bounds as in the fact that captures them (`order.LineAdded`). */
  categoryIds: z.array(zId<'Category'>()).max(100),
  taxIds: z.array(zId<'Tax'>()).max(16),
  modifiers: z.array(zTillModifier),
  barcodes: z.array(z.string().max(64)),
  imageUrl: z.string().nullable(),
  color: z.string().nullable(),
  isActive: z.boolean(),
  isSoldOut: z.boolean(),
  /** Grows with every published change of the item. */
  version: z.int().min(1),
});
export type TillItemRow = z.output<typeof zTillItemRow>;
