import { extrasOf, weighedLabel } from '../house-rules.ts';
import { type AtTill, atTill, busyOrder, standingLine } from './at-till.ts';
import type { Operation } from './operation.ts';

const ONE = 1_000_000;

/** What is done to an open order before it is paid. */
export const orderOperations = {
  'open-order': (world, step) =>
    atTill(world, step, (at) => {
      const { newId, ask, dice } = at;
      const order = newId<'Order'>();
      const kind = dice.pick(['counter', 'dine-in', 'take-away'] as const);
      const table = kind === 'dine-in' ? dice.pick(world.house.tables) : null;
      ask('openOrder', { order, kind, table, guests: kind === 'dine-in' ? dice.between(1, 6) : null });
      world.orders.push(order);
      if (at.till.isRunning && dice.chance(0.7)) ask('addLines', { order, lines: someLines(at) });
      return true;
    }),
  'add-lines': (world, step) =>
    atTill(world, step, (at) => {
      const order = busyOrder(at);
      if (order === undefined) return false;
      at.ask('addLines', { order, lines: someLines(at) });
      return true;
    }),
  'change-quantity': (world, step) =>
    onLine(world, step, ({ ask, dice }, order, line) =>
      ask('changeQuantity', { order, line, deltaMicro: dice.pick([ONE, ONE, 2 * ONE, -ONE, ONE / 2]) }),
    ),
  'set-line-note': (world, step) =>
    onLine(world, step, ({ ask, dice }, order, line) =>
      ask('setLineNote', { order, line, note: dice.pick(['sin cebolla', 'poco hecho', null]) }),
    ),
  'override-price': (world, step) =>
    onLine(world, step, ({ ask, dice }, order, line) =>
      ask('overridePrice', { order, line, unitPriceMicro: dice.between(1, 20) * 333_333, reason: 'amigo' }),
    ),
  'void-line': (world, step) =>
    onLine(world, step, ({ ask }, order, line) => ask('voidLine', { order, line, reason: 'error' })),
  'set-order-note': (world, step) =>
    onOrder(world, step, ({ ask, dice }, order) =>
      ask('setOrderNote', { order, note: `nota ${dice.below(100)}` }),
    ),
  'name-guest': (world, step) =>
    onOrder(world, step, ({ ask, dice, newId }, order) => {
      const salt = Buffer.from(dice.bytes(16)).toString('hex');
      // A name nobody else has, so that erasing it can be looked for in every byte.
      const value = `Huésped ${Buffer.from(dice.bytes(6)).toString('hex')}`;
      ask('nameGuest', { order, guest: { id: newId<'Side'>(), salt, value } });
    }),
  fire: (world, step) =>
    onOrder(world, step, ({ ask, newId }, order) =>
      ask('fireOrder', { order, firing: newId(), lines: null }),
    ),
  /** Another till's order opened on this screen, looked at later. */
  'take-draft': (world, step) =>
    atTill(world, step, (at) => {
      const order = busyOrder(at);
      if (order === undefined) return false;
      world.takeDraft(at.till, order);
      return true;
    }),
  /** A draft that this screen still shows gets more lines, whatever happened to the order meanwhile. */
  'add-to-draft': (world, step) =>
    atTill(world, step, (at) => {
      const drafts = world.drafts.filter(({ till }) => till === at.till.name);
      if (drafts.length === 0) return false;
      at.ask('addLines', { order: at.dice.pick(drafts).order, lines: someLines(at) });
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;

type Asking = Parameters<Operation>;

function onOrder(world: Asking[0], step: Asking[1], work: (at: AtTill, order: string) => void): boolean {
  return atTill(world, step, (at) => {
    const order = busyOrder(at);
    if (order === undefined) return false;
    work(at, order);
    return true;
  });
}

function onLine(
  world: Asking[0],
  step: Asking[1],
  work: (at: AtTill, order: string, line: string) => void,
): boolean {
  return atTill(world, step, (at) => {
    const order = busyOrder(at);
    const line = order === undefined ? undefined : standingLine(at, order);
    if (order === undefined || line === undefined) return false;
    work(at, order, line);
    return true;
  });
}

/** A few lines as a waiter types or scans them. */
export function someLines({ dice, newId, world: { house }, actor }: AtTill): readonly object[] {
  return Array.from({ length: dice.between(1, 3) }, () => {
    const isReturn = actor === house.manager && dice.chance(0.03);
    const quantityMicro = dice.pick([ONE, ONE, ONE, 2 * ONE, 3 * ONE, 330_000]) * (isReturn ? -1 : 1);
    const override =
      actor === house.manager && dice.chance(0.05)
        ? { unitPriceMicro: dice.between(0, 9) * 1_111_111, reason: 'promoción' }
        : null;
    const item = dice.pick(house.items);
    const extras = item === house.items[0] ? extrasOf(house).options.filter(() => dice.chance(0.3)) : [];
    // By the kilogram: as often as not somebody scans what the scale printed.
    const isScanned = item === house.items.at(-1) && dice.chance(0.6);
    return {
      line: newId<'Line'>(),
      item,
      quantityMicro,
      options: extras.map(({ id }) => id),
      note: null,
      override,
      ...(isScanned ? { label: weighedLabel(dice.between(40, 900)) } : {}),
    };
  });
}
