import { ROUNDING_MODES } from '@beaveros/kit';
import * as z from 'zod';

const zRoundingMode = z.enum(ROUNDING_MODES);
const zDiscountPolicy = z.enum(['recompute', 'split_back', 'net_then_tax']);

/**
 * The pricing policies of a store, as an order captures them. Each field: `policies.ts`. No `none` among the roundings: a
 * document says whole minor units.
 */
export const zPricingPolicies = z.strictObject({
  rounding: z.enum(['per_unit', 'per_line', 'per_order']),
  mode: zRoundingMode,
  roundFirst: z.enum(['tax', 'net']),
  stepMinor: z.int().min(1).max(1_000_000),
  discountPolicy: zDiscountPolicy,
  promotionPolicy: zDiscountPolicy,
  discountMode: zRoundingMode,
  apportionBase: z.enum(['price', 'gross']),
  allocateMode: z.enum(['by_weight', 'equal']),
  remainder: z.enum(['largest', 'first', 'last']),
});
export type CapturedPolicies = z.output<typeof zPricingPolicies>;
