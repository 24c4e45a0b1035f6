import type { BusinessDate, Currency, Instant } from '@beaveros/kit';
import type { EntryHeader, Recorded } from '../journal/entry.ts';
import type { EventOf } from '../journal/event-schema.ts';
import type { Fold } from '../journal/fold.ts';
import type { PaymentEvent, ShiftOpened } from '../payment/events.ts';
import type { ZReport } from '../payment/state.ts';

/** Which entry a fact is of, and its Lamport clock. */
export type Place = Pick<EntryHeader, 'chain' | 'seq' | 'clock'>;

/** A shift as the store's day sees it: whose, of which day, from where to where in its till's chain, and its Z. */
export interface DayShift {
  readonly shift: string;
  readonly tenant: string;
  readonly store: string | null;
  readonly terminal: string;
  readonly businessDate: BusinessDate;
  readonly currency: Currency;
  readonly isTraining: boolean;
  readonly openedAt: Instant;
  /** null: only its Z is known. */
  readonly opened: Place | null;
  /** null: open, as far as is known here. */
  readonly closed: (Place & { readonly closedAt: Instant; readonly z: ZReport }) | null;
}

interface Known {
  readonly opened:
    | (Place & { readonly at: Instant; readonly body: EventOf<typeof ShiftOpened>['body'] })
    | null;
  readonly closed: (Place & { readonly z: ZReport }) | null;
  readonly header: EntryHeader | null;
}

/** All that the store's day has to keep of a shift: its opening and its Z. Of two the first in canonical order stands. */
export const dayShiftFold: Fold<Known> = {
  initial: () => ({ opened: null, closed: null, header: null }),
  evolve: (state, recorded) => {
    const { event, header } = recorded as Recorded<PaymentEvent>;
    const place = { chain: header.chain, seq: header.seq, clock: header.clock };
    if (event.type === 'payment.ShiftOpened' && state.opened === null)
      return {
        ...state,
        opened: { ...place, at: header.at, body: event.body },
        header: state.header ?? header,
      };
    if (event.type === 'payment.ShiftClosed' && state.closed === null)
      return { ...state, closed: { ...place, z: event.body }, header: state.header ?? header };
    return state;
  },
  reads: new Set(['payment.ShiftOpened', 'payment.ShiftClosed']),
};

/** The shift, from its fold; null: nothing is known of it. */
export function dayShiftOf(shift: string, { opened, closed, header }: Known): DayShift | null {
  const said = opened?.body ?? closed?.z;
  if (said === undefined || header === null) return null;
  return {
    shift,
    tenant: header.tenant,
    store: header.store,
    terminal: said.terminal,
    businessDate: said.businessDate,
    currency: said.currency,
    isTraining: said.isTraining,
    openedAt: opened?.at ?? closed!.z.openedAt,
    opened: opened === null ? null : { chain: opened.chain, seq: opened.seq, clock: opened.clock },
    closed: closed === null ? null : { ...closed, closedAt: closed.z.closedAt },
  };
}

/** Whether an entry was written during the shift, at its own till; the rule of the shift's ledger. */
export function isDuring(
  { terminal, opened, closed }: DayShift,
  entry: { readonly terminal: string | null; readonly clock: number },
): boolean {
  if (opened === null || entry.terminal !== terminal || entry.clock < opened.clock) return false;
  return closed === null || entry.clock < closed.clock;
}
