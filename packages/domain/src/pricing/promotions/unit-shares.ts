import { apportion } from '../apportion.ts';
import { type Exact, exact, rounded } from '../exact.ts';
import type { PricingPolicies } from '../policies.ts';

/** More single units than a line is ever shown by. */
const UNITS_MAX = 10_000n;

/**
 * What a discount on a line (whole steps) means for each of its units: equal shares, the first units one step more where
 * it does not divide (Sylius). Null where the line has no single units: half a kilo, a return, more than a screen shows.
 */
export function unitShares(
  amount: Exact,
  quantityMicro: bigint,
  { stepMinor }: Pick<PricingPolicies, 'stepMinor'>,
): readonly Exact[] | null {
  const units = rounded(exact(quantityMicro, 1_000_000n), 'DOWN');
  if (units <= 0n || units > UNITS_MAX || units * 1_000_000n !== quantityMicro) return null;
  const step = BigInt(stepMinor);
  const steps = rounded({ n: amount.n, d: amount.d * step });
  const weights = Array.from({ length: Number(units) }, (_, position) => ({ position, weight: 1n }));
  const parts = apportion(steps, weights, { mode: 'equal', remainder: 'first' });
  return parts.map((part) => exact(part * step));
}
