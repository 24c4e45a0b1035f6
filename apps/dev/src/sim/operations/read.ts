import { atTill, busyOrder } from './at-till.ts';
import type { Operation } from './operation.ts';

/** What screens show. The witness keeps it: a screen may never see less than before. */
export const readOperations = {
  'look-at-orders': (world, step) =>
    atTill(world, step, (at) => {
      const { till, screen, dice } = at;
      world.read(till, screen, 'orders', null);
      world.read(till, screen, 'totals', null);
      const order = busyOrder(at) ?? (world.orders.length > 0 ? dice.pick(world.orders) : undefined);
      if (order !== undefined) world.read(till, screen, 'order', order);
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;
