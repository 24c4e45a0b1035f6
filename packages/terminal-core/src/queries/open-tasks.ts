import { taskEnding } from '@beaveros/domain/order';
import { BOOK_MAX, doubleBookings, type ReservationFolded } from '@beaveros/domain/service-entity';
import type { TaskFolded } from '@beaveros/domain/workflow';
import { type AmountMinor, derivedId, type Id, type Instant } from '@beaveros/kit';
import type { IpcInput, IpcOutput, OpenTaskView, OrderTaskView } from '@beaveros/protocol/ipc';
import type { Journal } from '../journal/index.ts';
import type { FoldedStore } from '../stores/folded-store.ts';
import { taskView } from '../views/floor-view.ts';
import { RESERVATION } from './table-queries.ts';
import { listTasks } from './task-queries.ts';

/** Tasks of one kind that one list can show; a store that has more has another problem. */
const TASKS_MAX = 2_000;

type LateFact = ReturnType<Journal['lateFacts']>[number];

/** The folded tables that the list is made of. */
export interface TaskSources {
  readonly order: FoldedStore;
  readonly entity: FoldedStore;
  readonly workflow: FoldedStore;
  readonly accounts: FoldedStore;
}

/**
 * Everything that waits for a person, the oldest first, what has no moment before it: what orders' folds found, tables that
 * were booked twice, accounts that owe more than they may, facts that came too late, and tasks that stand by themselves.
 */
export function listOpenTasks(
  stores: TaskSources,
  lateFacts: readonly LateFact[],
  { status, limit, offset }: IpcInput<'openTasks'>,
): IpcOutput<'openTasks'> {
  const ofOrders = listTasks(stores.order, { status, limit: TASKS_MAX, offset: 0 });
  const all = [
    ...ofOrders.tasks.map(orderTaskView),
    ...doubleBooked(stores.entity),
    ...overdrawn(stores.accounts),
    ...tooLate(lateFacts),
    ...ownTasks(stores.workflow, status),
  ].toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0) || (a.task < b.task ? -1 : 1));
  return { tasks: all.slice(offset, offset + limit), total: all.length };
}

/** They end with the account: loaded, adjusted, or paid off. */
function overdrawn(store: FoldedStore): readonly OpenTaskView[] {
  store.catchUp();
  const rows = store.db
    .prepare(
      `SELECT id AS account, overdrawn_task_id AS task, label, overdrawn AS amount, currency_code AS code,
         currency_exponent AS exponent,
         (SELECT max(m.moved_at) FROM account_movements m WHERE m.account_id = a.id) AS since
       FROM accounts a WHERE overdrawn_task_id IS NOT NULL ORDER BY id LIMIT ${TASKS_MAX}`,
    )
    .all() as {
    readonly account: Id<'Account'>;
    readonly task: Id<'Task'>;
    readonly label: string;
    readonly amount: AmountMinor;
    readonly code: string | null;
    readonly exponent: number | null;
    readonly since: Instant | null;
  }[];
  return rows.map(({ account, task, label, amount, code, exponent, since }) => ({
    ...NOTHING_SAID,
    task,
    of: 'account' as const,
    kind: 'account-overdrawn',
    label,
    cause: account,
    endsBy: 'adjustAccount' as const,
    permission: 'can_adjust_accounts',
    account,
    amount,
    currency: code === null || exponent === null ? null : { code, exponent },
    since,
  }));
}

/** One for each order or account that a fact came for; it goes with what it came for, never by a word. */
function tooLate(facts: readonly LateFact[]): readonly OpenTaskView[] {
  const first = new Map<string, LateFact>();
  for (const fact of facts) if (!first.has(fact.aggregate)) first.set(fact.aggregate, fact);
  return [...first.values()].slice(0, TASKS_MAX).map(({ aggregate, chain, seq }) => ({
    ...NOTHING_SAID,
    task: derivedId<'Task'>(aggregate, 'task/late-fact'),
    of: 'late' as const,
    kind: 'late-fact',
    cause: `${chain}/${seq}`,
  }));
}

const NOTHING_SAID = {
  title: null,
  order: null,
  reservation: null,
  label: null,
  cause: null,
  assignedTo: null,
  endsBy: null,
  permission: null,
  account: null,
  amount: null,
  currency: null,
  due: null,
  since: null,
  isOpen: true,
  note: null,
} as const;

function orderTaskView(task: OrderTaskView): OpenTaskView {
  const ending = taskEnding(task.kind);
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
    endsBy: ending.by,
    permission: ending.permission,
    account: null,
    amount: task.amount,
    currency: task.amount === null ? null : task.currency,
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
    endsBy: 'changeReservation' as const,
    permission: 'can_manage_reservations',
    account: null,
    amount: null,
    currency: null,
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
