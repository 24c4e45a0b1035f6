import { type AmountMinor, amountMinor, ok, type Result, refuse, roundQuotient } from '@beaveros/kit';
import type { PricingRefusal, SharePpb } from './model.ts';
import { isSayableAmount } from './sayable.ts';

/** What stands still when another tax applies to what was already priced: dine-in becomes take-away. */
export type KeptPart = 'net' | 'gross';

/** `total - taxAfter` is the net after the change. */
export interface ChangedTax {
  readonly total: AmountMinor;
  readonly taxBefore: AmountMinor;
  readonly taxAfter: AmountMinor;
}

const PPB = 1_000_000_000n;
const RATE_MAX_PPB = 10_000_000_000;

/**
 * Replaces the one included tax of an amount. `gross`: the guest pays the same and the house's net changes; `net`: the
 * net of the document stays to the cent and the guest pays the new tax on it. Taxes are rounded half up.
 */
export function changeIncludedTax(
  total: AmountMinor,
  { fromPpb, toPpb }: { readonly fromPpb: SharePpb; readonly toPpb: SharePpb },
  keep: KeptPart,
): Result<ChangedTax, PricingRefusal> {
  if (!isSayableAmount(total)) return refuse({ code: 'pricing/beyond-limits', field: 'total' });
  if (!isRate(fromPpb)) return refuse({ code: 'pricing/not-a-rate', field: 'from' });
  if (!isRate(toPpb)) return refuse({ code: 'pricing/not-a-rate', field: 'to' });
  const taxBefore = includedTax(BigInt(total), BigInt(fromPpb));
  if (keep === 'gross') {
    const taxAfter = includedTax(BigInt(total), BigInt(toPpb));
    return ok({ total, taxBefore: toAmount(taxBefore), taxAfter: toAmount(taxAfter) });
  }
  const net = BigInt(total) - taxBefore;
  const taxAfter = roundQuotient(net * BigInt(toPpb), PPB, 'HALF_UP');
  const changed = Number(net + taxAfter);
  if (!isSayableAmount(changed)) return refuse({ code: 'pricing/beyond-limits', field: 'total' });
  return ok({ total: amountMinor(changed), taxBefore: toAmount(taxBefore), taxAfter: toAmount(taxAfter) });
}

function includedTax(gross: bigint, ratePpb: bigint): bigint {
  return roundQuotient(gross * ratePpb, PPB + ratePpb, 'HALF_UP');
}

function isRate(ratePpb: number): boolean {
  return Number.isSafeInteger(ratePpb) && ratePpb >= 0 && ratePpb <= RATE_MAX_PPB;
}

function toAmount(value: bigint): AmountMinor {
  return amountMinor(Number(value));
}
