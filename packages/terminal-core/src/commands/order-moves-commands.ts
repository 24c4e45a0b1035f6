import { mergeOrders, moveLines, splitOrder } from '@beaveros/domain/processes';
import { orderView } from '@beaveros/protocol/ipc';
import { ok } from '@beaveros/kit';
import type { CommandHandlers, Desk } from './command.ts';

type OrderMovesCommands = Pick<CommandHandlers, 'moveLines' | 'mergeOrders' | 'splitOrder'>;

/** Commands over two orders and more: one entry, so that no till ever sees a line in both or in none. */
export const orderMovesCommands: OrderMovesCommands = {
  moveLines: {
    decide: ({ aggregates }, input, { actor }) => {
      const from = aggregates.order(input.order);
      const decided = moveLines(from, aggregates.order(input.to), input, { actor });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, { order, to }) => views(desk, order, [to]),
  },
  mergeOrders: {
    decide: ({ aggregates }, input, { actor }) => {
      const from = aggregates.order(input.order);
      const decided = mergeOrders(from, aggregates.order(input.into), input, { actor });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, { order, into }) => views(desk, order, [into]),
  },
  splitOrder: {
    decide: ({ aggregates, journal }, input, { actor, place, businessDate }) => {
      const counter = `order/${businessDate}`;
      const next = journal.nextCounter(counter);
      const labels = input.parts.map((_, at) => `${place.terminal.code}-${next + at}`);
      const opened = input.parts.map(({ to }) => aggregates.order(to));
      const decided = splitOrder(aggregates.order(input.order), input, { actor, labels, opened });
      return decided.ok ? ok({ events: decided.value, counters: input.parts.map(() => counter) }) : decided;
    },
    answer: (desk, { order, parts }) =>
      views(
        desk,
        order,
        parts.map(({ to }) => to),
      ),
  },
};

function views(desk: Desk, order: string, others: readonly string[]) {
  const view = (id: string) => orderView(desk.aggregates.order(id), (side) => desk.journal.side(side));
  return { order: view(order), others: others.map(view) };
}
