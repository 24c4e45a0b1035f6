import * as z from 'zod';
import { QUANTITY_MAX, zId, zQuantity, zText } from '../../scalars.ts';

/** A delivery note of two hundred lines is in one command. */
const MOVES_MAX = 200;
/** Each count names the heads of all chains, about 2 kB. */
const COUNTS_MAX = 100;

/** What a person moves by hand. Above zero: it came. `note`: why, or where to; must be there for all but a delivery. */
export const zMoveStock = z.strictObject({
  kind: z.enum(['received', 'waste', 'transfer', 'adjusted']),
  moves: z
    .array(z.strictObject({ item: zId<'Item'>(), deltaMicro: zQuantity }))
    .min(1)
    .max(MOVES_MAX),
  note: zText.nullable(),
});
export type MoveStock = z.output<typeof zMoveStock>;

/** What a person found on the shelf, item by item. */
export const zCountStock = z.strictObject({
  counts: z
    .array(z.strictObject({ item: zId<'Item'>(), countedMicro: z.int().min(0).max(QUANTITY_MAX) }))
    .min(1)
    .max(COUNTS_MAX),
  note: zText.nullable(),
});
export type CountStock = z.output<typeof zCountStock>;
