import { ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import type { Draft } from '../journal/entry.ts';
import { notOpen } from '../order/decide.ts';
import { DOCUMENT_PAYMENTS_MAX } from '../order/document-parts.ts';
import type { OrderEvent } from '../order/events.ts';
import { presentBill } from '../order/present-bill.ts';
import type { OrderRefusal } from '../order/refusals.ts';
import { standOf } from '../order/standing.ts';
import type { OrderState } from '../order/state.ts';
import { dueOf, tooLarge } from '../order/totals.ts';
import { zTender } from '../payment/commands.ts';
import { type TenderContext, takePayments } from '../payment/decide.ts';
import type { PaymentEvent } from '../payment/events.ts';
import type { PaymentRefusal } from '../payment/refusals.ts';
import type { AccountContext } from '../payment/stored-value/decide.ts';
import { movedByTenders } from '../payment/stored-value/of-close.ts';
import type { AccountRefusal } from '../payment/stored-value/refusals.ts';
import { zId } from '../scalars.ts';
import { drawerKick } from './drawer-kick.ts';
import { keptApart, keptFromPractice } from './practice-apart.ts';

/** Pays a part of an order that stays open: a deposit, a guest who leaves early, one share of a table. */
export const zRecordPayment = z.strictObject({
  order: zId<'Order'>(),
  tenders: z.array(zTender).min(1).max(32),
  /** What was paid and what is left of the bill, on paper; null or absent: no paper. */
  printer: zId<'Device'>().nullable().optional(),
});
export type RecordPayment = z.output<typeof zRecordPayment>;

/**
 * One entry: the payments, and the drawer where cash moved. Never more than is due, except what comes back as change; it
 * may be all of it, and the close then takes no tender.
 */
export function recordPayment(
  state: OrderState,
  { order, tenders, printer = null }: RecordPayment,
  context: TenderContext & {
    /** The store's wall time, for paper; absent: none is printed. */
    readonly localTime?: string;
    /** Stored value that tenders spend. Absent: no account is taken. */
    readonly accounts?: AccountContext;
  },
): Result<readonly Draft<OrderEvent | PaymentEvent>[], OrderRefusal | PaymentRefusal | AccountRefusal> {
  const closed = notOpen(state);
  if (closed !== null) return refuse(closed);
  if (standOf(state).free.length + tenders.length > DOCUMENT_PAYMENTS_MAX)
    return refuse({ code: 'order/too-large', what: 'payments' });
  const recorded = tenders.find(({ payment }) => state.payments.has(payment));
  if (recorded !== undefined) return refuse({ code: 'payment/already-recorded', payment: recorded.payment });
  const mixed = keptFromPractice(state, context) ?? keptApart(standOf(state).free, context);
  if (mixed !== null) return refuse(mixed);
  const due = dueOf(state);
  // Captured when the order was opened: it stands even if the store changes its currency meanwhile.
  const { currency } = state.opened!;
  // Whether an account bears its tender is decided with its movement, below: in one entry, or nothing.
  const bears = context.accounts === undefined ? {} : { bears: () => null };
  const tendering: TenderContext = { ...context, ...bears, currency };
  const taken = takePayments(order, due, tenders, tendering);
  if (!taken.ok) return taken;
  const payments = taken.value.flatMap((event) =>
    event.type === 'payment.PaymentRecorded' ? [event.body] : [],
  );
  const moved =
    context.accounts === undefined
      ? ok([])
      : movedByTenders({ order, document: null }, payments, context.accounts);
  if (!moved.ok) return moved;
  const events: Draft<OrderEvent | PaymentEvent>[] = [...taken.value, ...moved.value];
  const { localTime, terminal, actor, shift } = context;
  const isPriced = tooLarge(state, standOf(state).openLines) === null;
  if (printer !== null && localTime !== undefined && isPriced) {
    const isTraining = shift?.isTraining === true;
    const bill = { occasion: 'payment' as const, printer, terminal, actor, localTime, isTraining, payments };
    events.push(presentBill(state, bill));
  }
  const kick = drawerKick(order, taken.value, { ...context, reason: due < 0 ? 'return' : 'sale' });
  return ok(kick === null ? events : [...events, kick]);
}
