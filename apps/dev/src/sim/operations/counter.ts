import { atTill } from './at-till.ts';
import type { Operation } from './operation.ts';

const FLOAT_MINOR = 10_000;

/** What is done at a till without an order. */
export const counterOperations = {
  'open-shift': (world, step) =>
    atTill(world, step, ({ newId, ask, world: { house } }) => {
      ask('openShift', { shift: newId(), float: FLOAT_MINOR }, house.manager);
      return true;
    }),
  /** Closes the shift that is open there, counted rightly, wrongly or not at all. */
  'close-shift': (world, step) =>
    atTill(world, step, ({ ask, dice, till, world: { house } }) => {
      const { aggregates } = till.parts;
      const shift = aggregates.currentShift?.shift;
      if (shift === undefined) return false;
      const count = { denominations: [], amount: dice.between(0, 50_000) };
      const printer = dice.chance(0.7) ? till.place.printer : null;
      ask('closeShift', { shift, count: dice.chance(0.7) ? count : null, printer }, house.manager);
      return true;
    }),
  'move-cash': (world, step) =>
    atTill(world, step, ({ ask, dice, till, world: { house } }) => {
      const printer = dice.chance(0.5) ? till.place.printer : null;
      const moved = { amount: dice.between(1, 5_000), reason: 'hielo', printer };
      ask(dice.chance(0.5) ? 'cashIn' : 'cashOut', moved, house.manager);
      return true;
    }),
  'count-drawer': (world, step) =>
    atTill(world, step, ({ ask, dice, world: { house } }) => {
      ask('countDrawer', { denominations: [], amount: dice.between(0, 50_000) }, house.manager);
      return true;
    }),
  'open-drawer': (world, step) =>
    atTill(world, step, ({ ask, till, world: { house } }) => {
      ask('openDrawer', { drawer: till.place.drawer, reason: 'change' }, house.manager);
      return true;
    }),
  'resolve-print': (world, step) =>
    atTill(world, step, ({ till }) => world.bench(till).resolveOne(world.house.manager.user!)),
} satisfies Readonly<Record<string, Operation>>;
