import { roundQuotient } from '@beaveros/kit';
import type { Exact } from './exact.ts';

/**
 * The same number with the smallest denominator. Not for every amount: for what every line pays for later (solved taxes), and
 * where nothing is ever rounded, so that the shares of one promotion are the base of the next and digits would multiply.
 */
export function lowestTerms({ n, d }: Exact): Exact {
  if (d === 1n) return { n, d };
  const divisor = commonDivisor(n < 0n ? -n : n, d);
  if (divisor === 1n) return { n, d };
  return { n: roundQuotient(n, divisor, 'DOWN'), d: roundQuotient(d, divisor, 'DOWN') };
}

/** Euclid's; every second step at least halves the larger, so it ends within twice its bits. `b` is not zero. */
export function commonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
