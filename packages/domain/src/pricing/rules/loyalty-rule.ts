import { type AmountMinor, type Currency } from '@beaveros/kit';
import * as z from 'zod';
import { zStorable } from '../../scalars.ts';
import { exact, rounded } from '../exact.ts';
import { pointsEarned } from '../promotions/loyalty.ts';
import { zRewardRule } from './promotion-rule.ts';
import { RULE_HEAD } from './rule-scalars.ts';

/** A programme: what a purchase earns and what points buy. Points are whole; what is left of one is not booked. */
export const zLoyaltyTerms = z.strictObject({
  /** What people call a point: `stars`. */
  unit: zStorable.min(1).max(32),
  /** Points in 10^-6 for each major unit paid; at most a thousand points. */
  pointsPerMajorMicro: z.int().min(0).max(1_000_000_000),
  rewards: z.array(zRewardRule).max(32),
});
export const zLoyaltyRule = z.strictObject({ ...RULE_HEAD, ...zLoyaltyTerms.shape });
export type LoyaltyRule = z.output<typeof zLoyaltyRule>;

/** Whole points for what was paid; a return takes as many back, cut the same way. */
export function pointsFor(
  total: AmountMinor,
  { pointsPerMajorMicro }: Pick<LoyaltyRule, 'pointsPerMajorMicro'>,
  currency: Currency,
): number {
  return Number(rounded(pointsEarned(exact(BigInt(total)), BigInt(pointsPerMajorMicro), currency), 'DOWN'));
}
