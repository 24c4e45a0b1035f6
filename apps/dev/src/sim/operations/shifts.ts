import { orderStatus } from '@beaveros/domain/order';
import { atTill, ownOrder } from './at-till.ts';
import type { Operation } from './operation.ts';
import { someLines } from './order.ts';

/** A shift in which nothing is a sale. */
export const shiftOperations = {
  /**
   * A new waiter practises: the shift ends, another one opens, something is sold and closed. Whoever comes next finds it open
   * where the lesson is interrupted or goes on.
   */
  practise: (world, step) =>
    atTill(world, step, (at) => {
      const {
        ask,
        dice,
        newId,
        till,
        order: stateOf,
        world: { house },
      } = at;
      const isUp = () => till.isRunning;
      const current = till.parts.aggregates.currentShift?.shift;
      if (current !== undefined) ask('closeShift', { shift: current, count: null }, house.manager);
      if (!isUp()) return true;
      const shift = newId<'Shift'>();
      ask('openShift', { shift, float: 5_000, isTraining: true }, house.manager);
      if (!isUp()) return true;
      const order = ownOrder(at, 'take-away');
      if (order === null) return true;
      ask('addLines', { order, lines: someLines(at) });
      const due = isUp() ? world.dueOf(till, order) : 0;
      if (isUp() && orderStatus(stateOf(order)) === 'open' && due > 0) {
        const tenders = [{ payment: newId<'Payment'>(), method: house.cash, tendered: due }];
        ask('payAndClose', { order, document: newId<'Document'>(), tenders, printer: till.place.printer });
      }
      if (isUp() && dice.chance(0.6)) {
        const count = { denominations: [], amount: 5_000 + due };
        ask('closeShift', { shift, count }, house.manager);
      }
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;
