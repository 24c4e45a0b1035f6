import { zRewardRule } from '@beaveros/domain/pricing';
import { PRICE_RULE_TERMS } from '@beaveros/domain/product-catalog';
import { zId, zName } from '@beaveros/domain/scalars';
import * as z from 'zod';

/** What a screen can offer at this moment for an order of a kind: combos to put together, and what points buy. */
export const zOffers = z.strictObject({
  combos: z.array(z.strictObject({ rule: zId<'PriceRule'>(), name: zName, ...PRICE_RULE_TERMS.combo.shape })),
  /** null: no programme. */
  loyalty: z.strictObject({ name: zName, unit: z.string(), rewards: z.array(zRewardRule) }).nullable(),
});
