import type { RoundingMode } from '@beaveros/kit';

/** Where a tax becomes whole: in one unit, in one line, in the order (each tax summed over its lines), or nowhere. */
export type RoundingPlace = 'per_unit' | 'per_line' | 'per_order' | 'none';

/**
 * What a discount does to the taxes. `recompute`: it is taken off the price as the shelf shows it, which is then taxed
 * anew. `split_back`: it is a share of the tax-inclusive amount; every tax gives its share, the net gives the rest.
 * `net_then_tax`: it is taken off the net, which is then taxed anew.
 */
export type DiscountPolicy = 'recompute' | 'split_back' | 'net_then_tax';

/** How whole units are handed out: by weight, or equally to all that weigh anything. */
export type AllocateMode = 'by_weight' | 'equal';
/** Who takes what rounding leaves over: the largest fractions (ties: lowest position), the first, or the last. */
export type RemainderRule = 'largest' | 'first' | 'last';

/** The choices on which sources disagree, each a value captured in the order: two tills agree to the unit, for ever. */
export interface PricingPolicies {
  readonly rounding: RoundingPlace;
  /** Of taxes and line prices. */
  readonly mode: RoundingMode;
  /** Included taxes: `tax` rounds them and leaves the net the rest of the shelf price; `net` the reverse. */
  readonly roundFirst: 'tax' | 'net';
  /** Prices, taxes and totals are multiples of so many minor units: 1 but where the smallest unit is not used. */
  readonly stepMinor: number;
  /** Of line and order discounts. */
  readonly discountPolicy: DiscountPolicy;
  /** Of promotions. */
  readonly promotionPolicy: DiscountPolicy;
  /** Of the amount that a percentage takes off: HALF_DOWN, so that the discounted price rounds half up. */
  readonly discountMode: RoundingMode;
  /** The weight of a line when an amount is shared out: its price as the shelf shows it, or with all taxes. */
  readonly apportionBase: 'price' | 'gross';
  readonly allocateMode: AllocateMode;
  readonly remainder: RemainderRule;
}

/** What holds where nobody chose. Sources: README.md beside this file. */
export const DEFAULT_POLICIES: PricingPolicies = {
  rounding: 'per_line',
  mode: 'HALF_UP',
  roundFirst: 'tax',
  stepMinor: 1,
  discountPolicy: 'recompute',
  promotionPolicy: 'split_back',
  discountMode: 'HALF_DOWN',
  apportionBase: 'price',
  allocateMode: 'by_weight',
  remainder: 'largest',
};
