import { type Id, type Instant, ok, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import { sideReference } from '../../journal/side-record.ts';
import type { ServiceEntityRow } from '../rows.ts';
import type {
  CancelReservation,
  ChangeReservation,
  MakeReservation,
  MarkNoShow,
  SeatReservation,
} from './commands.ts';
import type { ReservationEvent } from './events.ts';
import {
  reservationStatus,
  type ReservationState,
  type ReservationStatus,
  type ReservedSlot,
  slotOf,
} from './state.ts';

const MINUTE_MS = 60_000;
/** A wedding may last a day; what lasts longer is a table out of service. */
const RESERVATION_HOURS_MAX = 24;

export type ReservationRefusal =
  | PermissionMissing
  | { readonly code: 'service-entity/reservation-already-made'; readonly reservation: string }
  | { readonly code: 'service-entity/reservation-unknown'; readonly reservation: string }
  | { readonly code: 'service-entity/reservation-over'; readonly status: ReservationStatus }
  | { readonly code: 'service-entity/reservation-not-begun'; readonly startsAt: number }
  /** Its slot begins off the grid, ends before it begins, or is longer than a day. */
  | { readonly code: 'service-entity/slot-invalid'; readonly slotMinutes: number }
  | { readonly code: 'service-entity/slot-passed' }
  | { readonly code: 'service-entity/entity-unknown'; readonly entity: string }
  | {
      readonly code: 'service-entity/entity-taken';
      readonly entity: string;
      readonly name: string;
      readonly startsAt: number;
      readonly endsAt: number;
    }
  | { readonly code: 'service-entity/over-capacity'; readonly guests: number; readonly capacity: number }
  | { readonly code: 'order/not-open' };

export type ReservationDecision = Result<readonly Draft<ReservationEvent>[], ReservationRefusal>;

export interface BookingContext {
  readonly actor: Actor;
  readonly now: Instant;
  readonly slotMinutes: number;
  /** Minutes after local midnight at the store: slots are a grid of its wall clock. */
  readonly minuteOfDay: (at: Instant) => number;
  readonly entity: (id: string) => ServiceEntityRow | undefined;
  /** Every reservation this till knows to be booked. */
  readonly booked: readonly ReservationState[];
}

export function makeReservation(
  state: ReservationState,
  command: MakeReservation,
  context: BookingContext,
): ReservationDecision {
  const refusal = missing(context.actor, 'can_manage_reservations');
  if (refusal !== null) return refuse(refusal);
  const { reservation } = command;
  if (state.made !== null) return refuse({ code: 'service-entity/reservation-already-made', reservation });
  const slot = toSlot(command, context);
  if (!slot.ok) return slot;
  const guest = {
    name: sideReference(command.name),
    phone: command.phone === null ? null : sideReference(command.phone),
  };
  const body = { ...slot.value, guest };
  return ok([{ type: 'service-entity.ReservationMade', v: 1, aggregate: reservation, body }]);
}

export function changeReservation(
  state: ReservationState,
  command: ChangeReservation,
  context: BookingContext,
): ReservationDecision {
  const refusal = missing(context.actor, 'can_manage_reservations') ?? notBooked(state);
  if (refusal !== null) return refuse(refusal);
  const slot = toSlot(command, context);
  if (!slot.ok) return slot;
  const aggregate = command.reservation;
  return ok([{ type: 'service-entity.ReservationChanged', v: 1, aggregate, body: slot.value }]);
}

export function cancelReservation(
  state: ReservationState,
  { reservation, reason }: CancelReservation,
  { actor }: Pick<BookingContext, 'actor'>,
): ReservationDecision {
  const refusal = missing(actor, 'can_manage_reservations') ?? notBooked(state);
  if (refusal !== null) return refuse(refusal);
  return ok([
    { type: 'service-entity.ReservationCancelled', v: 1, aggregate: reservation, body: { reason } },
  ]);
}

/** `isOpen`: whether the order they sit with is one that this till knows to be open. */
export function seatReservation(
  state: ReservationState,
  { reservation, order }: SeatReservation,
  { actor, isOpen }: Pick<BookingContext, 'actor'> & { readonly isOpen: boolean },
): ReservationDecision {
  const refusal = missing(actor, 'can_manage_reservations') ?? notBooked(state);
  if (refusal !== null) return refuse(refusal);
  if (!isOpen) return refuse({ code: 'order/not-open' });
  return ok([{ type: 'service-entity.ReservationSeated', v: 1, aggregate: reservation, body: { order } }]);
}

export function markNoShow(
  state: ReservationState,
  { reservation }: MarkNoShow,
  { actor, now }: Pick<BookingContext, 'actor' | 'now'>,
): ReservationDecision {
  const refusal = missing(actor, 'can_manage_reservations') ?? notBooked(state);
  if (refusal !== null) return refuse(refusal);
  const { startsAt } = slotOf(state)!;
  if (now < startsAt) return refuse({ code: 'service-entity/reservation-not-begun', startsAt });
  return ok([{ type: 'service-entity.ReservationNoShow', v: 1, aggregate: reservation, body: {} }]);
}

function notBooked(state: ReservationState): ReservationRefusal | null {
  const status = reservationStatus(state);
  if (status === 'booked') return null;
  return status === 'unknown'
    ? { code: 'service-entity/reservation-unknown', reservation: state.reservation }
    : { code: 'service-entity/reservation-over', status };
}

function toSlot(
  command: ChangeReservation,
  context: BookingContext,
): Result<ReservedSlot, ReservationRefusal> {
  const { reservation, startsAt, endsAt, guests, note } = command;
  const { slotMinutes } = context;
  if (!fitsGrid(command, context)) return refuse({ code: 'service-entity/slot-invalid', slotMinutes });
  if (endsAt <= context.now) return refuse({ code: 'service-entity/slot-passed' });
  const entities: { readonly id: Id<'ServiceEntity'>; readonly name: string }[] = [];
  let capacity: number | null = 0;
  for (const id of new Set(command.entities)) {
    const row = context.entity(id);
    if (row === undefined || !row.isActive)
      return refuse({ code: 'service-entity/entity-unknown', entity: id });
    entities.push({ id: row.id, name: row.name });
    capacity = capacity === null || row.capacity === null ? null : capacity + row.capacity;
  }
  if (capacity !== null && guests > capacity)
    return refuse({ code: 'service-entity/over-capacity', guests, capacity });
  const slot = { startsAt, endsAt, guests, entities, note };
  const taken = takenBy(reservation, slot, context.booked);
  return taken === null ? ok(slot) : refuse(taken);
}

/** Begins on the store's grid of minutes and lasts whole slots. */
function fitsGrid(
  { startsAt, endsAt }: Pick<ReservedSlot, 'startsAt' | 'endsAt'>,
  { slotMinutes, minuteOfDay }: BookingContext,
): boolean {
  const lasts = endsAt - startsAt;
  return (
    startsAt % MINUTE_MS === 0 &&
    minuteOfDay(startsAt) % slotMinutes === 0 &&
    lasts > 0 &&
    lasts % (slotMinutes * MINUTE_MS) === 0 &&
    lasts <= RESERVATION_HOURS_MAX * 60 * MINUTE_MS
  );
}

/** Another reservation that has one of the tables within this time, as far as this till knows. */
function takenBy(
  reservation: string,
  slot: ReservedSlot,
  booked: readonly ReservationState[],
): ReservationRefusal | null {
  const wanted = new Set<string>(slot.entities.map(({ id }) => id));
  for (const other of booked) {
    const theirs = slotOf(other);
    if (other.reservation === reservation || theirs === null || reservationStatus(other) !== 'booked')
      continue;
    if (theirs.startsAt >= slot.endsAt || theirs.endsAt <= slot.startsAt) continue;
    const table = theirs.entities.find(({ id }) => wanted.has(id));
    if (table === undefined) continue;
    const { startsAt, endsAt } = theirs;
    return { code: 'service-entity/entity-taken', entity: table.id, name: table.name, startsAt, endsAt };
  }
  return null;
}
