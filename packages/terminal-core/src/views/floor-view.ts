import { type ReservationFolded, reservationRows } from '@beaveros/domain/service-entity';
import { type TaskFolded, taskRows } from '@beaveros/domain/workflow';
import { assert, type Id, type Instant } from '@beaveros/kit';
import type { OpenTaskView, ReservationView } from '@beaveros/protocol/ipc';
import type { Desk } from '../commands/command.ts';

type Sides = Pick<Desk['journal'], 'side'>;

/** A row of the book with the names that are here: side records travel beside, and may be erased. */
export function reservationView(row: ReservationFolded, journal: Sides): ReservationView {
  return {
    reservation: row.id as Id<'Reservation'>,
    status: row.status,
    startsAt: row.startsAt as Instant,
    endsAt: row.endsAt as Instant,
    guests: row.guests,
    entities: JSON.parse(row.entities) as ReservationView['entities'],
    name: journal.side(row.nameSide)?.value ?? null,
    phone: row.phoneSide === null ? null : (journal.side(row.phoneSide)?.value ?? null),
    note: row.note,
    order: row.orderId as Id<'Order'> | null,
  };
}

/** What a command about a reservation answers. */
export function reservationOf({ aggregates, journal }: Desk, reservation: string): ReservationView {
  const [row] = reservationRows(aggregates.reservation(reservation)).reservations;
  assert(row !== undefined, 'an answered reservation is known');
  return reservationView(row, journal);
}

export function taskView(row: TaskFolded): OpenTaskView {
  return {
    task: row.id as Id<'Task'>,
    of: 'store',
    kind: row.kind,
    title: row.title,
    order: null,
    reservation: null,
    label: null,
    cause: row.cause,
    assignedTo: row.assignedTo,
    endsBy: 'finishTask',
    permission: 'can_resolve_tasks',
    account: null,
    amount: null,
    currency: null,
    due: row.due as Instant | null,
    since: row.raisedAt as Instant,
    isOpen: row.isOpen,
    note: row.note,
  };
}

/** What a command about a task answers. */
export function taskOf({ aggregates }: Desk, task: string): OpenTaskView {
  const [row] = taskRows(aggregates.task(task)).tasks;
  assert(row !== undefined, 'an answered task is known');
  return taskView(row);
}
