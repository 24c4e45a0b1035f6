import type { AmountMinor, QuantityMicro, UnitPriceMicro } from '@beaveros/kit';
import type { SharePpb } from '../model.ts';
import type { Validity } from './validity.ts';

// What a shop can promise. Rules are captured in the order by value, so that a till prices it the same for ever.

/** Which lines: those that all given marks fit. Without any mark: every line. */
export interface LineSelector {
  readonly positions?: readonly number[];
  readonly skus?: readonly string[];
  readonly categories?: readonly string[];
  /** Of one unit with its options, both ends included. */
  readonly unitPriceMicro?: { readonly min?: UnitPriceMicro; readonly max?: UnitPriceMicro };
}

/** What a promotion takes from: the selected lines, or only their cheapest units. */
export interface PromotionTarget extends LineSelector {
  /** So many units of the lowest unit price; ties go to the lowest position. */
  readonly cheapestUnits?: number;
}

export interface PromotionCondition {
  /** Units among `of`. */
  readonly quantityMinMicro?: QuantityMicro;
  /** Shelf prices among `of`, as far as the promotion's base: what earlier promotions left, or the original. */
  readonly subtotalMinMinor?: AmountMinor;
  /** Absent: all lines of the order. */
  readonly of?: LineSelector;
  /** All of these lines are in the order and sell something. */
  readonly positionsPresent?: readonly number[];
}

export type PromotionGift =
  | { readonly kind: 'percent'; readonly ratePpb: SharePpb }
  | { readonly kind: 'amount'; readonly amountMinor: AmountMinor }
  /** The cheapest units of the target cost nothing: `count`, or so many for each full `everyUnits` (3 for 2: 1 of 3). */
  | { readonly kind: 'free_units'; readonly count: number; readonly everyUnits?: number }
  /** Each full set of the target's dearest units costs so much together. */
  | { readonly kind: 'set_price'; readonly setUnits: number; readonly priceMinor: AmountMinor }
  /** Further units at zero beside those bought: `count` for each full `everyUnits` of the target. */
  | { readonly kind: 'added_units'; readonly count: number; readonly everyUnits: number };

export interface Promotion {
  readonly id: string;
  readonly gift: PromotionGift;
  readonly target: PromotionTarget;
  readonly when: PromotionCondition;
  /** It takes no more than this from the whole order. */
  readonly capMinor?: AmountMinor;
  /** What a percentage counts on: what the promotions before left, or the price before all of them. */
  readonly base: 'running' | 'original';
  /** Given so many times in this order. */
  readonly times: number;
  /** Over all orders; absent: no limit. Each time counts. */
  readonly usesMax?: number;
  readonly usesSoFar: number;
  /** High first; equal ones in their list's order. */
  readonly priority: number;
  /** Alone on the order: the exclusive one of the highest priority, then the one that gives most. */
  readonly isExclusive: boolean;
  readonly validity?: Validity;
}

/** What holds where a shop chose nothing. */
export const DEFAULT_PROMOTION = {
  target: {},
  when: {},
  base: 'running',
  times: 1,
  usesSoFar: 0,
  priority: 0,
  isExclusive: false,
} as const satisfies Partial<Promotion>;

/** A till shows a dozen; beyond this a rule set is a mistake, and pricing would no longer be instant. */
export const PROMOTIONS_MAX = 200;
/** No cashier gives one promotion more often in one order. */
export const TIMES_MAX = 100;
