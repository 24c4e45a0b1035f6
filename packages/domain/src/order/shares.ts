import { type AmountMinor, amountMinor, assert } from '@beaveros/kit';
import { apportion } from '../pricing/apportion.ts';

/** A bill is shared by people. */
export const SHARES_MAX = 1_000;

/**
 * A total in `n` equal shares that add up to it exactly: the first ones are a minor unit larger where it does not divide.
 * Each share is then a partial payment; the order stays one.
 */
export function shares(total: AmountMinor, n: number): readonly AmountMinor[] {
  assert(Number.isInteger(n) && n >= 1 && n <= SHARES_MAX, `shares out of range: ${n}`);
  const weights = Array.from({ length: n }, (_, position) => ({ position, weight: 1n }));
  return apportion(BigInt(total), weights).map((share) => amountMinor(Number(share)));
}
