import { negate, ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { OrderState } from '../order/state.ts';
import { orderCurrency, overpaidOf } from '../order/totals.ts';
import { type TillContext, takePayments } from '../payment/decide.ts';
import type { PaymentEvent } from '../payment/events.ts';
import type { PaymentRefusal } from '../payment/refusals.ts';
import type { PaymentMethodRow } from '../payment/rows.ts';
import { zId } from '../scalars.ts';
import { drawerKick } from './drawer-kick.ts';
import { keptApart } from './practice-apart.ts';

/** Pays back what a closed order owes its guest, all of it. */
export const zRefundOverpayment = z.strictObject({
  order: zId<'Order'>(),
  payment: zId<'Payment'>(),
  method: zId<'PaymentMethod'>(),
});
export type RefundOverpayment = z.output<typeof zRefundOverpayment>;

export type RefundRefusal = PaymentRefusal | { readonly code: 'order/not-overpaid' };

/** One entry: a payment of the whole overpayment out, and the drawer. The documents stay as they are. */
export function refundOverpayment(
  state: OrderState,
  { order, payment, method }: RefundOverpayment,
  context: TillContext & { readonly method: (id: string) => PaymentMethodRow | undefined },
): Result<readonly Draft<PaymentEvent>[], RefundRefusal> {
  // Money out without a return to point to: guarded like one.
  const refusal = missing(context.actor, 'can_return_without_receipt');
  if (refusal !== null) return refuse(refusal);
  const owed = negate(overpaidOf(state));
  if (owed === 0) return refuse({ code: 'order/not-overpaid' });
  if (state.payments.has(payment)) return refuse({ code: 'payment/already-recorded', payment });
  const mixed = keptApart(state.payments.values(), context);
  if (mixed !== null) return refuse(mixed);
  const tender = { payment, method, tendered: owed };
  const taken = takePayments(order, owed, [tender], { ...context, currency: orderCurrency(state) });
  if (!taken.ok) return taken;
  const kick = drawerKick(order, taken.value, { ...context, reason: 'return' });
  return ok(kick === null ? taken.value : [...taken.value, kick]);
}
