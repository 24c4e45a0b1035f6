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
  'open-drawer': (world, step) =>
    atTill(world, step, ({ ask, till, world: { house } }) => {
      ask('openDrawer', { drawer: till.place.drawer, reason: 'change' }, house.manager);
      return true;
    }),
  'resolve-print': (world, step) =>
    atTill(world, step, ({ till }) => world.bench(till).resolveOne(world.house.manager.user!)),
} satisfies Readonly<Record<string, Operation>>;
