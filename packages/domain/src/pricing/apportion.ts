import { assert, roundQuotient } from '@beaveros/kit';
import type { AllocateMode, RemainderRule } from './policies.ts';

/** A share's claim. Its position, not its place in the array, decides ties: a shuffled order splits the same. */
export interface Weight {
  /** Unique among the weights. */
  readonly position: number;
  readonly weight: bigint;
}

/**
 * `equal`: every weight other than zero counts the same. Where the units go that do not divide: `largest`, one each to
 * the largest fractions, ties to the lowest position (Hamilton; Vendure). `first`: shares are cut, one unit more each
 * from the lowest position on (dinero, WooCommerce). `last`: shares are rounded half up, the highest position takes what
 * is left (Odoo's combos, Solidus).
 */
export interface ApportionRule {
  readonly mode: AllocateMode;
  readonly remainder: RemainderRule;
}

export const DEFAULT_APPORTIONING: ApportionRule = { mode: 'by_weight', remainder: 'largest' };

/**
 * Splits a whole number of units (minor units, or steps of a currency) by weights; the parts, in the order of `weights`,
 * add up to the amount exactly, and none is beyond it or of the other sign. A share of weight zero gets nothing, unless
 * all are zero: then all count the same. Where weights of both signs stand together (an exchange), those against the
 * sign of their sum get nothing: what comes back carries no part of a discount. Nothing splits into no parts.
 */
export function apportion(
  amount: bigint,
  weights: readonly Weight[],
  { mode, remainder }: ApportionRule = DEFAULT_APPORTIONING,
): readonly bigint[] {
  if (weights.length === 0) {
    assert(amount === 0n, 'an amount is apportioned to at least one share');
    return [];
  }
  const claims = claimsOf(weights, mode);
  const size = amount < 0n ? -amount : amount;
  const parts = remainder === 'last' ? leavingTheLast(size, claims) : cutAndTopped(size, claims, remainder);
  return amount < 0n ? parts.map((part) => -part) : parts;
}

interface Claims {
  readonly shares: readonly bigint[];
  readonly whole: bigint;
  /** Indices of the shares other than zero, by position. */
  readonly inOrder: readonly number[];
}

function claimsOf(weights: readonly Weight[], mode: AllocateMode): Claims {
  let sum = 0n;
  let areAllZero = true;
  for (const { weight } of weights) {
    sum += weight;
    if (weight !== 0n) areAllZero = false;
  }
  const shares = weights.map(({ weight }) => {
    if (areAllZero) return 1n;
    const claim = sum < 0n ? -weight : weight;
    if (claim <= 0n) return 0n;
    return mode === 'equal' ? 1n : claim;
  });
  let whole = 0n;
  const inOrder: number[] = [];
  shares.forEach((share, at) => {
    whole += share;
    if (share > 0n) inOrder.push(at);
  });
  inOrder.sort((a, b) => weights[a]!.position - weights[b]!.position);
  return { shares, whole, inOrder };
}

/** Fewer units are left over than there are shares, so one pass tops up. */
function cutAndTopped(size: bigint, { shares, whole, inOrder }: Claims, rule: 'largest' | 'first'): bigint[] {
  let left = size;
  const parts: bigint[] = [];
  const rests: bigint[] = [];
  for (const share of shares) {
    const claimed = size * share;
    const part = roundQuotient(claimed, whole, 'DOWN');
    parts.push(part);
    rests.push(claimed - part * whole);
    left -= part;
  }
  if (left === 0n) return parts;
  const queue = rule === 'first' ? inOrder : byRest(inOrder, rests);
  for (const at of queue) {
    if (left === 0n) break;
    parts[at]! += 1n;
    left -= 1n;
  }
  assert(left === 0n, 'the parts add up to the amount');
  return parts;
}

/** Sorting is stable: equal rests stay by position. */
function byRest(inOrder: readonly number[], rests: readonly bigint[]): readonly number[] {
  const restOf = (at: number) => rests[at] ?? 0n;
  return [...inOrder].sort((a, b) => (restOf(a) === restOf(b) ? 0 : restOf(a) > restOf(b) ? -1 : 1));
}

/** Halves rounded up can run ahead of the amount over many small shares: none takes more than what is left. */
function leavingTheLast(size: bigint, { shares, whole, inOrder }: Claims): bigint[] {
  const parts = shares.map(() => 0n);
  const last = inOrder.at(-1);
  assert(last !== undefined, 'some share is other than zero');
  let left = size;
  for (const at of inOrder) {
    const fair = roundQuotient(size * shares[at]!, whole, 'HALF_UP');
    const part = at === last || fair > left ? left : fair;
    parts[at] = part;
    left -= part;
  }
  return parts;
}
