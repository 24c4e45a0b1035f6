export { type LineTax, type LineToPrice, type PricedLine, priceLine, priceLineIfSayable } from './line.ts';
export {
  compared,
  type Exact,
  exact,
  minus,
  negated,
  NOTHING,
  over,
  plus,
  rounded,
  roundedExact,
  summed,
  times,
  WHOLE,
} from './exact.ts';
export { type TaxTotal, type Totals, totalOf } from './totals.ts';
export { apportion, type ApportionRule, DEFAULT_APPORTIONING, type Weight } from './apportion.ts';
export {
  CASH_ROUNDING_SCOPES,
  type CashRounding,
  type CashRoundingScope,
  roundToStep,
} from './tender/cash-rounding.ts';
export { type ComboChild, type ComboLine, splitCombo } from './combo.ts';
export { countDrawer, type DrawerCount, type DrawerMovements } from './drawer-count.ts';
export { type ForeignRate, foreignDueOf, homeValueOf } from './tender/foreign-tender.ts';
export { creditToGiftCard, type GiftCardPayment, payByGiftCard } from './tender/gift-card.ts';
export { type MarginPrice, type MarginRule, priceWithMargins } from './price-list/margin-rule.ts';
export { changePrice, notBelow, type PriceChange, shelfPrice } from './price-list/price-change.ts';
export {
  type ListedPrice,
  PRICE_SCOPES,
  type PriceList,
  type PriceQuestion,
  type PriceRule,
  type PriceScope,
  priceUnder,
  ruleFor,
} from './price-list/price-list.ts';
export { leftAfterParts, refundShare, type SoldLine } from './refund-share.ts';
export { type SessionOrder, type SessionSums, sumSession } from './session-sums.ts';
export { type Bill, type Settlement, settle, type Tender } from './tender/settlement.ts';
export { type ChangedTax, changeIncludedTax, type KeptPart } from './tax-change.ts';
export { suggestTips, type TipRules, type TipSuggestion } from './tender/tip.ts';
export type { Coupon, CouponGift, CouponStacking } from './promotions/coupon-rules.ts';
export { couponOn, type CouponRefusal, couponStage } from './promotions/coupons.ts';
export { addedUnitsOf } from './promotions/gift.ts';
export {
  balanceAfter,
  pointsEarned,
  type PointsMicro,
  type Redemption,
  redemptionStage,
  type Reward,
  type RewardOutcome,
  rewardStage,
} from './promotions/loyalty.ts';
export { type PassedOver, type PromotionOutcome, promotionStage } from './promotions/promotion-stage.ts';
export {
  DEFAULT_PROMOTION,
  type LineSelector,
  type Promotion,
  type PromotionCondition,
  type PromotionGift,
  type PromotionTarget,
} from './promotions/rules.ts';
export { unitShares } from './promotions/unit-shares.ts';
export {
  type DayTime,
  type Invalidity,
  invalidityAt,
  type ShopTime,
  type Validity,
} from './promotions/validity.ts';
export { serviceCharge } from './charges.ts';
export { taxSumOf } from './derivation.ts';
export { explain } from './explain.ts';
export { DISCOUNTS_MAX, EXPONENT_MAX, LINES_MAX, TAXES_MAX } from './limits.ts';
export type {
  Adjustment,
  Amounts,
  Charge,
  Derivation,
  DerivedLine,
  DerivedTax,
  DiscountGroup,
  LineDiscount,
  OrderDiscount,
  OrderToPrice,
  PostedTax,
  PriceableLine,
  PricingRefusal,
  PricingStage,
  SharePpb,
  StageContext,
  StageLine,
  StageOutcome,
  StageResult,
  Step,
  TaxAmount,
  TaxRule,
} from './model.ts';
export {
  DEFAULT_POLICIES,
  type DiscountPolicy,
  type PricingPolicies,
  type RoundingPlace,
} from './policies.ts';
export { price } from './price.ts';
export { unitPriceUnderTaxes } from './tax-mapping.ts';
export {
  CAPTURED_CHARGES_MAX,
  CAPTURED_PROMOTIONS_MAX,
  type CapturedPolicies,
  type CapturedRules,
  type CapturedTax,
  type ChargeRule,
  chargesOf,
  COUPONS_ON_ORDER_MAX,
  type CouponRule,
  type DiscountSource,
  type LoyaltyRule,
  type NamedDiscount,
  NO_RULES,
  type OrderKind,
  orderToPrice,
  pointsFor,
  type PricedCharge,
  type PricedLineOfOrder,
  type PricedOrder,
  priceOrder,
  type PromotionRule,
  type RewardRule,
  type RuledLine,
  type RuledOrder,
  type RuleSelector,
  type TakenOff,
  usableRules,
  zCapturedRules,
  zCapturedTax,
  zChargeAmount,
  zChargeRule,
  zCouponRule,
  zCouponTerms,
  zLineDiscount,
  zLoyaltyRule,
  zLoyaltyTerms,
  zOrderDiscount,
  zOrderKind,
  zOrderKinds,
  zPricingPolicies,
  zPromotionRule,
  zPromotionTerms,
  zRewardRule,
  zRuleSelector,
} from './rules/index.ts';
