import { assert } from '@beaveros/kit';
import { apportion } from '../apportion.ts';
import {
  compared,
  type Exact,
  exact,
  minus,
  NOTHING,
  over,
  plus,
  rounded,
  summed,
  times,
  WHOLE,
} from '../exact.ts';
import type { PricingPolicies } from '../policies.ts';
import { lowestTerms } from '../lowest-terms.ts';
import { isWholeOfFractions, type Slice, type Terms } from './slices.ts';

/** A share of a split: by weight, ties to the lowest position. */
export interface Claim {
  readonly position: number;
  readonly weight: Exact;
}

/** Splits an amount to whole steps, or exactly where nothing is rounded; the parts add up to it. */
export function spread(amount: Exact, claims: readonly Claim[], { policies }: Terms): readonly Exact[] {
  if (policies.rounding === 'none') return spreadExactly(amount, claims, policies.allocateMode);
  const step = BigInt(policies.stepMinor);
  const steps = rounded({ n: amount.n, d: amount.d * step });
  if (claims.length === 1) return [exact(steps * step)];
  const weights = commonNumerators(claims.map(({ weight }) => weight));
  const parts = apportion(
    steps,
    claims.map(({ position }, at) => ({ position, weight: weights[at]! })),
    { mode: policies.allocateMode, remainder: policies.remainder },
  );
  return parts.map((part) => exact(part * step));
}

/** The same, and what is less than a step goes to the greatest weight, ties to the lowest position: nothing is lost. */
function spreadWithRest(amount: Exact, claims: readonly Claim[], terms: Terms): readonly Exact[] {
  if (terms.policies.rounding === 'none') return spread(amount, claims, terms);
  const whole = exact(rounded(amount, 'DOWN', BigInt(terms.policies.stepMinor)));
  const parts = spread(whole, claims, terms);
  const rest = minus(amount, whole);
  if (rest.n === 0n) return parts;
  const greatest = greatestOf(claims);
  return parts.map((part, at) => (at === greatest ? plus(part, rest) : part));
}

function greatestOf(claims: readonly Claim[]): number {
  return claims.reduce((greatest, { weight, position }, at) => {
    const against = claims[greatest]!;
    const order = compared(weight, against.weight);
    return order > 0 || (order === 0 && position < against.position) ? at : greatest;
  }, 0);
}

function spreadExactly(
  amount: Exact,
  claims: readonly Claim[],
  mode: PricingPolicies['allocateMode'],
): readonly Exact[] {
  const shares = claims.map(({ weight }) => (mode === 'equal' && weight.n !== 0n ? WHOLE : weight));
  const whole = summed(shares);
  if (whole.n === 0n) return claims.map(() => times(amount, exact(1n, BigInt(claims.length))));
  return shares.map((share) => lowestTerms(times(amount, over(share, whole))));
}

/** The same numbers over one denominator. Lines of an order nearly always share theirs. */
function commonNumerators(values: readonly Exact[]): readonly bigint[] {
  const denominator = values[0]?.d ?? 1n;
  if (values.every(({ d }) => d === denominator)) return values.map(({ n }) => n);
  let common = 1n;
  for (const { d } of values) if (common % d !== 0n) common *= d;
  return values.map(({ n, d }) => n * quotient(common, d));
}

function quotient(multiple: bigint, of: bigint): bigint {
  const found = rounded({ n: multiple, d: of }, 'DOWN');
  assert(found * of === multiple, 'a common denominator is a multiple of each');
  return found;
}

/**
 * Cuts what does not fit into a slice's room and moves it to the others by weight, as often as some overflow. `floored`:
 * only what a lowest price keeps back moves, what is simply used up is lost. Nothing is moved where nothing is left.
 */
export function fitted(
  slices: readonly Slice[],
  wanted: readonly Exact[],
  moving: 'all' | 'floored',
  terms: Terms,
): readonly Exact[] {
  const amounts = [...wanted];
  // Each round closes a slice at least, so there are no more rounds than slices.
  for (let round = 0; round <= slices.length; round += 1) {
    let excess = NOTHING;
    slices.forEach(({ room, line }, at) => {
      const amount = amounts[at]!;
      if (room.n < 0n) {
        if (compared(amount, room) < 0) amounts[at] = room;
        return;
      }
      if (compared(amount, room) <= 0) return;
      amounts[at] = room;
      if (moving === 'all' || line.line.minPriceMicro !== undefined)
        excess = plus(excess, minus(amount, room));
    });
    if (excess.n === 0n) return amounts;
    const open = slices.flatMap(({ room }, at) =>
      compared(amounts[at]!, room) < 0 && room.n > 0n ? [at] : [],
    );
    if (open.length === 0) return amounts;
    const claims = open.map((at) => ({ position: claimPosition(slices[at]!), weight: slices[at]!.base }));
    const more = spreadWithRest(excess, claims, terms);
    open.forEach((at, i) => {
      amounts[at] = plus(amounts[at]!, more[i]!);
    });
  }
  return amounts;
}

/** Two slices of one line differ by their place: given units stand behind fresh ones. */
export function claimPosition({ line, units }: Slice): number {
  return line.position * 2 + (units.kind === 'given' ? 1 : 0);
}

/** The most that these slices can give together; where lines are not whole, no more than the nearest step. */
export function roomOfAll(slices: readonly Slice[], terms: Terms): Exact {
  const rooms = summed(slices.map(({ room }) => room));
  if (!isWholeOfFractions(terms)) return rooms;
  // Down at the half: what is left of the order then rounds to nothing, not to less.
  const left = rounded(
    summed(slices.map((each) => each.left)),
    'HALF_DOWN',
    BigInt(terms.policies.stepMinor),
  );
  return compared(rooms, exact(left)) < 0 ? rooms : exact(left);
}
