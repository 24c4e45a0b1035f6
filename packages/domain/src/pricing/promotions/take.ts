import { compared, type Exact, minus, NOTHING, plus, summed, times } from '../exact.ts';
import { lowestTerms } from '../lowest-terms.ts';
import { isWholeOfFractions, type Slice, type Terms } from './slices.ts';
import { inWholeSteps } from '../whole-steps.ts';
import { claimPosition, fitted, roomOfAll, spread } from './spread.ts';

/** What a rule takes of a slice. */
export interface Part {
  readonly slice: Slice;
  readonly amount: Exact;
  /** The same before it became whole, where nothing cut it: taxes give their share of this. */
  readonly claim: Exact;
}

export interface Taken {
  readonly parts: readonly Part[];
  /** A capped percentage is an amount shared out over lines; everything else shows by tax group. */
  readonly shown: 'by_group' | 'by_line';
}

/** Off each slice; rounded per line, under `split_back` per tax group. Never more than the cap in all. */
export function takePercent(slices: readonly Slice[], share: Exact, cap: Exact | null, terms: Terms): Taken {
  const claims = slices.map(({ base }) => times(base, share));
  return settled(slices, claims, cap, terms);
}

/** Makes claims whole, keeps them within the cap and within what each slice can give. */
export function settled(
  slices: readonly Slice[],
  claims: readonly Exact[],
  cap: Exact | null,
  terms: Terms,
): Taken {
  const amounts = madeWhole(slices, claims, terms);
  if (cap !== null && compared(summed(amounts), cap) >= 0) return takeCap(slices, cap, terms);
  const fitting = fitted(slices, amounts, 'floored', terms);
  if (isWholeOfFractions(terms) && slices.every(({ room }) => room.n >= 0n)) {
    const most = roomOfAll(slices, terms);
    if (compared(summed(fitting), most) > 0) return takeAmount(slices, most, terms);
  }
  const parts = slices.map((slice, at) => {
    const amount = fitting[at]!;
    return { slice, amount, claim: amount === amounts[at] ? claims[at]! : amount };
  });
  return { parts, shown: 'by_group' };
}

function takeCap(slices: readonly Slice[], cap: Exact, terms: Terms): Taken {
  const { parts } = takeAmount(slices, cap, terms);
  return { parts, shown: 'by_line' };
}

/** In all, shared out by weight over what can still give; all of it, as far as there is room. */
export function takeAmount(slices: readonly Slice[], amount: Exact, terms: Terms): Taken {
  const open = slices.filter(({ room }) => room.n > 0n);
  const most = roomOfAll(open, terms);
  const total = compared(amount, most) < 0 ? amount : most;
  if (open.length === 0 || total.n <= 0n) return { parts: [], shown: 'by_group' };
  const claims = open.map((slice) => ({
    position: claimPosition(slice),
    weight: weightOf(slice, terms),
  }));
  const fitting = fitted(open, spread(total, claims, terms), 'all', terms);
  const parts = open.map((slice, at) => ({ slice, amount: fitting[at]!, claim: fitting[at]! }));
  return { parts, shown: 'by_group' };
}

/** Each full set of these units for one price: what they cost beyond it is off. */
export function takeSetPrice(slices: readonly Slice[], price: Exact, terms: Terms): Taken {
  const over = minus(summed(slices.map(({ base }) => base)), price);
  if (over.n <= 0n) return { parts: [], shown: 'by_group' };
  return takeAmount(slices, wholeDiscount(over, terms), terms);
}

/** An amount under `split_back` is a share of the tax-inclusive total, so its weights are tax-inclusive. */
function weightOf({ base, line, units }: Slice, { policy, policies, ...terms }: Terms): Exact {
  if (policy === 'split_back' || policies.apportionBase === 'price') return base;
  if (units.quantityMicro !== BigInt(line.line.quantityMicro)) return base;
  return line[terms.base].gross;
}

function madeWhole(slices: readonly Slice[], claims: readonly Exact[], terms: Terms): readonly Exact[] {
  if (terms.policies.rounding === 'none') return claims.map(lowestTerms);
  if (terms.policy !== 'split_back') return claims.map((claim) => wholeDiscount(claim, terms));
  const amounts = claims.map(() => NOTHING);
  for (const places of groupsOf(slices.map(({ line }) => line.taxKey))) {
    const claim = summed(places.map((at) => claims[at]!));
    const shares = places.map((at) => ({ position: claimPosition(slices[at]!), weight: claims[at]! }));
    const parts = spread(wholeDiscount(claim, terms), shares, {
      ...terms,
      policies: { ...terms.policies, allocateMode: 'by_weight', remainder: 'largest' },
    });
    places.forEach((at, i) => {
      amounts[at] = parts[i]!;
    });
  }
  return amounts;
}

function wholeDiscount(amount: Exact, { policies }: Terms): Exact {
  return inWholeSteps(amount, policies, policies.discountMode);
}

/** The places of equal keys, in order of first appearance. */
export function groupsOf(keys: readonly string[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  keys.forEach((key, at) => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [at]);
    else group.push(at);
  });
  return [...groups.values()];
}

/** What all parts take together. */
export function takenOf(parts: readonly Part[]): Exact {
  let all = NOTHING;
  for (const { amount } of parts) all = plus(all, amount);
  return all;
}
