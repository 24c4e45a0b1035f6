import type { RoundingMode } from '@beaveros/kit';
import { type Exact, exact, rounded } from './exact.ts';
import type { PricingPolicies } from './policies.ts';

/** An amount as it can be paid: a multiple of the step, in minor units; as it is where nothing is rounded. */
export function inWholeSteps(
  amount: Exact,
  { rounding, stepMinor }: Pick<PricingPolicies, 'rounding' | 'stepMinor'>,
  mode: RoundingMode,
): Exact {
  return rounding === 'none' ? amount : exact(rounded(amount, mode, BigInt(stepMinor)));
}
