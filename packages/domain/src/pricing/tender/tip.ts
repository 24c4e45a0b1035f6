import { type AmountMinor, amountMinor, ok, type Result, refuse, roundQuotient } from '@beaveros/kit';
import type { PricingRefusal, SharePpb } from '../model.ts';
import { isSayableAmount } from '../sayable.ts';

/** A tip is the guest's money for the staff: taken with a payment, never part of the total, its net or its taxes. */
export interface TipSuggestion {
  readonly sharePpb: SharePpb;
  readonly tip: AmountMinor;
}

export interface TipRules {
  /** Up to 10 (1,000 %). */
  readonly sharesPpb: readonly SharePpb[];
  /** `net`: on the bill without its taxes, as custom has it in the US; `gross`: on what the guest sees. */
  readonly basis: 'net' | 'gross';
  /** Tips are multiples of it, half up. */
  readonly stepMinor: AmountMinor;
}

const SHARE_MAX_PPB = 10_000_000_000;

/** The tips to offer for a bill, in the order of the shares; none on a refund. */
export function suggestTips(
  { net, gross }: { readonly net: AmountMinor; readonly gross: AmountMinor },
  { sharesPpb, basis, stepMinor }: TipRules,
): Result<readonly TipSuggestion[], PricingRefusal> {
  if (!(isSayableAmount(stepMinor) && stepMinor > 0))
    return refuse({ code: 'pricing/not-a-step', field: 'step' });
  const base = basis === 'net' ? net : gross;
  if (!isSayableAmount(base)) return refuse({ code: 'pricing/beyond-limits', field: basis });
  const suggestions: TipSuggestion[] = [];
  for (const [at, sharePpb] of sharesPpb.entries()) {
    if (!(Number.isSafeInteger(sharePpb) && sharePpb >= 0 && sharePpb <= SHARE_MAX_PPB))
      return refuse({ code: 'pricing/beyond-limits', field: `shares.${at}` });
    const step = BigInt(stepMinor);
    const steps = roundQuotient(BigInt(base) * BigInt(sharePpb), 1_000_000_000n * step, 'HALF_UP');
    const tip = Number(steps * step);
    if (!isSayableAmount(tip)) return refuse({ code: 'pricing/beyond-limits', field: `shares.${at}` });
    suggestions.push({ sharePpb, tip: amountMinor(base <= 0 ? 0 : tip) });
  }
  return ok(suggestions);
}
