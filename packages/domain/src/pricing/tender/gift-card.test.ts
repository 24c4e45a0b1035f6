import { type AmountMinor, amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { creditToGiftCard, payByGiftCard } from './gift-card.ts';

const amount = (value: number): AmountMinor => amountMinor(value);

describe('a gift card', () => {
  const paid = (net: number, gross: number, balance: number) => {
    const result = payByGiftCard({ net: amount(net), gross: amount(gross) }, amount(balance));
    return result.ok ? result.value : result.refusal.field;
  };

  it('pays against the gross and leaves the net in proportion', () => {
    // 1000 x 700/1200 = 583.33
    expect(paid(1000, 1200, 500)).toEqual({
      redeemed: 500,
      balanceAfter: 0,
      remainingGross: 700,
      remainingNet: 583,
    });
    expect(paid(1000, 1200, 5000)).toEqual({
      redeemed: 1200,
      balanceAfter: 3800,
      remainingGross: 0,
      remainingNet: 0,
    });
  });

  it('is refused below nothing', () => {
    expect(paid(1000, 1200, -1)).toBe('balance');
  });

  it('takes nothing for a refund and is credited all of it', () => {
    expect(paid(-165, -198, 500)).toEqual({
      redeemed: 0,
      balanceAfter: 500,
      remainingGross: -198,
      remainingNet: -165,
    });
    expect(creditToGiftCard(amount(-198))).toBe(198);
    expect(creditToGiftCard(amount(198))).toBe(0);
  });
});
