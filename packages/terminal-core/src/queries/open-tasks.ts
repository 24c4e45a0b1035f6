import { BOOK_MAX, doubleBookings, type ReservationFolded } from '@beaveros/domain/service-entity';
import type { TaskFolded } from '@beaveros/domain/workflow';
import type { Id, Instant } from '@beaveros/kit';
import type { IpcInput, IpcOutput, OpenTaskView, OrderTaskView } from '@beaveros/protocol/ipc';
import type { FoldedStore } from '../stores/folded-store.ts';
import { taskView } from '../views/floor-view.ts';
import { RESERVATION } from './table-queries.ts';
import { listTasks } from './task-queries.ts';

/** Tasks of one kind that one list can show; a store that has more has another problem. */
const TASKS_MAX = 2_000;

/**
 * Everything that waits for a person, the oldest first, what has no moment before it: what orders' folds found, tables that
 * were booked twice, and tasks that stand by themselves.
 */
export function listOpenTasks(
  stores: { readonly order: FoldedStore; readonly entity: FoldedStore; readonly workflow: FoldedStore },
  { status, limit, offset }: IpcInput<'openTasks'>,
): IpcOutput<'openTasks'> {
  const ofOrders = listTasks(stores.order, { status, limit: TASKS_MAX, offset: 0 });
  const all = [
    ...ofOrders.tasks.map(orderTaskView),
    ...doubleBooked(stores.entity),
    ...ownTasks(stores.workflow, status),
  ].toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0) || (a.task < b.task ? -1 : 1));
  return { tasks: all.slice(offset, offset + limit), total: all.length };
}

function orderTaskView(task: OrderTaskView): OpenTaskView {
  return {
    task: task.task,
    of: 'order',
    kind: task.kind,
    title: null,
    order: task.order,
    reservation: null,
    label: task.label,
    cause: task.lineName,
    assignedTo: null,
    due: null,
    since: task.since,
    isOpen: task.isOpen,
    note: task.note,
  };
}

/** They are open as long as both are booked: it ends when one of them moves, goes or sits down. */
function doubleBooked(store: FoldedStore): readonly OpenTaskView[] {
  store.catchUp();
  const book = store.db
    .prepare(`${RESERVATION} WHERE status = 'booked' ORDER BY ends_at DESC LIMIT ${BOOK_MAX}`)
    .all() as ReservationFolded[];
  const madeAt = new Map(book.map((row) => [row.id, row.madeAt] as const));
  return doubleBookings(book).map(({ task, reservation, entity }) => ({
    task,
    of: 'reservation' as const,
    kind: 'double-booking',
    title: null,
    order: null,
    reservation: reservation as Id<'Reservation'>,
    label: entity.name,
    cause: null,
    assignedTo: null,
    due: null,
    since: (madeAt.get(reservation) ?? null) as Instant | null,
    isOpen: true,
    note: null,
  }));
}

function ownTasks(store: FoldedStore, status: 'open' | 'all'): readonly OpenTaskView[] {
  store.catchUp();
  const where = status === 'open' ? 'WHERE is_open = 1' : '';
  const rows = store.db
    .prepare(
      `SELECT id, tenant_id AS tenantId, store_id AS storeId, kind, title, cause, assigned_to AS assignedTo, due,
         raised_at AS raisedAt, raised_by AS raisedBy, is_open AS isOpen, note, done_at AS doneAt, done_by AS doneBy
       FROM tasks ${where} ORDER BY raised_at DESC, id LIMIT ${TASKS_MAX}`,
    )
    .all() as (Omit<TaskFolded, 'isOpen'> & { readonly isOpen: 0 | 1 })[];
  return rows.map((row) => taskView({ ...row, isOpen: row.isOpen === 1 }));
}
