import { resolveTask } from '@beaveros/domain/order';
import { refundOverpayment, reverseSale } from '@beaveros/domain/processes';
import { orderView } from '@beaveros/protocol/ipc';
import { ok, refuse } from '@beaveros/kit';
import type { CommandHandlers, Desk } from './command.ts';
import { isPractice, nextDocument, tillContext } from './numbering.ts';
import { writableStock } from './stock-commands.ts';

type DisagreementCommands = Pick<CommandHandlers, 'reverseDocument' | 'refundOverpayment' | 'resolveTask'>;

const answer = (desk: Desk, input: { readonly order: string }) => ({
  order: orderView(desk.aggregates.order(input.order), (side) => desk.journal.side(side)),
});

/** What people do about an order that tills disagreed about (design section 5). */
export const disagreementCommands: DisagreementCommands = {
  reverseDocument: {
    decide: (desk, input, asking) => {
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const { counter, ...numbered } = nextDocument(desk, asking);
      const stock = writableStock(desk, asking);
      const context = {
        actor: asking.actor,
        isTraining: isPractice(desk),
        ...numbered,
        ...(stock === null ? {} : { stock }),
      };
      const decided = reverseSale(desk.aggregates.order(input.order), input, context);
      return decided.ok ? ok({ events: decided.value, counters: [counter] }) : decided;
    },
    answer,
  },
  refundOverpayment: {
    decide: (desk, input, asking) => {
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const decided = refundOverpayment(desk.aggregates.order(input.order), input, {
        ...tillContext(desk, asking),
        method: (id) => desk.rows.payment.method(id),
      });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
  resolveTask: {
    decide: (desk, input, { actor }) => {
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const decided = resolveTask(desk.aggregates.order(input.order), input, { actor });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
};
