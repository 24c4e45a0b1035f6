import { orderView } from '@beaveros/protocol/ipc';
import { openDrawer, openShift, type TillContext } from '@beaveros/domain/payment';
import { payAndClose } from '@beaveros/domain/processes';
import { assert, ok, refuse } from '@beaveros/kit';
import type { Asking, CommandHandlers, Desk } from './command.ts';

type SaleCommands = Pick<CommandHandlers, 'openShift' | 'payAndClose' | 'openDrawer'>;

const tillContext = (desk: Desk, { actor, place }: Asking): TillContext => ({
  actor,
  terminal: desk.till.id,
  currency: place.store.currency,
  shift: desk.aggregates.currentShift,
});

/** Receipt numbers are (terminal, chain series, counter): the counter begins anew with a new chain. */
const receiptCounter = (desk: Desk) => `receipt/${desk.journal.series}`;

export const saleCommands: SaleCommands = {
  openShift: {
    decide: (desk, input, asking) => {
      const drawer = desk.till.devices('cash-drawer')[0]?.id ?? null;
      const { businessDate } = asking;
      const decided = openShift(input, { ...tillContext(desk, asking), drawer, businessDate });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, input) => {
      const { opened } = desk.aggregates.shift(input.shift);
      assert(opened !== null, 'an answered shift is open');
      return { shift: input.shift, businessDate: opened.businessDate };
    },
  },
  payAndClose: {
    decide: (desk, input, asking) => {
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const counter = receiptCounter(desk);
      const decided = payAndClose(desk.aggregates.order(input.order), input, {
        ...tillContext(desk, asking),
        method: (id) => desk.rows.payment.method(id),
        number: {
          terminalCode: asking.place.terminal.code,
          series: desk.journal.series,
          counter: desk.journal.nextCounter(counter),
        },
        businessDate: asking.businessDate,
        localTime: desk.till.localTimeAt(asking.now, asking.place.store),
      });
      return decided.ok ? ok({ events: decided.value, counters: [counter] }) : decided;
    },
    answer: (desk, input) => {
      const state = desk.aggregates.order(input.order);
      const view = orderView(state, (side) => desk.journal.side(side));
      const document = view.documents.find((each) => each.document === input.document);
      assert(document !== undefined, 'an answered close has its document');
      return { order: view, document };
    },
  },
  openDrawer: {
    decide: (desk, input, asking) => {
      if (!desk.till.devices('cash-drawer').some((device) => device.id === input.drawer)) {
        return refuse({ code: 'core/no-drawer', drawer: input.drawer });
      }
      const decided = openDrawer(input, tillContext(desk, asking));
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: () => ({}),
  },
};
