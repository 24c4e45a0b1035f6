import { derivedId, type Id } from '@beaveros/kit';
import type { ReservationFolded } from './folded.ts';

/** Reservations of one store that are looked at together: a full book of some months. */
export const BOOK_MAX = 5_000;

export interface DoubleBooking {
  /** UUIDv5 of both reservations and the table: every replica makes the same. It ends when one of them moves or goes. */
  readonly task: Id<'Task'>;
  /** The later of the two in canonical order: its guests are the ones to ask. */
  readonly reservation: string;
  readonly against: string;
  readonly entity: { readonly id: string; readonly name: string };
  readonly startsAt: number;
}

/**
 * Tables that two reservations have at one time: tills that did not see each other booked them. Both stand. Which rows
 * came first does not matter; those that are not `booked` take no table.
 */
export function doubleBookings(book: readonly ReservationFolded[]): readonly DoubleBooking[] {
  const byEntity = new Map<string, Taken[]>();
  for (const row of book) {
    if (row.status !== 'booked') continue;
    for (const entity of JSON.parse(row.entities) as DoubleBooking['entity'][]) {
      byEntity.set(entity.id, [...(byEntity.get(entity.id) ?? []), { row, entity }]);
    }
  }
  const found: DoubleBooking[] = [];
  for (const taken of byEntity.values()) {
    const sorted = taken.toSorted((a, b) => a.row.startsAt - b.row.startsAt || compare(a.row.id, b.row.id));
    for (const [at, one] of sorted.entries()) {
      for (const other of sorted.slice(at + 1)) {
        if (other.row.startsAt >= one.row.endsAt) break;
        if (other.row.id !== one.row.id) found.push(pair(one, other));
      }
    }
  }
  return found.toSorted((a, b) => a.startsAt - b.startsAt || compare(a.task, b.task));
}

interface Taken {
  readonly row: ReservationFolded;
  readonly entity: DoubleBooking['entity'];
}

function pair(a: Taken, b: Taken): DoubleBooking {
  const [first, later] = a.row.place < b.row.place ? [a, b] : [b, a];
  const purpose = `task/double-booking/${first.row.id}/${later.entity.id}`;
  return {
    task: derivedId<'Task'>(later.row.id, purpose),
    reservation: later.row.id,
    against: first.row.id,
    entity: later.entity,
    startsAt: later.row.startsAt,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
