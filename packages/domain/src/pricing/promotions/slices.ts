import type { Currency } from '@beaveros/kit';
import { type Exact, exact, minus, NOTHING, over, rounded, times } from '../exact.ts';
import type { Amounts, PriceableLine, StageLine } from '../model.ts';
import type { DiscountPolicy, PricingPolicies } from '../policies.ts';
import { lowestTerms } from '../lowest-terms.ts';
import { unitPriceOf } from './select.ts';

/** On what terms a rule takes: what counts as a line's value, and how it becomes whole. */
export interface Terms {
  readonly policy: DiscountPolicy;
  readonly policies: PricingPolicies;
  readonly currency: Currency;
  readonly base: 'running' | 'original';
}

/** A line, or some of its units, that a rule takes from. */
export interface Slice {
  readonly line: StageLine;
  /** What the rule counts on. */
  readonly base: Exact;
  /** What there still is. */
  readonly left: Exact;
  /** The most that can be taken; below zero: of a return, which gives back as much as it was given. */
  readonly room: Exact;
  readonly units: { readonly kind: 'all' | 'fresh' | 'given'; readonly quantityMicro: bigint };
}

/**
 * A line's value in the terms of a policy: shelf price, tax-inclusive amount, or net. Fixed taxes (deposits) are not in
 * it: nobody discounts what is passed on.
 */
export function valueOf(amounts: Amounts, { taxes }: PriceableLine, policy: DiscountPolicy): Exact {
  if (policy === 'net_then_tax') return amounts.net;
  let value = policy === 'recompute' ? amounts.price : amounts.gross;
  for (let at = 0; at < taxes.length; at += 1) {
    const { amount, mode, isReverseCharge } = taxes[at]!;
    if (amount.kind !== 'fixed' || isReverseCharge) continue;
    if (policy === 'split_back' || mode === 'included') value = minus(value, amounts.taxes[at] ?? NOTHING);
  }
  return value;
}

/** A whole line. */
export function wholeLine(line: StageLine, terms: Terms): Slice {
  const left = short(valueOf(line.running, line.line, terms.policy), terms);
  const base =
    terms.base === 'running' ? left : short(valueOf(line.original, line.line, terms.policy), terms);
  // What is used up gives nothing, though it would count by its original price.
  const isUsedUp = base.n > 0n && left.n <= 0n;
  const room = isUsedUp ? NOTHING : roomOfLine(left, floorOf(line, left, terms), terms);
  return { line, base, left, room, units: { kind: 'all', quantityMicro: BigInt(line.line.quantityMicro) } };
}

/** With few digits, where nothing is rounded. */
export function short(value: Exact, { policies }: Terms): Exact {
  return policies.rounding === 'none' ? lowestTerms(value) : value;
}

/**
 * The dearest units of some lines, ties to the lowest position, as parts of their lines: each unit counts as its share
 * of the line. Room is the line's, since several rules may count on the same units.
 */
export function dearestUnits(
  lines: readonly StageLine[],
  unitsMicro: bigint,
  terms: Terms,
): readonly Slice[] {
  const slices: Slice[] = [];
  let wanted = unitsMicro;
  for (const line of byUnitPrice(lines, 'dearest')) {
    if (wanted <= 0n) break;
    const whole = wholeLine(line, terms);
    const of = whole.units.quantityMicro;
    const taken = of < wanted ? of : wanted;
    wanted -= taken;
    const base = taken === of ? whole.base : times(whole.base, exact(taken, of));
    slices.push({ ...whole, base, units: { kind: 'all', quantityMicro: taken } });
  }
  return slices;
}

/** What is for sale, by the price of one unit, then by position; what costs nothing has nothing to give. */
export function byUnitPrice(
  lines: readonly StageLine[],
  order: 'dearest' | 'cheapest',
): readonly StageLine[] {
  const sign = order === 'cheapest' ? 1 : -1;
  return lines
    .filter(({ line }) => line.quantityMicro > 0)
    .map((line) => ({ line, price: unitPriceOf(line.line) }))
    .filter(({ price }) => price > 0n)
    .toSorted((a, b) =>
      a.price === b.price ? a.line.position - b.line.position : a.price < b.price ? -sign : sign,
    )
    .map(({ line }) => line);
}

/** What must be left of a line, in the terms of the policy: its lowest unit price, or nothing. */
export function floorOf({ line, running }: StageLine, left: Exact, { currency }: Terms): Exact {
  if (line.minPriceMicro === undefined || line.quantityMicro <= 0 || running.price.n <= 0n) return NOTHING;
  const lowest = exact(
    BigInt(line.minPriceMicro) * BigInt(line.quantityMicro),
    10n ** BigInt(12 - currency.exponent),
  );
  return times(lowest, over(left, running.price));
}

/**
 * What can be taken of a line. As it is, whole or not: who takes all leaves nothing. In whole steps where a lowest price
 * stands, and up to whole steps where a tax group is taken whole from lines that are not (`split_back`, `per_order`).
 */
function roomOfLine(left: Exact, floor: Exact, terms: Terms): Exact {
  const free = minus(left, floor);
  if (left.n > 0n && free.n <= 0n) return NOTHING;
  if (floor.n === 0n && !isWholeOfFractions(terms)) return free;
  return left.n > 0n ? roomOfUnits(left, floor, terms) : free;
}

/** Discounts are whole although no line is: rounding comes out even over the order. */
export function isWholeOfFractions({ policy, policies }: Terms): boolean {
  return policy === 'split_back' && policies.rounding === 'per_order';
}

/** What can be taken of some units, in whole steps: their share of the line may be rounded up. */
export function roomOfUnits(left: Exact, floor: Exact, { policies }: Terms): Exact {
  const free = minus(left, floor);
  if (free.n <= 0n) return NOTHING;
  if (policies.rounding === 'none') return free;
  return exact(rounded(free, floor.n === 0n ? 'UP' : 'DOWN', BigInt(policies.stepMinor)));
}
