import { roundQuotient } from '@beaveros/kit';
import type { Exact } from '../exact.ts';

/**
 * Whole numbers beside the exact amounts, of either sign, that add up to `whole`: each is cut downwards, then units go to
 * the largest fractions, ties to the first. Whole amounts that add up already stay as they are.
 */
export function wholeParts(whole: bigint, amounts: readonly Exact[]): readonly bigint[] {
  const parts = amounts.map(({ n, d }) => floor(n, d));
  let left = whole - parts.reduce((all, part) => all + part, 0n);
  if (left === 0n || parts.length === 0) return parts;
  const rests = amounts.map(({ n, d }, at) => ({ at, n: n - parts[at]! * d, d }));
  rests.sort((a, b) => (a.n * b.d === b.n * a.d ? a.at - b.at : a.n * b.d > b.n * a.d ? -1 : 1));
  const step = left > 0n ? 1n : -1n;
  const queue = left > 0n ? rests : rests.reverse();
  // Sums that were rounded in steps may lie several units away: everybody gives alike, the first in the queue the rest.
  const each = roundQuotient(left, BigInt(parts.length), 'DOWN');
  for (const { at } of queue) {
    parts[at]! += each;
    left -= each;
  }
  for (const { at } of queue) {
    if (left === 0n) break;
    parts[at]! += step;
    left -= step;
  }
  return parts;
}

function floor(n: bigint, d: bigint): bigint {
  const down = roundQuotient(n, d, 'DOWN');
  return down * d > n ? down - 1n : down;
}
