import { type AmountMinor, amountMinor, ok, type Result, refuse, ZERO } from '@beaveros/kit';
import { type CashRounding, roundToStep } from '../pricing/tender/cash-rounding.ts';
import type { PaymentRefusal } from './refusals.ts';

/** What the tenders before came to: what is left of the due, and what they moved, all of it and in cash. */
export interface SoFar {
  readonly left: AmountMinor;
  readonly cash: AmountMinor;
  readonly moved: AmountMinor;
}

/** `tendered - change = amount + tip + rounding`. */
export interface TenderAmounts {
  readonly amount: AmountMinor;
  readonly change: AmountMinor;
  readonly rounding: AmountMinor;
  readonly soFar: SoFar;
}

interface Given {
  readonly tendered: AmountMinor;
  readonly tip: AmountMinor;
  readonly isCash: boolean;
}

/**
 * What one tender comes to. Rounds as `settle` does when the whole bill is paid at once: cash alone, or the whole of it,
 * is rounded, and only when it covers what is payable; less stays owed.
 */
export function tenderAmounts(
  { tendered, tip, isCash }: Given,
  { left, cash, moved }: SoFar,
  rounding: CashRounding | null,
): Result<TenderAmounts, PaymentRefusal> {
  const given = amountMinor(tendered - tip);
  const payable = payableOf({ left, cash, moved }, isCash, rounding);
  const refusal = wrongTender({ given, tendered, tip, isCash }, left, payable);
  if (refusal !== null) return refuse(refusal);
  const covers = left < 0 ? given <= payable : given >= payable;
  const amount = covers ? left : given;
  const rounded = covers ? amountMinor(payable - left) : ZERO;
  const change = amountMinor(given - amount - rounded);
  const kept = amountMinor(amount + rounded);
  return ok({
    amount,
    change,
    rounding: rounded,
    soFar: {
      left: amountMinor(left - amount),
      cash: isCash ? amountMinor(cash + kept) : cash,
      moved: amountMinor(moved + kept),
    },
  });
}

/** What pays all that is left. Several cash tenders are rounded as one, whatever coins each of them was. */
function payableOf(
  { left, cash, moved }: SoFar,
  isCash: boolean,
  rounding: CashRounding | null,
): AmountMinor {
  if (rounding === null || left === 0) return left;
  if (rounding.scope === 'all_methods') {
    return amountMinor(roundToStep(amountMinor(left + moved), rounding) - moved);
  }
  return isCash ? amountMinor(roundToStep(amountMinor(left + cash), rounding) - cash) : left;
}

function wrongTender(
  { given, tendered, tip, isCash }: Given & { readonly given: AmountMinor },
  left: AmountMinor,
  payable: AmountMinor,
): PaymentRefusal | null {
  if (left === 0 && tendered !== 0) return { code: 'payment/wrong-direction', due: left };
  // Coins that exist may make nothing of what is left: then nothing changes hands, and it is paid.
  const isRoundedAway = left !== 0 && payable === 0;
  if (given === 0 && !isRoundedAway)
    return tip === 0 ? { code: 'payment/tender-zero' } : { code: 'payment/tip-not-taken', tip };
  if (given !== 0 && Math.sign(given) !== Math.sign(left))
    return tip > 0 && tendered >= 0
      ? { code: 'payment/tip-not-taken', tip }
      : { code: 'payment/wrong-direction', due: left };
  if (left < 0 && tip > 0) return { code: 'payment/tip-not-taken', tip };
  const isShort = left < 0 ? given > payable : given < payable;
  const coversExact = left < 0 ? given <= left : given >= left;
  if (isShort) return coversExact ? { code: 'payment/short-of-rounded', due: payable } : null;
  if (left < 0 && given < payable) return { code: 'payment/too-much-out', due: payable };
  return !isCash && given > payable ? { code: 'payment/too-much', due: payable } : null;
}
