import type { Currency } from '@beaveros/kit';
import type { LineToPrice } from '../line.ts';
import type { Charge, LineDiscount, OrderDiscount, OrderToPrice, PricingStage } from '../model.ts';
import { couponStage } from '../promotions/coupons.ts';
import { rewardStage } from '../promotions/loyalty.ts';
import { promotionStage } from '../promotions/promotion-stage.ts';
import type { CapturedRules } from './captured-rules.ts';
import { type ChargeRule, toCharge } from './charge-rule.ts';
import { type CouponRule, type RewardRule, toCoupon, toPromotion, toReward } from './promotion-rule.ts';
import { toTaxRule } from './tax-rule.ts';

/** A line of an order with what rules look at. */
export interface RuledLine extends LineToPrice {
  readonly line: string;
  readonly item: string;
  readonly categories: readonly string[];
  /** What the catalogue asked: a line below it is on sale. */
  readonly listPriceMicro: number;
  readonly discounts: readonly NamedDiscount<LineDiscount>[];
  /** A gift card; `PriceableLine` in `model.ts`. */
  readonly isFaceValue: boolean;
}

/** What a hand took off. `id`: of the fact that says so, or of the rule that it came from. */
export interface NamedDiscount<Discount> {
  readonly id: string;
  readonly name: string;
  readonly discount: Discount;
}

/** All that the totals of an order depend on, as its facts say it. */
export interface RuledOrder {
  readonly currency: Currency;
  /** In canonical order of their adding: ties go to the first. No voided ones. */
  readonly lines: readonly RuledLine[];
  readonly rules: CapturedRules;
  readonly orderDiscounts: readonly NamedDiscount<OrderDiscount>[];
  /** As handed in; what each promises was captured then. */
  readonly coupons: readonly CouponRule[];
  readonly rewards: readonly RewardRule[];
  /** Ids of the charges that somebody waived. */
  readonly waivedCharges: ReadonlySet<string>;
  readonly guests: number | null;
}

/**
 * What `price` takes of an order with captured rules: lines at positions 1 to n, charges behind them, and between line
 * and order discounts the promotions, then coupons (each on what is left), then rewards. No clock: what depended on one
 * was decided when it was captured. An order without lines owes no charge.
 */
export function orderToPrice(order: RuledOrder): OrderToPrice {
  const { currency, lines, rules, orderDiscounts } = order;
  return {
    currency,
    policies: rules.policies,
    lines: lines.map((line, at) => ({
      position: at + 1,
      unitPriceMicro: line.unitPriceMicro,
      quantityMicro: line.quantityMicro,
      modifierPricesMicro: line.modifierPricesMicro,
      taxes: line.taxes.map(toTaxRule),
      discounts: line.discounts.map(({ discount }) => discount),
      sku: line.item,
      categories: line.categories,
      isOnSale: line.unitPriceMicro < line.listPriceMicro,
      isFaceValue: line.isFaceValue,
    })),
    stages: stagesOf(order),
    orderDiscounts: orderDiscounts.map(({ discount }) => discount),
    charges: chargesOf(order).map(({ charge }) => charge),
  };
}

/** The charges that this order owes, each with the rule it comes from. */
export function chargesOf({ lines, rules, waivedCharges, guests }: RuledOrder): readonly {
  readonly rule: ChargeRule;
  readonly charge: Charge;
}[] {
  if (lines.length === 0) return [];
  return rules.charges.flatMap((rule, at) => {
    if (waivedCharges.has(rule.id)) return [];
    const charge = toCharge(rule, { position: lines.length + 1 + at, guests });
    return charge === null ? [] : [{ rule, charge }];
  });
}

function stagesOf({ rules, coupons, rewards }: RuledOrder): readonly PricingStage[] {
  const stages: PricingStage[] = [];
  if (rules.promotions.length > 0) stages.push(promotionStage(rules.promotions.map(toPromotion), null));
  if (coupons.length > 0)
    stages.push(couponStage(coupons.map(toCoupon), { stacking: 'sequential', now: null }));
  // The points were taken by a fact of their own: no balance is looked at here.
  if (rewards.length > 0) stages.push(rewardStage(rewards.map(toReward), null));
  return stages;
}
