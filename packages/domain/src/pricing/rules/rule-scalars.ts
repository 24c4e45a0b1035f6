import type { AmountMinor, QuantityMicro, UnitPriceMicro } from '@beaveros/kit';
import * as z from 'zod';
import { AMOUNT_MAX, QUANTITY_MAX, zId, zName, zRate } from '../../scalars.ts';

// The scalars of price rules: integers only, and every number within what the engine takes, so that a rule that
// validates never makes it refuse an order.

/** A share of the whole, in 10^-9: nobody is paid for taking goods away. */
export const zShare = z.int().min(0).max(1_000_000_000);
/** An amount that is given or asked; never below nothing. */
export const zAmountGiven: z.ZodType<AmountMinor> = z
  .int()
  .min(0)
  .max(AMOUNT_MAX) as unknown as z.ZodType<AmountMinor>;
export const zQuantityGiven: z.ZodType<QuantityMicro> = z
  .int()
  .min(0)
  .max(QUANTITY_MAX) as unknown as z.ZodType<QuantityMicro>;
/** As `zUnitPrice`, not below nothing. */
export const zUnitPriceGiven: z.ZodType<UnitPriceMicro> = z
  .int()
  .min(0)
  .max(900_000_000_000_000) as unknown as z.ZodType<UnitPriceMicro>;
/** Units that a rule speaks of: beyond it a barcode fell into the field. */
export const zUnits = z.int().min(1).max(10_000);

/** What every captured rule says of itself. */
export const RULE_HEAD = { id: zId<'PriceRule'>(), name: zName };

/** A tax as a line or a charge captures it; a line's taxes apply in their order. */
export const zCapturedTax = z.strictObject({
  tax: zId<'Tax'>(),
  name: zName,
  ratePpm: zRate,
  mode: z.enum(['included', 'excluded']),
  compound: z.boolean(),
});
export type CapturedTax = z.output<typeof zCapturedTax>;

export const zOrderKind = z.enum(['counter', 'dine-in', 'take-away']);
export type OrderKind = z.output<typeof zOrderKind>;
/** The kinds of orders that a rule is for; null: all. */
export const zOrderKinds = z.array(zOrderKind).min(1).max(3).nullable();
