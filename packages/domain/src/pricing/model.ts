import type { AmountMinor, Currency, QuantityMicro, Refusal, Result, UnitPriceMicro } from '@beaveros/kit';
import type { Exact } from './exact.ts';
import type { DiscountPolicy, PricingPolicies } from './policies.ts';

// The words of pricing: what goes in (an order to price), what runs through the stages, what comes out.

/** A share in 10^-9: 160_000_000 is 16 %. Finer than a tax rate's ppm, for percentages with up to seven digits. */
export type SharePpb = number;

export type TaxAmount =
  /** A share of its base. */
  | { readonly kind: 'percent'; readonly ratePpb: SharePpb }
  /** A share of the amount that holds the tax: of the price if included, of base / (1 - such rates) if excluded. */
  | { readonly kind: 'division'; readonly ratePpb: SharePpb }
  /** So much for each unit, whatever it costs: a deposit, an eco-tax. Never discounted. */
  | { readonly kind: 'fixed'; readonly perUnitMicro: UnitPriceMicro };

/** One tax of a line. The taxes of a line are an ordered list: later ones may be taken on earlier ones. */
export interface TaxRule {
  readonly tax: string;
  readonly mode: 'included' | 'excluded';
  readonly amount: TaxAmount;
  /** It joins the base of the later taxes that take such a base. */
  readonly joinsLaterBases: boolean;
  /** Its base holds the earlier taxes that join it. */
  readonly takesJoinedBases: boolean;
  /** Its base holds all earlier taxes, whatever they say. */
  readonly isCompound: boolean;
  /** Posted twice, as +t and -t: the buyer owes it, nobody pays it here. */
  readonly isReverseCharge: boolean;
}

/** Off one line; a list applies in turn, each on what the one before left. */
export type LineDiscount =
  | { readonly kind: 'amount'; readonly amountMinor: AmountMinor }
  | { readonly kind: 'per_unit'; readonly perUnitMicro: UnitPriceMicro }
  | { readonly kind: 'percent'; readonly ratePpb: SharePpb };

export interface PriceableLine {
  /** The place of the line in its order, unique. All ties go to the lowest; the order of the array means nothing. */
  readonly position: number;
  readonly unitPriceMicro: UnitPriceMicro;
  readonly quantityMicro: QuantityMicro;
  /** Price effect of each chosen option on one unit. */
  readonly modifierPricesMicro: readonly UnitPriceMicro[];
  readonly taxes: readonly TaxRule[];
  readonly discounts: readonly LineDiscount[];
  /** No order discount or promotion takes a unit below it; what does not fit moves to the other lines. */
  readonly minPriceMicro?: UnitPriceMicro;
  readonly sku?: string;
  readonly categories?: readonly string[];
  readonly isOnSale?: boolean;
  /** Worth what it costs (a gift card): in no promotion, coupon, reward, order discount or percentage charge. */
  readonly isFaceValue?: boolean;
  readonly isVoided?: boolean;
}

/** Off the order; a list applies in turn. `fixed_price`: whatever is left of the prices above it. */
export type OrderDiscount = (
  | { readonly kind: 'amount'; readonly amountMinor: AmountMinor }
  | { readonly kind: 'percent'; readonly ratePpb: SharePpb }
  | { readonly kind: 'fixed_price'; readonly priceMinor: AmountMinor }
) & {
  /** Else the policies' `discountPolicy`. */
  readonly policy?: DiscountPolicy;
};

/**
 * A line that the house adds after all discounts: a surcharge, packaging, delivery, a service charge. `percent` is taken
 * of the prices before (`gross`) or after (`net`) promotions and order discounts and is never below zero.
 */
export interface Charge {
  readonly position: number;
  readonly amount:
    | { readonly kind: 'fixed'; readonly amountMinor: AmountMinor }
    | { readonly kind: 'percent'; readonly ratePpb: SharePpb; readonly basis: 'net' | 'gross' };
  /** Off the charge itself. */
  readonly discounts: readonly LineDiscount[];
  readonly taxes: readonly TaxRule[];
}

export interface OrderToPrice {
  /** Up to 12 digits. */
  readonly currency: Currency;
  readonly lines: readonly PriceableLine[];
  readonly policies: PricingPolicies;
  /** Promotions, coupons, rewards: run in this order between line discounts and order discounts. */
  readonly stages?: readonly PricingStage[];
  readonly orderDiscounts?: readonly OrderDiscount[];
  readonly charges?: readonly Charge[];
}

// What runs through the stages. All amounts are exact, in minor units; whole ones unless the policy rounds later.

/** `net + sum of taxes = gross`. `taxes` has one amount for each rule of the line, a reverse charge once. */
export interface Amounts {
  /** As the shelf shows it: net and the included taxes. */
  readonly price: Exact;
  readonly net: Exact;
  readonly taxes: readonly Exact[];
  readonly gross: Exact;
}

/** A line as priced so far. */
export interface StageLine {
  readonly position: number;
  readonly line: PriceableLine;
  /** Lines with equal keys have the same taxes: a tax group. */
  readonly taxKey: string;
  /** As the shelf shows it, before any discount. */
  readonly listed: Amounts;
  /** After line discounts, before any stage. */
  readonly original: Amounts;
  readonly running: Amounts;
  /** What line discounts took, one by one, then adjustments; each in the terms of its policy. */
  readonly taken: readonly Exact[];
  /** What `running.ts` needs to tax it anew. */
  readonly state: LineState;
}

