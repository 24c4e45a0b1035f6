import { MICRO } from '@beaveros/kit';
import { atTill } from './at-till.ts';
import type { Operation } from './operation.ts';

const HOUR_MS = 3_600_000;

/** What is done about the shelf, and about what has run out. */
export const stockOperations = {
  /** A delivery, something broken, a correction. */
  'move-stock': (world, step) =>
    atTill(world, step, ({ ask, dice, world: { house } }) => {
      const kind = dice.pick(['received', 'received', 'waste', 'adjusted', 'transfer'] as const);
      const count = dice.between(1, 24) * MICRO;
      const deltaMicro = kind === 'received' || (kind === 'adjusted' && dice.chance(0.5)) ? count : -count;
      const moves = [{ item: dice.pick(house.items), deltaMicro }];
      ask('stockMovement', { kind, moves, note: kind === 'received' ? null : 'roto' }, house.manager);
      return true;
    }),
  /** Counts one item or a few, with what this till knows. */
  'count-stock': (world, step) =>
    atTill(world, step, ({ ask, dice, world: { house } }) => {
      // The first is tracked by nobody, and somebody tries all the same.
      const items = house.items.filter((_, at) => at === 1 || dice.chance(at === 0 ? 0.1 : 0.4));
      const counts = items.map((item) => ({ item, countedMicro: dice.between(0, 40) * MICRO }));
      ask('countStock', { counts, note: null }, house.manager);
      return true;
    }),
  'sell-out': (world, step) =>
    atTill(world, step, ({ ask, dice, till, world: { house } }) => {
      const until = dice.chance(0.5) ? null : till.clock.now() + dice.between(1, 3) * HOUR_MS;
      // Never what everybody orders: a menu that is sold out sells nothing that could go wrong.
      ask('markSoldOut', { item: house.items.at(-1)!, until }, house.manager);
      return true;
    }),
  'back-on-sale': (world, step) =>
    atTill(world, step, ({ ask, world: { house } }) => {
      ask('backOnSale', { item: house.items.at(-1)! }, house.manager);
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;
