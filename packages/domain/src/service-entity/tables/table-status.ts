import type { ReservationFolded } from '../reservations/folded.ts';
import type { EntityStatusFolded } from './entity-status.ts';
import type { TableVisitFolded, VisitStatus } from './visit.ts';

const MINUTE_MS = 60_000;
/** A table that is booked within this time is not given to guests who just came in. */
const RESERVED_SOON_MINUTES = 60;

/** What a table is now. `reserved`: booked, and the time is near or has begun. */
export type TableStatus = 'free' | 'reserved' | 'dirty' | 'out-of-service' | Exclude<VisitStatus, 'left'>;

export interface TableKnown {
  readonly own: EntityStatusFolded | null;
  /** The orders at it; of those that have left the last is enough. */
  readonly visits: readonly TableVisitFolded[];
}

export interface TableNow {
  readonly status: TableStatus;
  /** Open orders at it, the oldest first. */
  readonly orders: readonly TableVisitFolded[];
  /** The next that is booked, or that should sit there now. */
  readonly reservation: ReservationFolded | null;
}

/** Of several orders at one table: what somebody has to act on first. */
const URGENCY: readonly Exclude<VisitStatus, 'left'>[] = ['waiting', 'bill', 'served', 'occupied'];

/**
 * What is known of a table without looking at the clock: from the rows of its orders and of what people said of it, in any
 * order. `isDirtyAfterClose`: the store wants somebody to clear a table before it is free.
 */
export function tableStatus(
  { own, visits }: TableKnown,
  { isDirtyAfterClose }: { readonly isDirtyAfterClose: boolean },
): Exclude<TableStatus, 'reserved'> {
  const open = URGENCY.find((status) => visits.some((visit) => visit.status === status));
  if (open !== undefined) return open;
  if (own?.status === 'out-of-service') return 'out-of-service';
  if (own?.status === 'dirty') return 'dirty';
  const cleared = own?.availablePlace ?? '';
  const isLeft = visits.some(({ leftPlace }) => leftPlace !== null && leftPlace > cleared);
  return isLeft && isDirtyAfterClose ? 'dirty' : 'free';
}

/** What a table is at `now`; `booked`: the reservations that have it. */
export function tableNow(
  known: TableKnown & { readonly booked: readonly ReservationFolded[] },
  { now, ...policy }: { readonly now: number; readonly isDirtyAfterClose: boolean },
): TableNow {
  const status = tableStatus(known, policy);
  const reservation =
    known.booked
      .filter((row) => row.status === 'booked' && row.endsAt > now)
      .toSorted((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1))[0] ?? null;
  const isSoon = reservation !== null && reservation.startsAt - now <= RESERVED_SOON_MINUTES * MINUTE_MS;
  return {
    status: status === 'free' && isSoon ? 'reserved' : status,
    orders: known.visits
      .filter((visit) => visit.status !== 'left')
      .toSorted((a, b) => a.openedAt - b.openedAt || (a.orderId < b.orderId ? -1 : 1)),
    reservation,
  };
}
