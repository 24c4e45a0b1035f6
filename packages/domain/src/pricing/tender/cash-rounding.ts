import { type AmountMinor, amountMinor, type RoundingMode, roundQuotient } from '@beaveros/kit';

export const CASH_ROUNDING_SCOPES = ['cash_only', 'all_methods'] as const;
/** `cash_only`: what is left for cash after the other tenders is rounded. `all_methods`: the total is, whoever pays. */
export type CashRoundingScope = (typeof CASH_ROUNDING_SCOPES)[number];

/**
 * How a total becomes payable in coins that exist; captured in the order. The method works on the magnitude, so a refund
 * gives back what its sale took.
 */
export interface CashRounding {
  /** The smallest coin, in minor units; more than zero. */
  readonly stepMinor: AmountMinor;
  readonly method: RoundingMode;
  readonly scope: CashRoundingScope;
}

export function roundToStep(
  amount: AmountMinor,
  { stepMinor, method }: Pick<CashRounding, 'stepMinor' | 'method'>,
): AmountMinor {
  const step = BigInt(stepMinor);
  return amountMinor(Number(roundQuotient(BigInt(amount), step, method) * step));
}
