import type { OrderState } from '@beaveros/domain/order';
import type { Id } from '@beaveros/kit';
import { type AtTill, atTill, busyOrder, standingLine } from './at-till.ts';
import type { Operation } from './operation.ts';

const ONE = 1_000_000;

/** What is taken off an order, who it is for, and how its lines go from one order to another. */
export const termsOperations = {
  'discount-line': (world, step) =>
    onOrder(world, step, (at, order) => {
      const line = standingLine(at, order);
      if (line === undefined) return;
      const terms = at.dice.pick<object>([
        { kind: 'percent', ratePpb: at.dice.between(1, 9) * 111_111_111 },
        { kind: 'amount', amountMinor: at.dice.between(1, 500) },
        { kind: 'per_unit', perUnitMicro: at.dice.between(1, 9) * 50_000 },
      ]);
      at.ask('discountLine', { ...WORDS, order, line, discount: at.newId(), terms });
    }),
  'discount-order': (world, step) =>
    onOrder(world, step, ({ ask, newId, dice }, order) => {
      const terms = dice.pick<object>([
        { kind: 'percent', ratePpb: dice.between(1, 9) * 33_333_333 },
        { kind: 'amount', amountMinor: dice.between(1, 500) },
        { kind: 'fixed_price', priceMinor: dice.between(5, 30) * 100 },
      ]);
      ask('discountOrder', { ...WORDS, order, discount: newId(), terms });
    }),
  'remove-discount': (world, step) =>
    onOrderThat(hasDiscount, world, step, ({ ask, dice, order: stateOf }, order) => {
      const state = stateOf(order);
      const given = [
        ...state.orderDiscounts.map(({ discount }) => discount),
        ...[...state.lines.values()].flatMap(({ discounts }) => discounts.map(({ id }) => id)),
      ];
      if (given.length > 0) ask('removeDiscount', { order, discount: dice.pick(given) });
    }),
  'change-table': (world, step) =>
    onOrder(world, step, ({ ask, dice, world: { house } }, order) =>
      ask('changeTable', { order, table: dice.pick([null, ...house.tables]) }),
    ),
  'change-guests': (world, step) =>
    onOrder(world, step, ({ ask, dice }, order) =>
      ask('changeGuests', { order, guests: dice.pick([null, 1, 4, 7]) }),
    ),
  'set-seat': (world, step) =>
    onOrder(world, step, (at, order) => {
      const line = standingLine(at, order);
      if (line !== undefined) at.ask('setSeat', { order, lines: [line], seat: at.dice.pick([null, 1, 2]) });
    }),
  'set-staff': (world, step) =>
    onOrder(world, step, (at, order) => {
      const line = standingLine(at, order);
      const { user: staff } = at.world.house.waiter;
      if (line !== undefined)
        at.ask('setStaff', { order, line, staff, durationMinutes: at.dice.pick([null, 30]) });
    }),
  park: (world, step) => onOrder(world, step, ({ ask }, order) => ask('parkOrder', { order })),
  resume: (world, step) =>
    onOrderThat(isParked, world, step, ({ ask }, order) => ask('resumeOrder', { order })),
  reprice: (world, step) => onOrder(world, step, ({ ask }, order) => ask('repriceOrder', { order })),
  'cancel-order': (world, step) =>
    onOrder(world, step, ({ ask }, order) => ask('cancelOrder', { order, reason: 'se fueron' })),
  'issue-quote': (world, step) =>
    onOrder(world, step, ({ ask, newId, till }, order) =>
      ask('issueQuote', { order, quote: newId(), validUntil: '2099-12-31', printer: till.place.printer }),
    ),
  'move-lines': (world, step) =>
    onOrder(world, step, (at, order) => {
      const to = busyOrder(at);
      const line = standingLine(at, order);
      if (line === undefined || to === undefined) return;
      const { quantityMicro } = at.order(order).lines.get(line)!;
      const part = quantityMicro > ONE && at.dice.chance(0.5) ? ONE : null;
      const lines = [{ line, as: at.newId<'Line'>(), quantityMicro: part }];
      at.ask('moveLines', { order, to, move: at.newId(), lines });
    }),
  'merge-orders': (world, step) =>
    onOrder(world, step, (at, order) => {
      const into = busyOrder(at);
      if (into !== undefined) at.ask('mergeOrders', { order, into, move: at.newId() });
    }),
  'split-order': (world, step) =>
    onOrder(world, step, (at, order) => {
      const line = standingLine(at, order);
      if (line === undefined) return;
      const to = at.newId<'Order'>();
      const lines = [{ line, as: at.newId<'Line'>(), quantityMicro: null }];
      at.ask('splitOrder', { order, parts: [{ to, move: at.newId(), lines }] });
      at.world.orders.push(to);
    }),
} satisfies Readonly<Record<string, Operation>>;

const hasDiscount = ({ orderDiscounts, lines }: OrderState) =>
  orderDiscounts.length > 0 || [...lines.values()].some(({ discounts }) => discounts.length > 0);
const isParked = ({ parked }: OrderState) => parked !== null;

const WORDS = { name: 'Cliente fijo', reason: 'viene cada día' };

/** What is done to one of the orders people are busy with. */
export function onOrder(
  world: Parameters<Operation>[0],
  step: Parameters<Operation>[1],
  work: (at: AtTill, order: Id<'Order'>) => void,
): boolean {
  return atTill(world, step, (at) => {
    const order = busyOrder(at);
    if (order === undefined) return false;
    work(at, order);
    return true;
  });
}

/** What is done to one of the open orders that have something, whoever is busy with them; without one to any busy order. */
export function onOrderThat(
  has: (state: OrderState) => boolean,
  world: Parameters<Operation>[0],
  step: Parameters<Operation>[1],
  work: (at: AtTill, order: Id<'Order'>) => void,
): boolean {
  return atTill(world, step, (at) => {
    const fitting = at.openOrders().filter((order) => has(at.order(order)));
    const order = fitting.length === 0 ? busyOrder(at) : at.dice.pick(fitting);
    if (order === undefined) return false;
    work(at, order);
    return true;
  });
}
