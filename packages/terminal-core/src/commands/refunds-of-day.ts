import { type AmountMinor, amountMinor, ZERO } from '@beaveros/kit';
import type { OrderEvent } from '@beaveros/domain/order';
import type { AddEntry } from './own-sums-of-day.ts';

/** What a till gave back on a day; both at least 0. `alone`: of that, for what other tills closed and nobody answered. */
export interface RefundedToday {
  readonly all: AmountMinor;
  readonly alone: AmountMinor;
}

/** What `OwnSumsOfDay` adds up for the refund limits. */
export const REFUNDS_OF_DAY: { readonly nothing: RefundedToday; readonly addEntry: AddEntry<RefundedToday> } =
  {
    nothing: { all: ZERO, alone: ZERO },
    addEntry: (sums, { recorded }, day) => {
      let { all, alone } = sums;
      for (const each of recorded) {
        const event = each.event as OrderEvent;
        if (event.type !== 'order.RefundIssued' || event.body.businessDate !== day || event.body.isTraining)
          continue;
        all = amountMinor(all - event.body.total);
        if (event.body.permit === 'alone') alone = amountMinor(alone - event.body.total);
      }
      return { all, alone };
    },
  };
