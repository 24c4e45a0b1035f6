import { atTill, busyOrder } from './at-till.ts';
import type { Operation } from './operation.ts';

/** Paper that somebody asks for, and nothing else follows from. */
export const paperOperations = {
  /** A guest wants to see what is to be paid. */
  'print-bill': (world, step) =>
    atTill(world, step, (at) => {
      const order = busyOrder(at);
      if (order === undefined) return false;
      at.ask('printBill', { order, printer: at.dice.chance(0.5) ? at.till.place.printer : null });
      return true;
    }),
  'print-x': (world, step) =>
    atTill(world, step, ({ ask, till, world: { house } }) => {
      if (till.parts.aggregates.currentShift === null) return false;
      ask('printX', { printer: till.place.printer }, house.manager);
      return true;
    }),
  /** A Z once more, at whichever till has heard of its shift. */
  'reprint-z': (world, step) =>
    atTill(world, step, ({ ask, dice, till, world: { house } }) => {
      const closed = till.parts.journal
        .after(0, ENTRIES_LOOKED_AT)
        .flatMap(({ recorded }) => recorded.map(({ event }) => event))
        .filter(({ type }) => type === 'payment.ShiftClosed');
      if (closed.length === 0) return false;
      ask('reprintZ', { shift: dice.pick(closed).aggregate, printer: till.place.printer }, house.manager);
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;

/** A seed has some hundreds of entries. */
const ENTRIES_LOOKED_AT = 5_000;
