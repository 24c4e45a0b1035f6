import { approvedBy } from '@beaveros/domain/auth-user';
import type { CommandName } from '@beaveros/terminal-core/sim';
import { type AtTill, atTill, busyOrder, standingLine } from './at-till.ts';
import type { Operation } from './operation.ts';

/** What a waiter may not do alone: said, refused, and said again with a manager's PIN under the same id. */
export const approvalOperations = {
  'approved-by-manager': (world, step) =>
    atTill(world, step, (at) => {
      const { dice } = at;
      const wish = dice.pick([voided, overridden, charged, discounted, cashOut])(at);
      if (wish === null) return false;
      const { house } = world;
      const commandId = world.idFor<'Command'>(dice);
      const say = (actor: typeof house.waiter) =>
        world.ask(at.till, at.screen, { ...wish, commandId, actor });
      const first = say(house.waiter);
      const isMissing = 'code' in first.answer && first.answer.code === 'auth-user/permission-missing';
      if (!at.till.isRunning || !isMissing) return true;
      const approved = approvedBy(house.waiter, { ...house.manager, user: house.manager.user! });
      // Some managers say no, and some wishes are forgotten on the way to the cellar.
      if (approved.ok && dice.chance(0.85)) say(approved.value);
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;

type Wish = (at: AtTill) => { readonly call: CommandName; readonly input: object } | null;

const voided: Wish = (at) =>
  onLine(at, (order, line) => ({ call: 'voidLine', input: { order, line, reason: 'se cayó' } }));

const overridden: Wish = (at) =>
  onLine(at, (order, line) => ({
    call: 'overridePrice',
    input: { order, line, unitPriceMicro: at.dice.between(1, 9) * 1_111_111, reason: 'carta vieja' },
  }));

const discounted: Wish = (at) =>
  onLine(at, (order, line) => {
    const terms = { kind: 'percent', ratePpb: 500_000_000 };
    const words = { name: 'La mitad', reason: 'frío' };
    return { call: 'discountLine', input: { order, line, discount: at.newId(), terms, ...words } };
  });

const charged: Wish = (at) => {
  const order = busyOrder(at);
  const charge = order === undefined ? undefined : at.order(order).rules?.charges[0]?.id;
  if (charge === undefined) return null;
  return { call: 'waiveCharge', input: { order, charge, reason: 'tardó mucho' } };
};

const cashOut: Wish = ({ dice }) => ({
  call: 'cashOut',
  input: { amount: dice.between(1, 2_000), reason: 'pan' },
});

function onLine(
  at: AtTill,
  wish: (order: string, line: string) => NonNullable<ReturnType<Wish>>,
): ReturnType<Wish> {
  const order = busyOrder(at);
  const line = order === undefined ? undefined : standingLine(at, order);
  return order === undefined || line === undefined ? null : wish(order, line);
}
