import * as z from 'zod';
import { zId, zStorable } from '../../scalars.ts';
import type { Coupon } from '../promotions/coupon-rules.ts';
import type { Reward } from '../promotions/loyalty.ts';
import type { LineSelector, Promotion, PromotionCondition, PromotionTarget } from '../promotions/rules.ts';
import { RULE_HEAD, zAmountGiven, zQuantityGiven, zShare, zUnitPriceGiven, zUnits } from './rule-scalars.ts';

// Promotions, coupons and rewards as an order captures them: by value, without a clock (dates and happy hours were looked
// at when they were captured), with item ids for what the engine calls skus.

/** An order carries its rules: a rule for more things names a category. */
const ITEMS_MAX = 200;
const CATEGORIES_MAX = 50;

const SELECTOR = {
  /** All given marks must fit; null: this mark does not limit. */
  items: z.array(zId<'Item'>()).min(1).max(ITEMS_MAX).nullable(),
  categories: z.array(zId<'Category'>()).min(1).max(CATEGORIES_MAX).nullable(),
  /** Of one unit with its options, both ends included. */
  unitPriceMicro: z
    .strictObject({ min: zUnitPriceGiven.nullable(), max: zUnitPriceGiven.nullable() })
    .nullable(),
};
export const zRuleSelector = z.strictObject(SELECTOR);
export type RuleSelector = z.output<typeof zRuleSelector>;

const zRuleTarget = z.strictObject({ ...SELECTOR, cheapestUnits: zUnits.nullable() });
const zRuleCondition = z.strictObject({
  quantityMinMicro: zQuantityGiven.nullable(),
  subtotalMinMinor: zAmountGiven.nullable(),
  of: zRuleSelector,
});

const zPromotionGift = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), ratePpb: zShare }),
  z.strictObject({ kind: z.literal('amount'), amountMinor: zAmountGiven }),
  /** `everyUnits` null: `count` units of the target, once. */
  z.strictObject({ kind: z.literal('free_units'), count: zUnits, everyUnits: zUnits.nullable() }),
  z.strictObject({ kind: z.literal('set_price'), setUnits: zUnits, priceMinor: zAmountGiven }),
]);

/** What a promotion promises; the meaning of each field: `promotions/rules.ts`. */
export const zPromotionTerms = z.strictObject({
  gift: zPromotionGift,
  target: zRuleTarget,
  when: zRuleCondition,
  capMinor: zAmountGiven.nullable(),
  base: z.enum(['running', 'original']),
  times: z.int().min(1).max(100),
  priority: z.int().min(-1_000).max(1_000),
  isExclusive: z.boolean(),
});
export const zPromotionRule = z.strictObject({ ...RULE_HEAD, ...zPromotionTerms.shape });
export type PromotionRule = z.output<typeof zPromotionRule>;

const zCouponGift = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), ratePpb: zShare }),
  z.strictObject({ kind: z.literal('fixed_product'), perUnitMinor: zAmountGiven }),
  z.strictObject({ kind: z.literal('fixed_cart'), amountMinor: zAmountGiven }),
]);

/** As printed on it; a till compares it without regard to case. */
const zCouponCode = zStorable.min(1).max(64);

/** What a coupon promises; the meaning of each field: `promotions/coupon-rules.ts`. */
export const zCouponTerms = z.strictObject({
  code: zCouponCode,
  gift: zCouponGift,
  limitUnits: zUnits.nullable(),
  /** On sale: sold below what the catalogue asks. */
  excludesSaleItems: z.boolean(),
  target: zRuleSelector,
  when: zRuleCondition,
});
export const zCouponRule = z.strictObject({ ...RULE_HEAD, ...zCouponTerms.shape });
export type CouponRule = z.output<typeof zCouponRule>;

/** What points buy, once. `points` are whole. */
export const zRewardRule = z.strictObject({
  ...RULE_HEAD,
  points: z.int().min(1).max(1_000_000_000),
  amountMinor: zAmountGiven,
  target: zRuleTarget,
});
export type RewardRule = z.output<typeof zRewardRule>;

/** As the engine takes it: always valid, never used up. */
export function toPromotion({ id, gift, target, when, capMinor, ...terms }: PromotionRule): Promotion {
  const { base, times, priority, isExclusive } = terms;
  return {
    id,
    gift: gift.kind === 'free_units' ? toFreeUnits(gift) : gift,
    target: toTarget(target),
    when: toCondition(when),
    ...(capMinor === null ? {} : { capMinor }),
    base,
    times,
    usesSoFar: 0,
    priority,
    isExclusive,
  };
}

/** As the engine takes it. Its code there is its id: two coupons may be printed alike. */
export function toCoupon({ id, gift, limitUnits, excludesSaleItems, target, when }: CouponRule): Coupon {
  return {
    code: id,
    gift,
    ...(limitUnits === null ? {} : { limitUnits }),
    excludesSaleItems,
    target: toSelector(target),
    when: toCondition(when),
    usesSoFar: 0,
  };
}

export function toReward({ id, points, amountMinor, target }: RewardRule): Reward {
  return { id, pointsMicro: BigInt(points) * 1_000_000n, amountMinor, target: toTarget(target) };
}

function toFreeUnits({ kind, count, everyUnits }: Extract<PromotionRule['gift'], { kind: 'free_units' }>) {
  return everyUnits === null ? { kind, count } : { kind, count, everyUnits };
}

function toSelector({ items, categories, unitPriceMicro }: RuleSelector): LineSelector {
  return {
    ...(items === null ? {} : { skus: items }),
    ...(categories === null ? {} : { categories }),
    ...(unitPriceMicro === null ? {} : { unitPriceMicro: toRange(unitPriceMicro) }),
  };
}

function toRange({ min, max }: NonNullable<RuleSelector['unitPriceMicro']>) {
  return { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) };
}

function toTarget({ cheapestUnits, ...selector }: z.output<typeof zRuleTarget>): PromotionTarget {
  return { ...toSelector(selector), ...(cheapestUnits === null ? {} : { cheapestUnits }) };
}

function toCondition(when: z.output<typeof zRuleCondition>): PromotionCondition {
  const { quantityMinMicro, subtotalMinMinor, of } = when;
  return {
    ...(quantityMinMicro === null ? {} : { quantityMinMicro }),
    ...(subtotalMinMinor === null ? {} : { subtotalMinMinor }),
    of: toSelector(of),
  };
}
