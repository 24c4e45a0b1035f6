import { assert, unreachable } from './assert.ts';

/**
 * What becomes of a fraction. On the magnitude, so that a return mirrors its sale: UP is away from zero, DOWN towards
 * it; HALF_* differ at exactly one half. HALF_UP is the trade's rule and everybody's default.
 */
export const ROUNDING_MODES = ['HALF_UP', 'HALF_DOWN', 'HALF_EVEN', 'UP', 'DOWN'] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** The quotient as an integer; the divisor is positive. */
export function roundQuotient(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint {
  assert(divisor > 0n, 'the divisor is positive');
  const magnitude = dividend < 0n ? -dividend : dividend;
  const whole = magnitude / divisor;
  const rest = magnitude - whole * divisor;
  const rounded = rest > 0n && goesUp({ whole, twice: rest * 2n, divisor }, mode) ? whole + 1n : whole;
  return dividend < 0n ? -rounded : rounded;
}

function goesUp(
  { whole, twice, divisor }: { readonly whole: bigint; readonly twice: bigint; readonly divisor: bigint },
  mode: RoundingMode,
): boolean {
  switch (mode) {
    case 'HALF_UP':
      return twice >= divisor;
    case 'HALF_DOWN':
      return twice > divisor;
    case 'HALF_EVEN':
      return twice > divisor || (twice === divisor && whole % 2n === 1n);
    case 'UP':
      return true;
    case 'DOWN':
      return false;
    default:
      return unreachable(mode);
  }
}
