import type { AmountMinor } from '@beaveros/kit';
import type { SharePpb } from '../model.ts';
import type { LineSelector, PromotionCondition } from './rules.ts';
import type { Validity } from './validity.ts';

export type CouponGift =
  | { readonly kind: 'percent'; readonly ratePpb: SharePpb }
  /** Off each unit, at most its price. */
  | { readonly kind: 'fixed_product'; readonly perUnitMinor: AmountMinor }
  /** Off the order. */
  | { readonly kind: 'fixed_cart'; readonly amountMinor: AmountMinor };

/** What a customer hands in: WooCommerce's three kinds, with its limits. */
export interface Coupon {
  readonly code: string;
  readonly gift: CouponGift;
  /** Only the first so many units, dearest first; ties to the lowest position. */
  readonly limitUnits?: number;
  /** Percent and per-unit coupons pass sale items by; one off the order is refused where one is present. */
  readonly excludesSaleItems: boolean;
  readonly target?: LineSelector;
  readonly when?: PromotionCondition;
  readonly usesMax?: number;
  readonly usesSoFar: number;
  readonly validity?: Validity;
}

/** `parallel`: each coupon counts on the original prices; `sequential`: on what the ones before left. */
export type CouponStacking = 'parallel' | 'sequential';

/** A dozen on one order is fraud or a mistake; pricing stays instant. */
export const COUPONS_MAX = 100;
