import { type AmountMinor, derivedId, type Id, type Instant, negate } from '@beaveros/kit';
import type { Permission } from '../auth-user/permissions.ts';
import { overRefunds } from './refund/over-refunded.ts';
import { balanceOf, orderStatus, standOf } from './standing.ts';
import type { Author, LineChange, MovedLine, OrderState } from './state.ts';
import { overpaidOf } from './totals.ts';

/**
 * Why a person must look at an order. `unseen-*`: a void, quantity, price, discount or move that the standing document of
 * its line did not see, or a change that a move away did not take with it; `line-moved-twice`: two orders have the line; `underpaid`: more was paid out than its documents say; `over-refunded`: refunds gave back more of a line or of
 * a document's charges than was sold. These end when somebody has looked. The others end
 * with what causes them: a reversal, a refund, a further close. `receipt-number-clash` is seen between orders only (a
 * restored disk gave a number again), so an order knows of it what somebody has looked at.
 */
export type OrderTaskKind =
  | 'unseen-void'
  | 'unseen-quantity'
  | 'unseen-price'
  | 'unseen-discount'
  | 'unseen-firing'
  | 'unseen-move'
  | 'line-moved-twice'
  | 'contested-document'
  | 'overpaid'
  | 'underpaid'
  | 'over-refunded'
  | 'supplementary'
  | 'receipt-number-clash';

/** How a task ends, and which permission whoever ends it needs. */
export interface TaskEnding {
  /** `resolveTask`: a word is enough; the others are acts, and the task goes with what caused it. */
  readonly by: 'resolveTask' | 'reverseDocument' | 'refundOverpayment' | 'payAndClose';
  readonly permission: Permission;
}

export function taskEnding(kind: OrderTaskKind): TaskEnding {
  switch (kind) {
    case 'contested-document':
      return { by: 'reverseDocument', permission: 'can_return_without_receipt' };
    case 'overpaid':
      return { by: 'refundOverpayment', permission: 'can_return_without_receipt' };
    case 'supplementary':
      return { by: 'payAndClose', permission: 'can_sell' };
    default:
      return { by: 'resolveTask', permission: 'can_void_lines' };
  }
}

export interface OrderTask {
  /** UUIDv5 of (order, kind, cause): every replica makes the same. */
  readonly task: Id<'Task'>;
  readonly kind: OrderTaskKind;
  /**
   * What it comes from: an event's or a document's id, or an amount in minor units; of one order, unique with `kind`. Of a
   * move, the other order's id is its last part, behind a slash.
   */
  readonly cause: string;
  readonly line: Id<'Line'> | null;
  /** The document that is contested, or that did not see the change. */
  readonly document: Id<'Document'> | null;
  readonly amount: AmountMinor | null;
  /** When its cause was written; null where several facts make it. */
  readonly since: Instant | null;
  readonly resolved: { readonly note: string; readonly by: Author } | null;
}

/** What people must look at, in the order: contested, unseen, money, lines. Folded, so no replica misses one. */
export function orderTasks(state: OrderState): readonly OrderTask[] {
  if (state.documents.length === 0) return distinct(moveTasks(state));
  const { contested } = standOf(state);
  const tasks: OrderTask[] = contested.map((close) =>
    task(state, 'contested-document', close.document, { document: close.document, since: close.by.at }),
  );
  tasks.push(...unseenChanges(state), ...moveTasks(state));
  const overpaid = overpaidOf(state);
  if (overpaid > 0) tasks.push(task(state, 'overpaid', state.order, { amount: overpaid }));
  const balance = balanceOf(state);
  // Its amount is its cause: who has looked at a smaller loss has not looked at a greater one.
  if (balance < 0) tasks.push(task(state, 'underpaid', String(balance), { amount: negate(balance) }));
  // As above, its amount is a part of its cause.
  for (const { line, document, amount } of overRefunds(state))
    tasks.push(task(state, 'over-refunded', `${line ?? document}/${amount}`, { line, document, amount }));
  if (orderStatus(state) === 'supplementary') tasks.push(task(state, 'supplementary', state.order));
  if (state.resolved.size > 0) tasks.push(...clashTasks(state).filter(({ resolved }) => resolved !== null));
  return distinct(tasks);
}

/** Somebody may have used one event id twice: of two tasks with one id the first stands. */
function distinct(tasks: readonly OrderTask[]): readonly OrderTask[] {
  const ids = new Set<string>();
  return tasks.filter((each) => !ids.has(each.task) && ids.add(each.task));
}

