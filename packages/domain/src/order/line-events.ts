import * as z from 'zod';
import { zId, zName, zQuantity, zRate, zStorable, zText, zUnitPrice } from '../scalars.ts';
import { zLineModifier } from './document-parts.ts';

export const zLineTax = z.strictObject({
  tax: zId<'Tax'>(),
  name: zName,
  ratePpm: zRate,
  mode: z.enum(['included', 'excluded']),
  compound: z.boolean(),
});

/** A line as it is added: captured from the catalogue, never looked up again. */
export const zAddedLine = z.strictObject({
  line: zId<'Line'>(),
  item: zId<'Item'>(),
  name: zName,
  sku: zStorable.max(100).nullable(),
  quantityMicro: zQuantity,
  /** What is charged for one unit, without modifiers. */
  unitPriceMicro: zUnitPrice,
  /** What the catalogue asked at that moment; differs from the above where a person overrode the price. */
  listPriceMicro: zUnitPrice,
  taxes: z.array(zLineTax).max(16),
  modifiers: z.array(zLineModifier).max(64),
  note: zText.nullable(),
  categories: z.array(zId<'Category'>()).max(100),
});
