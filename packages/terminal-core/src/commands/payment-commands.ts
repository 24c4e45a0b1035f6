import { recordPayment } from '@beaveros/domain/processes';
import { ok, refuse } from '@beaveros/kit';
import { orderView } from '@beaveros/protocol/ipc';
import { accountContext, refusedSpend, spendQuestions } from './account-context.ts';
import type { CommandHandlers } from './command.ts';
import { tenderContext } from './numbering.ts';

type PaymentCommands = Pick<CommandHandlers, 'recordPayment'>;

/** Money for an order that stays open. */
export const paymentCommands: PaymentCommands = {
  recordPayment: {
    asks: (desk, { tenders }) => spendQuestions(desk, tenders),
    decide: (desk, input, asking) => {
      const refused = refusedSpend(desk, asking);
      if (refused !== null) return refuse(refused);
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const state = desk.aggregates.order(input.order);
      // A till of the store that could not read its paper's fact stops no payment: there is none then.
      const mayPrint = desk.mayWrite?.('order.BillPresented', 1) !== false;
      const decided = recordPayment(state, mayPrint ? input : { ...input, printer: null }, {
        ...tenderContext(desk, asking),
        localTime: desk.till.localTimeAt(asking.now, asking.place.store),
        customer: state.customer,
        accounts: accountContext(desk, asking),
      });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, input) => ({
      order: orderView(desk.aggregates.order(input.order), (side) => desk.journal.side(side)),
    }),
  },
};