export interface LineState {
  readonly taxes: SolvedTaxes;
  /** As taxed last, before what `split` adjustments took since the beginning. */
  readonly taxed: Amounts;
  readonly split: Amounts | null;
}

/** The taxes of one tax group, solved (solve-taxes.ts). */
export interface SolvedTaxes {
  /** Equal for equal lists of rules. */
  readonly key: string;
  readonly rules: readonly TaxRule[];
  readonly fromPrice: TaxSolution;
  readonly fromNet: TaxSolution;
}
/** Amounts in minor units: `(of x known + perMicro x quantityMicro) / d`, known being the price or the net. */
export interface TaxSolution {
  readonly d: bigint;
  /** The net from a price; the price from a net. */
  readonly other: LinearAmount;
  readonly taxes: readonly LinearAmount[];
}
export interface LinearAmount {
  readonly of: bigint;
  readonly perMicro: bigint;
}

/** What a stage takes off one line; positive is a discount. `running.ts` applies it and taxes the line anew. */
export type Adjustment =
  /** recompute: off the price as the shelf shows it. */
  | { readonly kind: 'price'; readonly position: number; readonly amount: Exact }
  /** net_then_tax: off the net. */
  | { readonly kind: 'net'; readonly position: number; readonly amount: Exact }
  /** split_back: off net and taxes, as given; `gross` is their sum. */
  | {
      readonly kind: 'split';
      readonly position: number;
      readonly net: Exact;
      readonly taxes: readonly Exact[];
      readonly gross: Exact;
    };

export interface StageContext {
  readonly lines: readonly StageLine[];
  readonly policies: PricingPolicies;
  readonly currency: Currency;
  /** The lines after adjustments, to run several rules in turn: `lines` as given, or as an earlier call returned them. */
  readonly apply: (lines: readonly StageLine[], adjustments: readonly Adjustment[]) => readonly StageLine[];
}

/** One promotion, coupon or reward as it came out. */
export interface StageOutcome {
  /** What was applied, in words of the stage: a promotion's id. */
  readonly rule: string;
  readonly adjustments: readonly Adjustment[];
  /** What it took, by tax group in order of lowest position. */
  readonly groups: readonly DiscountGroup[];
}

export interface PricingStage {
  readonly name: string;
  /** Pure. It applies its adjustments itself, by the context's `apply`. */
  readonly run: (context: StageContext) => Result<StageResult, PricingRefusal>;
}
export interface StageResult {
  /** As given, with all adjustments of the outcomes applied. */
  readonly lines: readonly StageLine[];
  readonly outcomes: readonly StageOutcome[];
  readonly steps: readonly Step[];
}

/** What a discount took from the lines of one tax group. `amount` is in the terms of its policy: price, gross or net. */
export interface DiscountGroup {
  readonly taxKey: string;
  readonly positions: readonly number[];
  readonly amount: Exact;
}

// What comes out.

/** One posting of a tax: a reverse charge has two, +t and -t. */
export interface PostedTax {
  readonly tax: string;
  /** Place of its rule in the line's list. */
  readonly at: number;
  readonly mode: 'included' | 'excluded';
  readonly amount: Exact;
}

/** `net + sum of taxes = gross`. Under `per_order` and `none` the parts of a line are exact, not whole. */
export interface DerivedLine {
  readonly position: number;
  readonly kind: 'line' | 'charge';
  /** What was priced; a charge as a line of one unit without a price. */
  readonly source: PriceableLine;
  readonly rules: readonly TaxRule[];
  /** Before any discount, and after line discounts only. */
  readonly listed: Amounts;
  readonly original: Amounts;
  /** As the shelf shows it, after all discounts. */
  readonly price: Exact;
  readonly net: Exact;
  readonly taxes: readonly PostedTax[];
  readonly gross: Exact;
  /** What came off, one by one: line discounts, then stages and order discounts. In the terms of each one's policy. */
  readonly taken: readonly Exact[];
}

/** One tax of the order: the same place, rate, mode and kind. */
export interface DerivedTax {
  readonly key: string;
  readonly rule: TaxRule;
  readonly amount: Exact;
  readonly unrounded: Exact;
}

/** One step of the way from prices to totals, as data: what came in, which policy decided, what came out. */
export interface Step {
  readonly kind: string;
  readonly position?: number;
  readonly inputs: Readonly<Record<string, Exact | number | string | readonly Exact[]>>;
  readonly policy: Readonly<Record<string, string | number>>;
  readonly result: Readonly<Record<string, Exact | string | readonly Exact[]>>;
}

/** `net + tax = total`, exactly. Lines and charges by position. */
export interface Derivation {
  readonly currency: Currency;
  readonly policies: PricingPolicies;
  readonly lines: readonly DerivedLine[];
  readonly taxes: readonly DerivedTax[];
  readonly outcomes: readonly StageOutcome[];
  readonly orderDiscounts: readonly StageOutcome[];
  readonly net: Exact;
  /** As they were asked for; their lines are among {@link lines}. */
  readonly charges: readonly Charge[];
  /** Sum of {@link taxes}: the included ones and those added to the price. */
  readonly tax: Exact;
  readonly taxIncluded: Exact;
  readonly taxExcluded: Exact;
  readonly total: Exact;
  readonly unrounded: { readonly net: Exact; readonly tax: Exact; readonly total: Exact };
  /** What stages said of their way; `explain` joins them with all the others. */
  readonly stageSteps: readonly Step[];
}

/** Input that has no price: `field` says where it stands. */
export interface PricingRefusal extends Refusal<`pricing/${string}`> {
  readonly field: string;
  readonly position?: number;
}
