import { resolveTask, reverseDocument } from '@beaveros/domain/order';
import { refundOverpayment } from '@beaveros/domain/processes';
import { type IpcRefusal, orderView } from '@beaveros/protocol/ipc';
import { ok, type Result, refuse } from '@beaveros/kit';
import type { CommandHandlers, Desk } from './command.ts';
import { nextDocument, tillContext } from './numbering.ts';

type DisagreementCommands = Pick<CommandHandlers, 'reverseDocument' | 'refundOverpayment' | 'resolveTask'>;

const answer = (desk: Desk, input: { readonly order: string }) => ({
  order: orderView(desk.aggregates.order(input.order), (side) => desk.journal.side(side)),
});

/** What people do about an order that tills disagreed about (design section 5). */
export const disagreementCommands: DisagreementCommands = {
  reverseDocument: {
    decide: (desk, input, asking) => {
      const may = readyFor(desk, input.order, 'order.DocumentReversed');
      if (!may.ok) return may;
      const { counter, ...numbered } = nextDocument(desk, asking);
      const context = { actor: asking.actor, ...numbered };
      const decided = reverseDocument(desk.aggregates.order(input.order), input, context);
      return decided.ok ? ok({ events: decided.value, counters: [counter] }) : decided;
    },
    answer,
  },
  refundOverpayment: {
    decide: (desk, input, asking) => {
      const may = readyFor(desk, input.order, 'payment.PaymentRecorded');
      if (!may.ok) return may;
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
      const may = readyFor(desk, input.order, 'order.TaskResolved');
      if (!may.ok) return may;
      const decided = resolveTask(desk.aggregates.order(input.order), input, { actor });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer,
  },
};

/** All facts of the order can be read here, and what will be written can be read by every till of the store. */
function readyFor(desk: Desk, order: string, type: string): Result<null, IpcRefusal> {
  if (desk.aggregates.hasParked(order)) return refuse({ code: 'core/order-has-parked-facts' });
  return desk.mayWrite?.(type, 1) === false ? refuse({ code: 'core/till-too-old', type }) : ok(null);
}
