import type { Recorded } from '../journal/entry.ts';
import type { EventOf } from '../journal/event-schema.ts';
import type { Fold } from '../journal/fold.ts';
import type { PaymentEvent, ShiftOpened } from './events.ts';

export interface ShiftState {
  readonly shift: string;
  readonly opened:
    | (EventOf<typeof ShiftOpened>['body'] & {
        readonly tenant: string;
        readonly store: string | null;
        readonly openedAt: number;
        readonly openedBy: string | null;
      })
    | null;
}

/** The shift's fold. Its cash is a ledger of payments by their `shift`, not part of this aggregate. */
export const shiftFold: Fold<ShiftState> = {
  initial: (shift) => ({ shift, opened: null }),
  evolve: (state, recorded) => {
    const { event, header } = recorded as Recorded<PaymentEvent>;
    if (event.type !== 'payment.ShiftOpened' || state.opened !== null) return state;
    const { tenant, store, at, actor } = header;
    return { ...state, opened: { ...event.body, tenant, store, openedAt: at, openedBy: actor } };
  },
  reads: new Set(['payment.ShiftOpened']),
};
