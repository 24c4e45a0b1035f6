import { type AmountMinor, amountMinor } from '@beaveros/kit';
import * as z from 'zod';
import { AMOUNT_MAX } from '../../scalars.ts';
import type { Charge } from '../model.ts';
import { RULE_HEAD, zAmountGiven, zCapturedTax, zShare } from './rule-scalars.ts';
import { toTaxRule } from './tax-rule.ts';

/** `per_guest`: a cover charge; an order without guests pays none. `percent` and its basis: `Charge` in `model.ts`. */
export const zChargeAmount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), amountMinor: zAmountGiven }),
  z.strictObject({ kind: z.literal('per_guest'), amountMinor: zAmountGiven }),
  z.strictObject({ kind: z.literal('percent'), ratePpb: zShare, basis: z.enum(['net', 'gross']) }),
]);

/** A charge of the house as an order captures it, its taxes by value. */
export const zChargeRule = z.strictObject({
  ...RULE_HEAD,
  amount: zChargeAmount,
  /** Only for parties of at least so many; null: for everybody. */
  guestsMin: z.int().min(1).max(1_000).nullable(),
  taxes: z.array(zCapturedTax).max(16),
});
export type ChargeRule = z.output<typeof zChargeRule>;

/** As the engine takes it; null: this order does not owe it. */
export function toCharge(
  { amount, guestsMin, taxes }: ChargeRule,
  { position, guests }: { readonly position: number; readonly guests: number | null },
): Charge | null {
  if (guestsMin !== null && (guests ?? 0) < guestsMin) return null;
  if (amount.kind === 'per_guest' && (guests ?? 0) === 0) return null;
  return {
    position,
    amount:
      amount.kind === 'per_guest'
        ? { kind: 'fixed', amountMinor: timesGuests(amount.amountMinor, guests ?? 0) }
        : amount,
    discounts: [],
    taxes: taxes.map(toTaxRule),
  };
}

function timesGuests(each: AmountMinor, guests: number): AmountMinor {
  const all = BigInt(each) * BigInt(guests);
  return amountMinor(all > BigInt(AMOUNT_MAX) ? AMOUNT_MAX : Number(all));
}
