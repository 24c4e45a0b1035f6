import * as z from 'zod';
import { zId, zName } from '../../scalars.ts';
import { DEFAULT_POLICIES } from '../policies.ts';
import { type ChargeRule, zChargeRule } from './charge-rule.ts';
import { type CapturedPolicies, zPricingPolicies } from './policies-schema.ts';
import { type PromotionRule, zPromotionRule } from './promotion-rule.ts';

/** What holds at one moment of one day; the whole set stands in an order's fact. */
export const CAPTURED_PROMOTIONS_MAX = 32;
export const CAPTURED_CHARGES_MAX = 16;
/** Coupons and rewards on one order. */
export const COUPONS_ON_ORDER_MAX = 16;

/** The order-level rules that an order carries by value (`order.RulesCaptured`): nothing in it depends on a clock. */
export const zCapturedRules = z.strictObject({
  policies: zPricingPolicies,
  promotions: z.array(zPromotionRule).max(CAPTURED_PROMOTIONS_MAX),
  charges: z.array(zChargeRule).max(CAPTURED_CHARGES_MAX),
  /** The list that lines were priced by, for the paper; each line carries its own price. */
  priceList: z.strictObject({ id: zId<'PriceRule'>(), name: zName }).nullable(),
});
export type CapturedRules = z.output<typeof zCapturedRules>;

/** What orders without a captured rule are priced by: what orders of journal version 1 were. */
export const NO_RULES: CapturedRules = {
  policies: DEFAULT_POLICIES as CapturedPolicies,
  promotions: [],
  charges: [],
  priceList: null,
};

/**
 * The rules that can be priced today. A captured rule that no longer validates counts nothing and policies that do not
 * are the defaults, so that an old fact stops no fold; what was closed carries its own amounts. Never throws.
 */
export function usableRules(captured: {
  readonly policies: unknown;
  readonly promotions: readonly unknown[];
  readonly charges: readonly unknown[];
  readonly priceList?: unknown;
}): CapturedRules {
  const policies = zPricingPolicies.safeParse(captured.policies);
  const priceList = zCapturedRules.shape.priceList.safeParse(captured.priceList ?? null);
  return {
    policies: policies.success ? policies.data : NO_RULES.policies,
    promotions: usable<PromotionRule>(zPromotionRule, captured.promotions, CAPTURED_PROMOTIONS_MAX),
    charges: usable<ChargeRule>(zChargeRule, captured.charges, CAPTURED_CHARGES_MAX),
    priceList: priceList.success ? priceList.data : null,
  };
}

function usable<T>(schema: z.ZodType<T>, rules: readonly unknown[], max: number): T[] {
  return rules
    .flatMap((rule) => {
      const parsed = schema.safeParse(rule);
      return parsed.success ? [parsed.data] : [];
    })
    .slice(0, max);
}
