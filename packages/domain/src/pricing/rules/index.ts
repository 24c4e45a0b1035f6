export {
  CAPTURED_CHARGES_MAX,
  CAPTURED_PROMOTIONS_MAX,
  type CapturedRules,
  COUPONS_ON_ORDER_MAX,
  NO_RULES,
  usableRules,
  zCapturedRules,
} from './captured-rules.ts';
export { type ChargeRule, zChargeAmount, zChargeRule } from './charge-rule.ts';
export { zLineDiscount, zOrderDiscount } from './discount-rule.ts';
export { type LoyaltyRule, pointsFor, zLoyaltyRule, zLoyaltyTerms } from './loyalty-rule.ts';
export {
  chargesOf,
  type NamedDiscount,
  orderToPrice,
  type RuledLine,
  type RuledOrder,
} from './order-to-price.ts';
export { type CapturedPolicies, zPricingPolicies } from './policies-schema.ts';
export {
  type DiscountSource,
  type PricedCharge,
  type PricedLineOfOrder,
  type PricedOrder,
  priceOrder,
  type TakenOff,
} from './price-order.ts';
export {
  type CouponRule,
  type PromotionRule,
  type RewardRule,
  type RuleSelector,
  zCouponRule,
  zCouponTerms,
  zPromotionRule,
  zPromotionTerms,
  zRewardRule,
  zRuleSelector,
} from './promotion-rule.ts';
export {
  type CapturedTax,
  type OrderKind,
  zCapturedTax,
  zOrderKind,
  zOrderKinds,
} from './rule-scalars.ts';
