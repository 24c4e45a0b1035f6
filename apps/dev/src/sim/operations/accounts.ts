import { orderStatus } from '@beaveros/domain/order';
import { accountId, accountTerms, availableOf } from '@beaveros/domain/payment';
import { giftCardItem, onAccount } from '../house.ts';
import { type AtTill, atTill, busyOrder, ownOrder, withShift } from './at-till.ts';
import type { Operation } from './operation.ts';

/** Accounts that guests have with the house, and tips. */
export const accountOperations = {
  /** A guest may pay later, up to a limit; at another till somebody may open the same account. */
  'open-account': (world, step) =>
    atTill(world, step, ({ ask, dice, world: { house } }) => {
      const customer = dice.pick(house.customers);
      const creditLimit = dice.pick([5_000, 10_000, 30_000]);
      const account = { kind: 'house-account', code: customer, label: 'Bar Central', customer, creditLimit };
      ask('openAccount', account, house.manager);
      return true;
    }),
  'adjust-account': (world, step) =>
    atTill(world, step, ({ ask, dice, till, world: { house } }) => {
      const kind = dice.pick(['house-account', 'loyalty'] as const);
      const account = accountId(house.tenant, kind, dice.pick(house.customers));
      if (accountTerms(till.parts.aggregates.account(account)) === null) return false;
      ask('adjustAccount', { account, delta: dice.pick([10, 25, -5]), note: 'a mano' }, house.manager);
      return true;
    }),
  /** A guest has it put on the account: all of it, or a part that leaves the order open. */
  'pay-on-account': (world, step) =>
    onDue(world, step, (at, order, due) => {
      const {
        ask,
        dice,
        newId,
        till,
        order: stateOf,
        world: { house },
      } = at;
      const customer = stateOf(order).customer ?? dice.pick(house.customers);
      const id = accountId(house.tenant, 'house-account', customer);
      if (accountTerms(till.parts.aggregates.account(id)) === null) return;
      if (stateOf(order).customer === null) ask('setCustomer', { order, customer });
      if (!till.isRunning) return;
      const tender = (tendered: number) => ({
        payment: newId<'Payment'>(),
        method: onAccount(house),
        tendered,
        account: { kind: 'house-account', id },
      });
      const available = availableOf(till.parts.aggregates.account(id));
      if (dice.chance(0.4)) {
        const part = Math.max(1, Math.min(Math.floor(due / 2), available));
        ask('recordPayment', { order, tenders: [tender(part)] }, house.manager);
        return;
      }
      const document = newId<'Document'>();
      ask('payAndClose', { order, document, tenders: [tender(due)], printer: null }, house.manager);
    }),
  /** The debt is settled in cash: a line that loads the account, on an order of its own. */
  'settle-account': (world, step) =>
    atTill(world, step, (at) => {
      const { ask, dice, newId, till, order: stateOf } = at;
      const { house } = world;
      const customer = dice.pick(house.customers);
      const account = till.parts.aggregates.account(accountId(house.tenant, 'house-account', customer));
      if (accountTerms(account) === null) return false;
      withShift(at);
      if (!till.isRunning) return true;
      const order = ownOrder(at);
      if (order === null) return true;
      const amount = dice.pick([1_000, 2_550]);
      const load = { kind: 'house-account', code: customer, amount, customer };
      ask(
        'sellGiftCard',
        { order, line: newId<'Line'>(), item: giftCardItem(house), ...load },
        house.manager,
      );
      if (!till.isRunning || orderStatus(stateOf(order)) !== 'open') return true;
      const tenders = [{ payment: newId<'Payment'>(), method: house.cash, tendered: amount }];
      ask('payAndClose', { order, document: newId<'Document'>(), tenders, printer: null });
      return true;
    }),
  /** A card at a machine of its own, with something for the staff; or a part of the bill that way. */
  'pay-with-tip': (world, step) =>
    onDue(world, step, ({ ask, dice, newId, till, world: { house } }, order, due) => {
      const tip = dice.pick([0, 50, 137, 300]);
      const tender = (amount: number) => ({
        payment: newId<'Payment'>(),
        method: house.machine,
        tendered: amount + tip,
        tip,
        reference: `op ${dice.below(10_000)}`,
      });
      if (dice.chance(0.35)) {
        ask('recordPayment', { order, tenders: [tender(Math.max(1, Math.floor(due / 3)))] }, house.manager);
        return;
      }
      const printer = dice.chance(0.5) ? till.place.printer : null;
      ask('payAndClose', { order, document: newId<'Document'>(), tenders: [tender(due)], printer });
    }),
} satisfies Readonly<Record<string, Operation>>;

/** An order that asks for money, at a till with a shift. */
function onDue(
  world: Parameters<Operation>[0],
  step: Parameters<Operation>[1],
  pay: (at: AtTill, order: string, due: number) => void,
): boolean {
  return atTill(world, step, (at) => {
    const order = busyOrder(at);
    if (order === undefined || world.dueOf(at.till, order) <= 0) return false;
    withShift(at);
    if (at.till.isRunning) pay(at, order, world.dueOf(at.till, order));
    return true;
  });
}
