import { orderView } from '@beaveros/protocol/ipc';
import { openDrawer, openShift } from '@beaveros/domain/payment';
import { payAndClose } from '@beaveros/domain/processes';
import { assert, ok, refuse } from '@beaveros/kit';
import type { CommandHandlers } from './command.ts';
import { nextDocument, tillContext } from './numbering.ts';

type SaleCommands = Pick<CommandHandlers, 'openShift' | 'payAndClose' | 'openDrawer'>;

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
      const { counter, ...numbered } = nextDocument(desk, asking);
      const decided = payAndClose(desk.aggregates.order(input.order), input, {
        ...tillContext(desk, asking),
        method: (id) => desk.rows.payment.method(id),
        ...numbered,
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