/** The task of each document, in case another order's document has its number. */
export function clashTasks(state: OrderState): readonly OrderTask[] {
  return [...state.documents, ...state.reversals, ...state.refunds].map(({ document, by }) =>
    task(state, 'receipt-number-clash', document, { document, since: by.at }),
  );
}

/** A task that nobody has looked at, or that only its act ends. */
export function isOpenTask(task: OrderTask): boolean {
  return task.resolved === null;
}

/** Whether a word of a person ends it; the others need a reversal, a refund or a close. */
export function isResolvable(kind: OrderTaskKind): boolean {
  return (
    kind.startsWith('unseen-') ||
    kind === 'line-moved-twice' ||
    kind === 'underpaid' ||
    kind === 'over-refunded' ||
    kind === 'receipt-number-clash'
  );
}

/**
 * Nothing of it can still change by what is known: opened and closed (or given up), balance zero (or looked at), no open
 * task, nothing waiting for a line. Only such an order may lose its bodies behind the window; open means not settled. One whose opening
 * is still on its way is not: whoever began without its facts would take the opening for the beginning of something new.
 */
export function isSettled(state: OrderState): boolean {
  if (state.opened === null || state.pending.size > 0) return false;
  const status = orderStatus(state);
  const isOver = status === 'cancelled' || (status === 'closed' && overpaidOf(state) === 0);
  return isOver && !orderTasks(state).some(isOpenTask);
}

const UNSEEN: Readonly<Record<LineChange['kind'], OrderTaskKind>> = {
  void: 'unseen-void',
  quantity: 'unseen-quantity',
  price: 'unseen-price',
  rules: 'unseen-price',
  discount: 'unseen-discount',
  firing: 'unseen-firing',
};

function unseenChanges(state: OrderState): readonly OrderTask[] {
  // A firing that a close did not see changes no amount.
  const changes = state.changes.filter(({ kind }) => kind !== 'firing');
  const moves = state.movedOut.filter(({ outcome }) => outcome === 'stands');
  if (changes.length === 0 && moves.length === 0) return [];
  return standOf(state).standing.flatMap((close) => {
    const lines = new Set<string>(close.lines.map(({ line }) => line));
    const saw = new Set<string>(close.saw);
    const isMissed = ({ line, by }: { readonly line: string | null; readonly by: Author }) =>
      (line === null || lines.has(line)) && !saw.has(by.event);
    return [
      ...changes
        .filter(isMissed)
        .map(({ kind, line, by }) =>
          task(state, UNSEEN[kind], by.event, { line, document: close.document, since: by.at }),
        ),
      ...moves
        .filter(isMissed)
        .map((moved) =>
          task(state, 'unseen-move', causeOf(moved), { ...about(moved), document: close.document }),
        ),
    ];
  });
}

/** What moves disagree on: one line in two orders, or a change that went with nobody. */
function moveTasks(state: OrderState): readonly OrderTask[] {
  return state.movedOut.flatMap((moved) => {
    const tasks: OrderTask[] = [];
    if (moved.outcome === 'gone') tasks.push(task(state, 'line-moved-twice', causeOf(moved), about(moved)));
    if (!moved.isWhole) return tasks;
    const saw = new Set<string>(moved.saw);
    const missed = state.changes.filter(({ line, by }) => line === moved.line && !saw.has(by.event));
    for (const { kind, line, by } of missed) {
      const cause = `${by.event}/${moved.line}/${moved.to.order}`;
      tasks.push(task(state, UNSEEN[kind], cause, { line, since: by.at }));
    }
    return tasks;
  });
}

/** Names the other order: a screen leads there. */
function causeOf({ by, line, to }: MovedLine): string {
  return `${by.event}/${line}/${to.order}`;
}

function about({ line, by }: MovedLine): Pick<OrderTask, 'line' | 'since'> {
  return { line, since: by.at };
}

function task(
  state: OrderState,
  kind: OrderTaskKind,
  cause: string,
  more: Partial<Pick<OrderTask, 'line' | 'document' | 'amount' | 'since'>> = {},
): OrderTask {
  const id = derivedId<'Task'>(state.order, `task/${kind}/${cause}`);
  return {
    task: id,
    kind,
    cause,
    line: null,
    document: null,
    amount: null,
    since: null,
    ...more,
    resolved: isResolvable(kind) ? (state.resolved.get(id) ?? null) : null,
  };
}
