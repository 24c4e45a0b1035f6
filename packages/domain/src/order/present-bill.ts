import { type Id, ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import { zId } from '../scalars.ts';
import { documentPayment, saidOfTotals } from './closing-document.ts';
import { notOpen } from './decide.ts';
import { DOCUMENT_PAYMENTS_MAX } from './document-parts.ts';
import type { OrderEvent } from './events.ts';
import type { OrderRefusal } from './refusals.ts';
import type { ReprintRefusal } from './reprint.ts';
import { standOf } from './standing.ts';
import { guestsOf, heldSum, type OrderState, type RecordedPayment, tableOf } from './state.ts';
import { openTotals, tooLarge } from './totals.ts';

/** `printer` null: the till's own. */
export const zPrintBill = z.strictObject({
  order: zId<'Order'>(),
  printer: zId<'Device'>().nullable(),
});
export type PrintBill = z.output<typeof zPrintBill>;

export interface BillContext {
  readonly actor: Actor;
  readonly terminal: Id<'Terminal'>;
  readonly localTime: string;
  readonly isTraining: boolean;
}

/** Shows the guest what is to be paid. Changes nothing, and may be done as often as somebody asks: the bill has grown. */
export function printBill(
  state: OrderState,
  { printer }: PrintBill,
  context: BillContext & { readonly printer: Id<'Device'> | null },
): Result<readonly Draft<OrderEvent>[], OrderRefusal | ReprintRefusal> {
  const refusal = missing(context.actor, 'can_sell') ?? notOpen(state);
  if (refusal !== null) return refuse(refusal);
  const { openLines } = standOf(state);
  if (openLines.length === 0) return refuse({ code: 'order/empty' });
  const what = tooLarge(state, openLines);
  if (what !== null) return refuse({ code: 'order/too-large', what });
  const on = printer ?? context.printer;
  if (on === null) return refuse({ code: 'order/no-printer' });
  return ok([presentBill(state, { ...context, printer: on, occasion: 'bill', payments: [] })]);
}

/** The bill of an order with open lines, not `tooLarge`. `payments`: of this command, which the state does not know yet. */
export function presentBill(
  state: OrderState,
  bill: BillContext & {
    readonly printer: Id<'Device'>;
    readonly occasion: 'bill' | 'payment';
    readonly payments: readonly RecordedPayment[];
  },
): Draft<OrderEvent> {
  const { terminal, printer, occasion, localTime, actor, isTraining } = bill;
  const opened = state.opened!;
  const totals = saidOfTotals(openTotals(state));
  const paid = [...standOf(state).free, ...bill.payments];
  return {
    type: 'order.BillPresented',
    v: 1,
    aggregate: state.order as Id<'Order'>,
    body: {
      terminal,
      printer,
      occasion,
      label: opened.label,
      tableName: tableOf(state)?.name ?? null,
      guests: guestsOf(state),
      localTime,
      cashierName: actor.name,
      currency: opened.currency,
      ...totals,
      payments: paid.slice(0, DOCUMENT_PAYMENTS_MAX).map(documentPayment),
      due: heldSum([totals.total, ...paid.map(({ amount }) => 0 - amount)]),
      isTraining,
      note: state.note,
    },
  };
}
