import type { Id } from '@beaveros/kit';
import type { Recorded } from '../journal/entry.ts';
import type { EventOf } from '../journal/event-schema.ts';
import type { Fold } from '../journal/fold.ts';
import type { PaymentEvent, ShiftOpened } from './events.ts';
import type { ShiftClosed } from './shift-events.ts';

/** What a closed shift says for ever: its Z. */
export type ZReport = EventOf<typeof ShiftClosed>['body'];

export interface ShiftState {
  readonly shift: string;
  readonly opened:
    | (EventOf<typeof ShiftOpened>['body'] & {
        readonly tenant: string;
        readonly store: string | null;
        readonly openedAt: number;
        readonly openedBy: Id<'User'> | null;
        /** Of the entry that opened it: what its till wrote from there on is the shift's. */
        readonly clock: number;
        /** Of the entry that opened it, and whose enrolment wrote it. */
        readonly commandId: Id<'Command'>;
        readonly epoch: number;
      })
    | null;
  readonly closed: (ZReport & { readonly closedBy: Id<'User'> | null }) | null;
}

/**
 * The shift's fold: its opening and its Z. Its cash is a ledger (`shift-ledger.ts`), not part of this aggregate. The
 * first opening stands, and the first close that its own terminal wrote after it.
 */
export const shiftFold: Fold<ShiftState> = {
  initial: (shift) => ({ shift, opened: null, closed: null }),
  evolve: (state, recorded) => {
    const { event, header } = recorded as Recorded<PaymentEvent>;
    switch (event.type) {
      case 'payment.ShiftOpened': {
        if (state.opened !== null) return state;
        const { tenant, store, at, actor, clock, commandId, epoch } = header;
        const by = { tenant, store, openedAt: at, openedBy: actor, clock, commandId, epoch };
        return { ...state, opened: { ...event.body, ...by } };
      }
      case 'payment.ShiftClosed': {
        const { opened, closed } = state;
        const isOwn = event.body.terminal === opened?.terminal && header.terminal === opened.terminal;
        if (closed !== null || !isOwn) return state;
        return { ...state, closed: { ...event.body, closedBy: header.actor } };
      }
      default:
        return state;
    }
  },
  reads: new Set(['payment.ShiftOpened', 'payment.ShiftClosed']),
};

/** Closed, and nothing more is expected of it: a Z is never corrected. */
export function isShiftSettled({ opened, closed }: ShiftState): boolean {
  return opened !== null && closed !== null;
}
