import type { Id, Instant } from '@beaveros/kit';
import { placeText } from '../../journal/canonical-place.ts';
import type { Recorded } from '../../journal/entry.ts';
import type { EventOf } from '../../journal/event-schema.ts';
import type { Fold } from '../../journal/fold.ts';
import type { ReservationChanged, ReservationEvent, ReservationMade } from './events.ts';

export type ReservedSlot = EventOf<typeof ReservationChanged>['body'];

export interface ReservationState {
  readonly reservation: string;
  readonly tenant: Id<'Tenant'> | null;
  readonly store: Id<'Store'> | null;
  readonly made:
    | (EventOf<typeof ReservationMade>['body'] & {
        readonly at: Instant;
        readonly actor: Id<'User'> | null;
        readonly place: string;
      })
    | null;
  /** The latest change of slot, guests or tables. */
  readonly changed: (ReservedSlot & { readonly place: string }) | null;
  /** The order its guests sit with; the first stands, and nothing that is said later sends them away. */
  readonly seated: Id<'Order'> | null;
  /** The latest word of who did not come; it counts as long as nobody was seated. */
  readonly missed: 'cancelled' | 'no-show' | null;
}

export type ReservationStatus = 'unknown' | 'booked' | 'seated' | 'cancelled' | 'no-show';

export function reservationStatus({ made, seated, missed }: ReservationState): ReservationStatus {
  if (made === null) return 'unknown';
  return seated !== null ? 'seated' : (missed ?? 'booked');
}

/** Its guests came, or will not: nothing more is expected of it. */
export function isReservationOver(state: ReservationState): boolean {
  const status = reservationStatus(state);
  return status !== 'unknown' && status !== 'booked';
}

/** What holds of it now, with the place of the fact that said so; null until it is known to be made. */
export function slotOf({
  made,
  changed,
}: ReservationState): (ReservedSlot & { readonly place: string }) | null {
  return made === null ? null : (changed ?? made);
}

export const reservationFold: Fold<ReservationState> = {
  initial: (reservation) => ({
    reservation,
    tenant: null,
    store: null,
    made: null,
    changed: null,
    seated: null,
    missed: null,
  }),
  evolve: (state, recorded) => evolve(state, recorded as Recorded<ReservationEvent>),
  reads: new Set([
    'service-entity.ReservationMade',
    'service-entity.ReservationChanged',
    'service-entity.ReservationCancelled',
    'service-entity.ReservationSeated',
    'service-entity.ReservationNoShow',
  ]),
};

function evolve(before: ReservationState, recorded: Recorded<ReservationEvent>): ReservationState {
  const { event, header } = recorded;
  const state = { ...before, tenant: before.tenant ?? header.tenant, store: before.store ?? header.store };
  const place = placeText(recorded);
  switch (event.type) {
    case 'service-entity.ReservationMade':
      if (state.made !== null) return state;
      return { ...state, made: { ...event.body, at: header.at, actor: header.actor, place } };
    case 'service-entity.ReservationChanged':
      return { ...state, changed: { ...event.body, place } };
    case 'service-entity.ReservationCancelled':
      return { ...state, missed: 'cancelled' };
    case 'service-entity.ReservationSeated':
      return { ...state, seated: state.seated ?? event.body.order };
    case 'service-entity.ReservationNoShow':
      return { ...state, missed: 'no-show' };
  }
}
