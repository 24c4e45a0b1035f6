import {
  type AmountMinor,
  amountMinor,
  type BusinessDate,
  type Currency,
  type Id,
  ok,
  type Refusal,
  type Result,
  refuse,
  ZERO,
} from '@beaveros/kit';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { CashRounding } from '../pricing/tender/cash-rounding.ts';
import type { Tender } from './commands.ts';
import type { PaymentAccount, PaymentEvent } from './events.ts';
import type { PaymentRefusal } from './refusals.ts';
import type { PaymentMethodRow } from './rows.ts';
import { type SoFar, tenderAmounts } from './tender-amounts.ts';

export type PaymentDecision = Result<readonly Draft<PaymentEvent>[], PaymentRefusal>;

/** The shift this till has open, as the core knows it. */
export interface CurrentShift {
  readonly shift: Id<'Shift'>;
  readonly drawer: Id<'Device'> | null;
  readonly businessDate: BusinessDate;
  /** Absent: no. */
  readonly isTraining?: boolean;
}

export interface TillContext {
  readonly actor: Actor;
  readonly terminal: Id<'Terminal'>;
  readonly currency: Currency;
  readonly shift: CurrentShift | null;
  /** Whether a shift of any till is for practice, as far as is known. Absent: nobody asks. */
  readonly isPractice?: (shift: string) => boolean;
}

/** What a tender moves on an account: more than 0 is spent, less is given back. */
export interface AccountSpending {
  readonly account: PaymentAccount;
  readonly amount: AmountMinor;
}

export interface TenderContext<Refused extends Refusal = never> extends TillContext {
  readonly method: (id: string) => PaymentMethodRow | undefined;
  /** How cash becomes payable in coins that exist, as the order captured it. Absent or null: it is not rounded. */
  readonly cashRounding?: CashRounding | null;
  /** Whose order it is: a house account needs somebody. */
  readonly customer?: Id<'Customer'> | null;
  /**
   * Whether an account bears what a tender moves on it; null: it does. Whoever says so also writes the movement. Without
   * it no account is taken.
   */
  readonly bears?: (spending: AccountSpending) => Refused | null;
}

/**
 * Takes tenders for what is due, in their order; only cash gives change. A negative due is money out and is paid
 * exactly. The amounts add up to at most what is due; whether they reach it is the caller's question. Cash that covers
 * what is left pays it as coins that exist; the difference is the payment's `rounding`.
 */
export function takePayments<Refused extends Refusal = never>(
  order: Id<'Order'>,
  due: AmountMinor,
  tenders: readonly Tender[],
  context: TenderContext<Refused>,
): Result<readonly Draft<PaymentEvent>[], PaymentRefusal | Refused> {
  const refusal = missing(context.actor, 'can_process_payments');
  if (refusal !== null) return refuse(refusal);
  if (context.shift === null) return refuse({ code: 'payment/shift-closed' });
  const events: Draft<PaymentEvent>[] = [];
  const taken = new Set<string>();
  let soFar: SoFar = { left: due, cash: ZERO, moved: ZERO };
  for (const tender of tenders) {
    if (taken.has(tender.payment))
      return refuse({ code: 'payment/already-recorded', payment: tender.payment });
    taken.add(tender.payment);
    const method = context.method(tender.method);
    if (method === undefined || !method.isActive) {
      return refuse({ code: 'payment/method-unknown', method: tender.method });
    }
    const amounts = tenderAmounts(
      { tendered: tender.tendered, tip: tender.tip ?? ZERO, isCash: method.type === 'cash' },
      soFar,
      context.cashRounding ?? null,
    );
    const notTaken = methodNotTaken(tender, method, context);
    if (notTaken !== null) return refuse(notTaken);
    if (!amounts.ok) return amounts;
    const { amount, change, rounding } = amounts.value;
    const account = tender.account ?? null;
    if (account !== null) {
      const notBorne = context.bears!({ account, amount: amountMinor(tender.tendered - change) });
      if (notBorne !== null) return refuse(notBorne);
    }
    soFar = amounts.value.soFar;
    events.push({
      type: 'payment.PaymentRecorded',
      v: 2,
      aggregate: order,
      body: {
        payment: tender.payment,
        shift: context.shift.shift,
        method: { id: method.id, name: method.name, type: method.type },
        currency: context.currency,
        amount,
        tendered: tender.tendered,
        change,
        tip: tender.tip ?? ZERO,
        rounding,
        account,
        reference: tender.reference ?? null,
      },
    });
  }
  return ok(events);
}

/**
 * Why a method may not be taken, or null. Cash always may; so may an electronic payment, on the word of who took it at a
 * stand-alone terminal. A card comes with the card drivers: one that no terminal approved must not close an order.
 */
function methodNotTaken(
  { account }: Tender,
  method: PaymentMethodRow,
  context: TenderContext<Refusal>,
): PaymentRefusal | null {
  const { id, type } = method;
  if (type === 'card') return { code: 'payment/method-not-taken', method: id, type };
  if (type !== 'credit_account')
    return account === undefined ? null : { code: 'payment/account-not-taken', method: id, type };
  if (account === undefined) return { code: 'payment/account-missing', method: id };
  if (account.kind === 'house-account') {
    const refusal = missing(context.actor, 'can_sell_on_account');
    if (refusal !== null) return refusal;
    if ((context.customer ?? null) === null) return { code: 'payment/customer-missing' };
  }
  // Nobody's value moves in training.
  const isTaken = context.bears !== undefined && context.shift?.isTraining !== true;
  return isTaken ? null : { code: 'payment/method-not-taken', method: id, type };
}
