import { reservationStatus, type ReservationState, slotOf } from './state.ts';

/** One reservation of the store's book. Names and phones are side records; the row says only which. */
export interface ReservationFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly status: 'booked' | 'seated' | 'cancelled' | 'no-show';
  readonly startsAt: number;
  readonly endsAt: number;
  readonly guests: number;
  /** JSON text: `[{id, name}]`. */
  readonly entities: string;
  readonly note: string | null;
  readonly nameSide: string;
  readonly phoneSide: string | null;
  readonly orderId: string | null;
  readonly madeAt: number;
  readonly madeBy: string | null;
  /** Of the fact that said its slot, `placeText`. */
  readonly place: string;
}

export function reservationRows(state: ReservationState): {
  readonly reservations: readonly ReservationFolded[];
} {
  const { made, tenant } = state;
  const slot = slotOf(state);
  const status = reservationStatus(state);
  if (made === null || slot === null || tenant === null || status === 'unknown') return { reservations: [] };
  return {
    reservations: [
      {
        id: state.reservation,
        tenantId: tenant,
        storeId: state.store,
        status,
        startsAt: slot.startsAt,
        endsAt: slot.endsAt,
        guests: slot.guests,
        entities: JSON.stringify(slot.entities),
        note: slot.note,
        nameSide: made.guest.name.side,
        phoneSide: made.guest.phone?.side ?? null,
        orderId: state.seated,
        madeAt: made.at,
        madeBy: made.actor,
        place: slot.place,
      },
    ],
  };
}
