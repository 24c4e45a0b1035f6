import { exchange, type RefundContext, refund } from '@beaveros/domain/processes';
import { openGrants } from '@beaveros/domain/order';
import { type IpcInput, orderView } from '@beaveros/protocol/ipc';
import { assert, ok, refuse } from '@beaveros/kit';
import { accountContext, refusedSpend, spendQuestions } from './account-context.ts';
import { grantedRefund, refusedAsk } from './asks.ts';
import type { Asking, CommandHandlers, Desk, Question } from './command.ts';
import { couponUses } from './coupon-uses.ts';
import { nextDocument, type NextDocument, tenderContext } from './numbering.ts';
import { writableStock } from './stock-commands.ts';

type RefundCommands = Pick<CommandHandlers, 'refund' | 'exchange'>;
type RefundInput = IpcInput<'refund'>;

export const refundCommands: RefundCommands = {
  refund: {
    asks: (desk, input) => closerQuestions(desk, input),
    decide: (desk, input, asking) => {
      const refused = refusedAsk(asking.answered);
      if (refused !== null) return refuse(refused);
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const { counter, ...numbered } = nextDocument(desk, asking);
      const decided = refund(
        desk.aggregates.order(input.order),
        input,
        refundContext(desk, asking, numbered, input),
      );
      return decided.ok ? ok({ events: decided.value, counters: [counter] }) : decided;
    },
    answer: (desk, { order, document }) => {
      const view = viewOf(desk, order);
      const issued = view.refunds.find((each) => each.document === document);
      assert(issued !== undefined, 'an answered refund has its document');
      return { order: view, refund: issued };
    },
  },
  exchange: {
    asks: (desk, input) => [
      ...closerQuestions(desk, input.refund),
      ...spendQuestions(desk, input.close.tenders),
    ],
    decide: (desk, input, asking) => {
      const refused = refusedSpend(desk, asking);
      if (refused !== null) return refuse(refused);
      const parked = [input.refund.order, input.close.order].some((order) =>
        desk.aggregates.hasParked(order),
      );
      if (parked) return refuse({ code: 'core/order-has-parked-facts' });
      const { counter, ...first } = nextDocument(desk, asking);
      // The refund takes the next number and the close the one behind it: one gapless row.
      const second = { ...first, number: { ...first.number, counter: first.number.counter + 1 } };
      const orders = {
        old: desk.aggregates.order(input.refund.order),
        fresh: desk.aggregates.order(input.close.order),
      };
      const stock = writableStock(desk, asking);
      const coupons = couponUses(desk);
      const decided = exchange(orders, input, {
        tenant: asking.place.store.tenantId,
        refund: refundContext(desk, asking, first, input.refund),
        close: {
          ...tenderContext(desk, asking),
          ...second,
          accounts: accountContext(desk, asking),
          ...(stock === null ? {} : { stock }),
          ...(coupons === undefined ? {} : { coupons }),
        },
      });
      return decided.ok ? ok({ events: decided.value, counters: [counter, counter] }) : decided;
    },
    answer: (desk, { refund: { order }, close }) => ({
      refunded: viewOf(desk, order),
      order: viewOf(desk, close.order),
    }),
  },
};

/**
 * The till that closed the document is asked, unless it is this one or nobody knows which it was; of one that was revoked
 * the cloud is, which has its sales.
 */
function closerQuestions(desk: Desk, { order, refunds, lines }: RefundInput): readonly Question[] {
  const close = desk.aggregates.order(order).documents.find(({ document }) => document === refunds);
  const terminal = close?.by.terminal ?? null;
  if (terminal === null || terminal === desk.till.id) return [];
  const ask = { kind: 'refund', order, document: refunds, lines } as const;
  return [desk.journal.isRevoked(terminal) ? { to: 'cloud', ask } : { to: 'till', terminal, ask }];
}

function refundContext(
  desk: Desk,
  asking: Asking,
  numbered: Omit<NextDocument, 'counter'>,
  { order, refunds }: RefundInput,
): RefundContext {
  const { refundLimits, refundWays = 'any', cashRounding } = desk.rows.entity.policies();
  // Granted before and not used, as when a PIN was missing: it holds though nobody answers now.
  const held = openGrants(desk.aggregates.order(order)).find(
    ({ forCommand }) => forCommand === asking.commandId,
  );
  const grant = grantedRefund(asking.answered) ?? held ?? null;
  const stock = writableStock(desk, asking);
  const { method, actor, terminal, currency, shift } = tenderContext(desk, asking);
  return {
    actor,
    terminal,
    currency,
    shift,
    method,
    ...numbered,
    grant: grant?.document === refunds ? grant : null,
    limits: refundLimits,
    refundedToday: desk.aggregates.refundedOn(asking.businessDate),
    ways: refundWays,
    cashRounding,
    accounts: accountContext(desk, asking),
    ...(stock === null ? {} : { stock }),
  };
}

function viewOf(desk: Desk, order: string) {
  return orderView(desk.aggregates.order(order), (side) => desk.journal.side(side));
}
