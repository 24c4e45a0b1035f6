import {
  type AmountMinor,
  amountMinor,
  type BusinessDate,
  type Currency,
  type Id,
  ok,
  type Result,
  refuse,
} from '@beaveros/kit';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { OpenDrawer, OpenShift, Tender } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import type { PaymentRefusal } from './refusals.ts';
import type { PaymentMethodRow } from './rows.ts';

export type PaymentDecision = Result<readonly Draft<PaymentEvent>[], PaymentRefusal>;

/** The shift this till has open, as the core knows it. */
export interface CurrentShift {
  readonly shift: Id<'Shift'>;
  readonly drawer: Id<'Device'> | null;
  readonly businessDate: BusinessDate;
}

export interface TillContext {
  readonly actor: Actor;
  readonly terminal: Id<'Terminal'>;
  readonly currency: Currency;
  readonly shift: CurrentShift | null;
}

export function openShift(
  command: OpenShift,
  context: TillContext & { readonly drawer: Id<'Device'> | null; readonly businessDate: BusinessDate },
): PaymentDecision {
  const refusal = missing(context.actor, 'can_open_shift');
  if (refusal !== null) return refuse(refusal);
  if (context.shift !== null)
    return refuse({ code: 'payment/shift-already-open', shift: context.shift.shift });
  const { terminal, currency, drawer, businessDate } = context;
  return ok([
    {
      type: 'payment.ShiftOpened',
      v: 1,
      aggregate: command.shift,
      body: { terminal, drawer, currency, float: command.float, businessDate },
    },
  ]);
}

/** Opens the drawer without a sale. */
export function openDrawer(command: OpenDrawer, context: TillContext): PaymentDecision {
  const refusal = missing(context.actor, 'can_open_drawer');
  if (refusal !== null) return refuse(refusal);
  if (context.shift === null) return refuse({ code: 'payment/shift-closed' });
  const { drawer, reason } = command;
  return ok([
    {
      type: 'payment.DrawerKicked',
      v: 1,
      aggregate: context.shift.shift,
      body: {
        terminal: context.terminal,
        drawer,
        shift: context.shift.shift,
        reason: 'no-sale',
        note: reason,
      },
    },
  ]);
}

/**
 * Takes tenders for what is due, in their order; only cash gives change. A negative due is money out and is paid
 * exactly. The amounts add up to at most what is due; whether they reach it is the caller's question.
 */
export function takePayments(
  order: Id<'Order'>,
  due: AmountMinor,
  tenders: readonly Tender[],
  context: TillContext & { readonly method: (id: string) => PaymentMethodRow | undefined },
): PaymentDecision {
  const refusal = missing(context.actor, 'can_process_payments');
  if (refusal !== null) return refuse(refusal);
  if (context.shift === null) return refuse({ code: 'payment/shift-closed' });
  const events: Draft<PaymentEvent>[] = [];
  const taken = new Set<string>();
  let left = due;
  for (const tender of tenders) {
    if (taken.has(tender.payment))
      return refuse({ code: 'payment/already-recorded', payment: tender.payment });
    taken.add(tender.payment);
    const method = context.method(tender.method);
    if (method === undefined || !method.isActive) {
      return refuse({ code: 'payment/method-unknown', method: tender.method });
    }
    // Cards come with the card drivers: a card payment that no terminal approved must not close an order.
    if (method.type !== 'cash')
      return refuse({ code: 'payment/method-not-taken', method: method.id, type: method.type });
    const cash = takeCash(left, tender.tendered);
    if (!cash.ok) return cash;
    const { amount, change } = cash.value;
    left = amountMinor(left - amount);
    events.push({
      type: 'payment.PaymentRecorded',
      v: 1,
      aggregate: order,
      body: {
        payment: tender.payment,
        shift: context.shift.shift,
        method: { id: method.id, name: method.name, type: method.type },
        currency: context.currency,
        amount,
        tendered: tender.tendered,
        change,
      },
    });
  }
  return ok(events);
}

function takeCash(
  due: AmountMinor,
  tendered: AmountMinor,
): Result<{ readonly amount: AmountMinor; readonly change: AmountMinor }, PaymentRefusal> {
  if (tendered === 0) return refuse({ code: 'payment/tender-zero' });
  if (due === 0 || Math.sign(due) !== Math.sign(tendered))
    return refuse({ code: 'payment/wrong-direction', due });
  if (due < 0 && tendered < due) return refuse({ code: 'payment/too-much-out', due });
  const amount = due < 0 ? tendered : amountMinor(Math.min(due, tendered));
  return ok({ amount, change: amountMinor(tendered - amount) });
}
