import { type AmountMinor, amountMinor, ZERO } from '@beaveros/kit';
import type { OrderEvent } from '@beaveros/domain/order';
import type { StoredValueEvent } from '@beaveros/domain/payment';
import type { AddEntry } from './own-sums-of-day.ts';

/**
 * What `OwnSumsOfDay` adds up for the offline limit of stored value: what a till let accounts pay on a day without a grant,
 * in minor units, whatever came back on them meanwhile. Points count by what their reward takes off, which their own entry
 * says.
 */
export const SPENDS_OF_DAY: { readonly nothing: AmountMinor; readonly addEntry: AddEntry<AmountMinor> } = {
  nothing: ZERO,
  addEntry: (sum, { entry, recorded }, day) => {
    if (entry.businessDate !== day) return sum;
    const events = recorded.map(({ event }) => event as OrderEvent | StoredValueEvent);
    const alone = events.flatMap((event) =>
      event.type === 'payment.AccountMoved' && event.body.grant === null ? [event.body] : [],
    );
    const spent = alone.filter(({ reason }) => reason === 'spent').map(({ delta }) => 0 - delta);
    const rewards = alone.some(({ reason }) => reason === 'redeemed')
      ? events.flatMap((event) => (event.type === 'order.RewardTaken' ? [event.body.reward.amountMinor] : []))
      : [];
    return [...spent, ...rewards].reduce<AmountMinor>((all, each) => amountMinor(all + each), sum);
  },
};
