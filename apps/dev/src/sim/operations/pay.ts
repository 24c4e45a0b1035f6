import { orderView } from '@beaveros/protocol/ipc';
import { listTasks } from '@beaveros/terminal-core/sim';
import { type AtTill, atTill, busyOrder, withShift } from './at-till.ts';
import type { Operation } from './operation.ts';

const NOTE_MINOR = 5_000;

/** Money and paper. */
export const payOperations = {
  pay: (world, step) =>
    atTill(world, step, (at) => {
      const order = busyOrder(at);
      if (order === undefined) return false;
      withShift(at);
      if (at.till.isRunning) pay(at, order, world.dueOf(at.till, order));
      return true;
    }),
  /** Pays what a screen showed some time ago: the order may be paid, changed or gone. */
  'pay-draft': (world, step) =>
    atTill(world, step, (at) => {
      const drafts = world.drafts.filter(({ till }) => till === at.till.name);
      if (drafts.length === 0) return false;
      const { order, due } = at.dice.pick(drafts);
      withShift(at);
      pay(at, order, due);
      return true;
    }),
  /** A guest who leaves early pays a part: the order stays open. */
  'pay-part': (world, step) =>
    atTill(world, step, (at) => {
      const order = busyOrder(at);
      if (order === undefined) return false;
      withShift(at);
      const {
        ask,
        dice,
        newId,
        till,
        world: { house },
      } = at;
      if (!till.isRunning) return true;
      const tendered = dice.between(1, Math.max(2, Math.min(2_000, world.dueOf(till, order))));
      const tenders = [{ payment: newId<'Payment'>(), method: house.cash, tendered }];
      const printer = dice.chance(0.5) ? till.place.printer : null;
      ask('recordPayment', { order, tenders, printer }, house.manager);
      return true;
    }),
  /** A manager gives back what was paid beyond the documents. */
  'refund-overpayment': (world, step) =>
    atTill(world, step, (at) => {
      const {
        ask,
        dice,
        newId,
        world: { house },
      } = at;
      const overpaid = world.orders.filter((each) => orderView(at.order(each), () => null).overpaid !== 0);
      if (overpaid.length === 0) return false;
      withShift(at);
      if (!at.till.isRunning) return true;
      ask(
        'refundOverpayment',
        { order: dice.pick(overpaid), payment: newId(), method: house.cash },
        house.manager,
      );
      return true;
    }),
  /** A manager reverses a close: a contested one, or one that was a mistake. */
  'reverse-document': (world, step) =>
    atTill(world, step, ({ ask, dice, newId, order, world: { house } }) => {
      const closed = world.orders.filter((each) => order(each).documents.length > 0);
      if (closed.length === 0) return false;
      const contested = closed.filter((each) => order(each).documents.length > 1);
      const of = contested.length > 0 && dice.chance(0.7) ? dice.pick(contested) : dice.pick(closed);
      const reverses = dice.pick(order(of).documents).document;
      ask('reverseDocument', { order: of, document: newId(), reverses, reason: 'error' }, house.manager);
      return true;
    }),
  /** A manager has looked at a task. */
  'resolve-task': (world, step) =>
    atTill(world, step, ({ ask, dice, till, world: { house } }) => {
      const { tasks } = listTasks(till.parts.stores.order, { status: 'open', limit: 20, offset: 0 });
      if (tasks.length === 0) return false;
      const { order, task } = dice.pick(tasks);
      ask('resolveTask', { order, task, note: 'visto' }, house.manager);
      return true;
    }),
  reprint: (world, step) =>
    atTill(world, step, ({ ask, dice, order, till, world: { house } }) => {
      const closed = world.orders.filter((each) => order(each).documents.length > 0);
      if (closed.length === 0) return false;
      const of = dice.pick(closed);
      const view = orderView(order(of), () => null);
      const printer = dice.chance(0.9) ? till.place.printer : null;
      ask('reprint', { order: of, document: dice.pick(view.documents).document, printer }, house.manager);
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;

function pay({ ask, dice, newId, till, world: { house } }: AtTill, order: string, due: number): void {
  if (!till.isRunning) return;
  const tender = (tendered: number) => ({ payment: newId<'Payment'>(), method: house.cash, tendered });
  const tenders =
    due === 0
      ? []
      : due > 200 && dice.chance(0.2)
        ? [tender(100), tender(due - 100)]
        : [tender(due > 0 && dice.chance(0.5) ? Math.max(due, NOTE_MINOR) : due)];
  const printer = dice.chance(0.85) ? till.place.printer : null;
  ask('payAndClose', { order, document: newId<'Document'>(), tenders, printer }, house.manager);
}
