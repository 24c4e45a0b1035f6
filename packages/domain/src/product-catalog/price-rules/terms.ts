import * as z from 'zod';
import { zChargeAmount } from '../../pricing/rules/charge-rule.ts';
import { zLoyaltyTerms } from '../../pricing/rules/loyalty-rule.ts';
import { zCouponTerms, zPromotionTerms } from '../../pricing/rules/promotion-rule.ts';
import {
  zOrderKind,
  zOrderKinds,
  zQuantityGiven,
  zUnitPriceGiven,
} from '../../pricing/rules/rule-scalars.ts';
import { zId, zName, zUnitPrice } from '../../scalars.ts';
import { COUPON_USES_MAX } from '../coupons/events.ts';

// What a price rule says, by its kind: the JSON of a row (`row.ts`). When it holds, and in which store, its row says.

/** A signed share in 10^-9: a tenth more is 100,000,000, nothing is -1,000,000,000. */
const zChangeShare = z.int().min(-1_000_000_000).max(10_000_000_000);

/** What a price list does to the price before; `PriceChange` of pricing, less other currencies. */
const zPriceChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('price'), priceMicro: zUnitPriceGiven }),
  z.strictObject({ kind: z.literal('percent'), ratePpb: zChangeShare }),
  z.strictObject({ kind: z.literal('add'), addMicro: zUnitPrice }),
]);

const zListEntry = z.strictObject({
  /** What it is for: these items, else these categories, else everything. */
  items: z.array(zId<'Item'>()).min(1).max(200).nullable(),
  categories: z.array(zId<'Category'>()).min(1).max(50).nullable(),
  /** Both inclusive; null: any quantity. */
  minQuantityMicro: zQuantityGiven.nullable(),
  maxQuantityMicro: zQuantityGiven.nullable(),
  /** In turn, on the price before. */
  changes: z.array(zPriceChange).min(1).max(8),
});

/** Promotions and coupons: `pricing/rules/promotion-rule.ts`. */
const zPromotionRow = zPromotionTerms.extend({ orderKinds: zOrderKinds });
const zCouponRow = zCouponTerms.extend({
  /** Orders of a store that may use it, by what its tills know of each other; null or absent: any number. */
  usesMax: z.int().min(1).max(COUPON_USES_MAX).nullable().optional(),
});

/** A charge of the house, its taxes by their rows. */
const zChargeRow = z.strictObject({
  amount: zChargeAmount,
  guestsMin: z.int().min(1).max(1_000).nullable(),
  taxIds: z.array(zId<'Tax'>()).max(16),
  orderKinds: zOrderKinds,
});

/** Of several lists that hold, the one of the highest priority decides, alone. */
export const zPriceListRow = z.strictObject({
  /** Customers of this group only; null: everybody. */
  customerGroup: zName.nullable(),
  orderKinds: zOrderKinds,
  priority: z.int().min(-1_000).max(1_000),
  entries: z.array(zListEntry).min(1).max(500),
});
export type PriceListTerms = z.output<typeof zPriceListRow>;

/** Other taxes for some kinds of orders: dine-in becomes take-away. */
const zTaxChangeRow = z.strictObject({
  orderKinds: z.array(zOrderKind).min(1).max(3),
  /** `to` null: this tax does not apply. */
  taxes: z
    .array(z.strictObject({ from: zId<'Tax'>(), to: zId<'Tax'>().nullable() }))
    .min(1)
    .max(16),
  /** `gross`: the guest pays the same; `net`: the house earns the same. */
  keep: z.enum(['net', 'gross']),
});

const zComboGroup = z
  .strictObject({
    name: zName,
    /** How many parts of the group make the combo. */
    min: z.int().min(0).max(20),
    max: z.int().min(1).max(20),
    choices: z
      .array(z.strictObject({ item: zId<'Item'>(), surchargeMicro: zUnitPriceGiven }))
      .min(1)
      .max(100),
  })
  .refine(({ min, max }) => min <= max, { path: ['max'], error: 'expected no less than `min`' });

/** What an item of the type `combo` is made of; its price is the item's. */
export const zComboRow = z.strictObject({
  item: zId<'Item'>(),
  groups: z.array(zComboGroup).min(1).max(10),
});
export type ComboTerms = z.output<typeof zComboRow>;

/** A loyalty programme: `pricing/rules/loyalty-rule.ts`. */
const zLoyaltyRow = zLoyaltyTerms;

export const PRICE_RULE_TERMS = {
  promotion: zPromotionRow,
  coupon: zCouponRow,
  charge: zChargeRow,
  'price-list': zPriceListRow,
  'tax-change': zTaxChangeRow,
  combo: zComboRow,
  loyalty: zLoyaltyRow,
} as const;
export type PriceRuleKind = keyof typeof PRICE_RULE_TERMS;
export const PRICE_RULE_KINDS = Object.keys(PRICE_RULE_TERMS) as readonly PriceRuleKind[];
export type PriceRuleTerms<Kind extends PriceRuleKind = PriceRuleKind> = z.output<
  (typeof PRICE_RULE_TERMS)[Kind]
>;
