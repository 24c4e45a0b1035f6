import { amountMinor, type Id, negate, ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import type { Draft } from '../journal/entry.ts';
import { dueOf } from '../order/totals.ts';
import type { Author, OrderState } from '../order/state.ts';
import { zId } from '../scalars.ts';
import { type ClosingContext, payAndClose, type SaleRefusal, zPayAndClose } from './pay-and-close.ts';
import {
  issueRefund,
  type RefundContext,
  type RefundEvents,
  type RefundProcessRefusal,
  zRefund,
} from './refund.ts';
import { exchangeMethod, recorded } from './refund-tenders.ts';

/**
 * Goods for goods: gives back parts of one order and pays another one with them. `paidOut` and `paidIn` are the two
 * sides of the tender between them; what one order comes to more than the other is paid by the tenders of that one.
 */
export const zExchange = z.strictObject({
  refund: zRefund,
  close: zPayAndClose,
  paidOut: zId<'Payment'>(),
  paidIn: zId<'Payment'>(),
});
export type ExchangeCommand = z.output<typeof zExchange>;

export type ExchangeRefusal =
  | RefundProcessRefusal
  | SaleRefusal
  /** Two orders of one currency, of which the second asks for money. */
  | { readonly code: 'order/nothing-to-exchange' };

/**
 * One entry over two orders: the refund of the old one, whose money goes as far as it is wanted into the new one, and the
 * close of that. No money moves by the tender between them, and each document adds up by itself.
 */
export function exchange(
  orders: { readonly old: OrderState; readonly fresh: OrderState },
  { refund: giving, close, paidOut, paidIn }: ExchangeCommand,
  context: { readonly tenant: Id<'Tenant'>; readonly refund: RefundContext; readonly close: ClosingContext },
): Result<readonly ExchangeDraft[], ExchangeRefusal> {
  const { old, fresh } = orders;
  const { shift } = context.refund;
  if (shift === null) return refuse({ code: 'payment/shift-closed' });
  const currency = fresh.opened?.currency;
  const due = dueOf(fresh);
  const isOne = currency !== undefined && currency.code === context.refund.currency.code;
  if (giving.order === close.order || due <= 0 || !isOne)
    return refuse({ code: 'order/nothing-to-exchange' });
  const taken = [paidOut, paidIn].find((id, at) => (at === 0 ? old : fresh).payments.has(id));
  if (taken !== undefined || paidOut === paidIn)
    return refuse({ code: 'payment/already-recorded', payment: taken ?? paidOut });
  const method = exchangeMethod(context.tenant);
  const plain = { rounding: amountMinor(0), method, account: null, reference: null };
  let amount = amountMinor(0);
  const issued = issueRefund(old, giving, {
    ...context.refund,
    exchanged: (total) => {
      amount = amountMinor(Math.min(total, due));
      if (amount === 0) return null;
      const event = recorded(
        { ...plain, payment: paidOut, amount },
        { order: giving.order, currency, shift },
      );
      return { amount, paid: { event, of: null } };
    },
  });
  if (!issued.ok) return issued;
  if (amount === 0) return refuse({ code: 'order/nothing-to-exchange' });
  const into = recorded(
    { ...plain, payment: paidIn, amount: negate(amount) },
    { order: close.order, currency, shift },
  );
  // The new order is closed as it is with that payment: it names it, and asks for the rest.
  const by = { terminal: context.refund.terminal } as unknown as Author;
  const payments = new Map(fresh.payments).set(paidIn, { ...into.body, by });
  const closed = payAndClose({ ...fresh, payments }, close, context.close);
  return closed.ok ? ok([...issued.value.events, into, ...closed.value]) : closed;
}

/** What a refund and a close write. */
type ExchangeDraft =
  | Draft<RefundEvents>
  | Extract<ReturnType<typeof payAndClose>, { ok: true }>['value'][number];
