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
      const decided = recordPayment(state, input, {
        ...tenderContext(desk, asking),
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
