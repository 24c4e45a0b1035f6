import { type AmountMinor, amountMinor, ok, proportion, type Result, refuse, ZERO } from '@beaveros/kit';
import type { PricingRefusal } from '../model.ts';
import { isSayableAmount } from '../sayable.ts';

export interface GiftCardPayment {
  readonly redeemed: AmountMinor;
  readonly balanceAfter: AmountMinor;
  readonly remainingGross: AmountMinor;
  readonly remainingNet: AmountMinor;
}

/**
 * Pays with a gift card: a tender, never a discount, so the order's net and taxes stay as they are. It pays up to its
 * balance against the gross; the net of what remains is re-derived in the order's own proportion, half up, for whoever
 * has to show it (gift-saleor-003). A refund or a bill of nothing takes nothing. Refuses a
 * balance below zero and amounts that no document can say.
 */
export function payByGiftCard(
  { net, gross }: { readonly net: AmountMinor; readonly gross: AmountMinor },
  balance: AmountMinor,
): Result<GiftCardPayment, PricingRefusal> {
  if (!(isSayableAmount(balance) && balance >= 0))
    return refuse({ code: 'pricing/beyond-limits', field: 'balance' });
  if (!isSayableAmount(net)) return refuse({ code: 'pricing/beyond-limits', field: 'net' });
  if (!isSayableAmount(gross)) return refuse({ code: 'pricing/beyond-limits', field: 'gross' });
  const redeemed = gross <= 0 ? ZERO : balance < gross ? balance : gross;
  const remainingGross = amountMinor(gross - redeemed);
  return ok({
    redeemed,
    balanceAfter: amountMinor(balance - redeemed),
    remainingGross,
    remainingNet: redeemed === 0 ? net : proportion(net, BigInt(remainingGross), BigInt(gross)),
  });
}

/** What a refund puts on a gift card: all that the document gives back. */
export function creditToGiftCard(total: AmountMinor): AmountMinor {
  return total < 0 ? amountMinor(-total) : ZERO;
}
