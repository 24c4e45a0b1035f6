import { orderView } from '@beaveros/protocol/ipc';
import { payAndClose } from '@beaveros/domain/processes';
import { assert, ok, refuse } from '@beaveros/kit';
import { accountContext, refusedSpend, spendQuestions } from './account-context.ts';
import type { CommandHandlers } from './command.ts';
import { couponUses } from './coupon-uses.ts';
import { nextDocument, tenderContext } from './numbering.ts';
import { writableStock } from './stock-commands.ts';

type SaleCommands = Pick<CommandHandlers, 'payAndClose'>;

export const saleCommands: SaleCommands = {
  payAndClose: {
    asks: (desk, { tenders }) => spendQuestions(desk, tenders),
    decide: (desk, input, asking) => {
      const refused = refusedSpend(desk, asking);
      if (refused !== null) return refuse(refused);
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const { counter, ...numbered } = nextDocument(desk, asking);
      const stock = writableStock(desk, asking);
      const coupons = couponUses(desk);
      const decided = payAndClose(desk.aggregates.order(input.order), input, {
        ...tenderContext(desk, asking),
        ...numbered,
        accounts: accountContext(desk, asking),
        ...(stock === null ? {} : { stock }),
        ...(coupons === undefined ? {} : { coupons }),
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
};
