import {
  type AmountMinor,
  amountMinor,
  type Currency,
  derivedId,
  type Id,
  negate,
  ok,
  type Result,
  refuse,
  ZERO,
} from '@beaveros/kit';
import * as z from 'zod';
import type { Draft } from '../journal/entry.ts';
import { goodsTaken } from '../order/refund/parts.ts';
import { type Close, refundsOf } from '../order/refund/refunded.ts';
import { heldSum, type OrderState, type RecordedPayment, type Refund } from '../order/state.ts';
import type { CurrentShift } from '../payment/decide.ts';
import type { PaymentEvent } from '../payment/events.ts';
import type { PaymentRefusal } from '../payment/refusals.ts';
import type { PaymentMethodRow } from '../payment/rows.ts';
import { zAccountKind } from '../payment/stored-value/events.ts';
import { type CashRounding, roundToStep } from '../pricing/tender/cash-rounding.ts';
import { zAmount, zId, zName } from '../scalars.ts';
import type { RefundWays } from '../service-entity/policies.ts';

/** How a part of a refund goes back. `amount`: more than 0, of what the refund comes to. */
export const zRefundTender = z.strictObject({
  payment: zId<'Payment'>(),
  amount: zAmount.refine((amount) => amount > 0, 'something'),
  to: z.discriminatedUnion('kind', [
    /** Where it came from. */
    z.strictObject({ kind: z.literal('original'), of: zId<'Payment'>() }),
    /** Another way: cash, or an account that it is put on (and that is opened where nobody knows it). */
    z.strictObject({
      kind: z.literal('method'),
      method: zId<'PaymentMethod'>(),
      account: z.strictObject({ kind: zAccountKind, id: zId<'Account'>(), label: zName }).nullable(),
    }),
  ]),
});
export type RefundTender = z.output<typeof zRefundTender>;

export type RefundTenderRefusal =
  | PaymentRefusal
  | { readonly code: 'payment/payment-unknown'; readonly payment: string }
  /** Less is left of that payment than shall go back to it. */
  | { readonly code: 'payment/more-than-was-paid'; readonly payment: string; readonly left: AmountMinor }
  /** The store gives money back where it came from only; so does everybody what was never paid but owed. */
  | { readonly code: 'payment/only-to-original'; readonly free: AmountMinor }
  /** The tenders do not add up to the refund. */
  | { readonly code: 'payment/refund-not-paid-out'; readonly total: AmountMinor; readonly paid: AmountMinor };

export interface PayingBack {
  readonly order: Id<'Order'>;
  readonly currency: Currency;
  readonly shift: CurrentShift;
  readonly method: (id: string) => PaymentMethodRow | undefined;
  readonly cashRounding: CashRounding | null;
  readonly ways: RefundWays;
}

/** A payment that goes out, and which one it gives back. */
export interface PaidBack {
  readonly event: Draft<Extract<PaymentEvent, { type: 'payment.PaymentRecorded' }>>;
  readonly of: Id<'Payment'> | null;
}

/** What an exchange is paid with: goods for goods, no money moves. */
const EXCHANGE_TYPE = 'exchange';

export function exchangeMethod(tenant: Id<'Tenant'>): RecordedPayment['method'] {
  return { id: derivedId<'PaymentMethod'>(tenant, 'method/exchange'), name: 'Exchange', type: EXCHANGE_TYPE };
}

/**
 * Pays a refund out, to its last cent. Cash is rounded as coins are; what completes the return of a payment mirrors its
 * rounding, so that what was taken in coins goes back in coins. `exchanged`: what of it pays another order.
 */
export function payBack(
  state: OrderState,
  close: Close,
  {
    total,
    exchanged,
    tenders,
  }: {
    readonly total: AmountMinor;
    readonly exchanged: AmountMinor;
    readonly tenders: readonly RefundTender[];
  },
  context: PayingBack,
): Result<readonly PaidBack[], RefundTenderRefusal> {
  const paid = heldSum([exchanged, ...tenders.map(({ amount }) => amount)]);
  if (paid !== total) return refuse({ code: 'payment/refund-not-paid-out', total, paid });
  const back: PaidBack[] = [];
  const taken = new Set<string>();
  for (const tender of tenders) {
    const { payment } = tender;
    if (taken.has(payment) || state.payments.has(payment))
      return refuse({ code: 'payment/already-recorded', payment });
    taken.add(payment);
    const { to } = tender;
    const decided =
      to.kind === 'original'
        ? toOriginal(state, close, { ...tender, to }, back, context)
        : toMethod({ ...tender, to }, context);
    if (!decided.ok) return decided;
    back.push(decided.value);
  }
  const tooFree = beyondFreeWays(state, close, { back, exchanged }, context.ways);
  return tooFree === null ? ok(back) : refuse(tooFree);
}

function toOriginal(
  state: OrderState,
  close: Close,
  { payment, amount, to }: RefundTender & { readonly to: { readonly of: Id<'Payment'> } },
  back: readonly PaidBack[],
  context: PayingBack,
): Result<PaidBack, RefundTenderRefusal> {
  const original = state.payments.get(to.of);
  const isOfClose = close.payments.some((each) => each.payment === to.of);
  if (original === undefined || !isOfClose || original.method.type === EXCHANGE_TYPE)
    return refuse({ code: 'payment/payment-unknown', payment: to.of });
  const before = [
    ...state.refunds.flatMap(({ payments }) => payments.filter(({ of }) => of === to.of)),
    ...back.filter(({ of }) => of === to.of).map(({ event }) => event.body),
  ];
  const left = amountMinor(Math.max(0, heldSum([original.amount, ...before.map((each) => each.amount)])));
  if (amount > left) return refuse({ code: 'payment/more-than-was-paid', payment: to.of, left });
  const mirrored = heldSum([0 - original.rounding, ...before.map(({ rounding }) => 0 - rounding)]);
  const isCash = original.method.type === 'cash';
  const rounding = amount === left ? mirrored : isCash ? roundedBy(amount, context.cashRounding) : ZERO;
  const { method, account, reference } = original;
  return ok({
    event: recorded({ payment, amount, rounding, method, account, reference }, context),
    of: to.of,
  });
}

function toMethod(
  { payment, amount, to }: RefundTender & { readonly to: { readonly kind: 'method' } },
  context: PayingBack,
): Result<PaidBack, RefundTenderRefusal> {
  const method = context.method(to.method);
  if (method === undefined || !method.isActive)
    return refuse({ code: 'payment/method-unknown', method: to.method });
  const { id, name, type } = method;
  // A card takes back what it paid, and nothing else: that is the schemes' rule, and what stops stolen ones.
  if (type === 'card' || type === 'electronic')
    return refuse({ code: 'payment/method-not-taken', method: id, type });
  if (type === 'cash' && to.account !== null)
    return refuse({ code: 'payment/account-not-taken', method: id, type });
  if (type === 'credit_account' && to.account === null)
    return refuse({ code: 'payment/account-missing', method: id });
  const account = to.account === null ? null : { kind: to.account.kind, id: to.account.id };
  const rounding = type === 'cash' ? roundedBy(amount, context.cashRounding) : ZERO;
  return ok({
    event: recorded(
      { payment, amount, rounding, method: { id, name, type }, account, reference: null },
      context,
    ),
    of: null,
  });
}

/**
 * What went another way than it came is at most what may. Never what a house account owes: nobody gets money for what
 * was not paid. By the store's choice nothing that could go back to its tender either; goods, and what was exchanged
 * for goods, have no tender to go back to.
 */
function beyondFreeWays(
  state: OrderState,
  close: Close,
  { back, exchanged }: { readonly back: readonly PaidBack[]; readonly exchanged: AmountMinor },
  ways: RefundWays,
): RefundTenderRefusal | null {
  const recordedOf = close.payments.flatMap(({ payment }) => state.payments.get(payment) ?? []);
  const paidBy = (is: (payment: RecordedPayment) => boolean) =>
    heldSum(recordedOf.filter(is).map(({ amount }) => amount));
  const goods = goodsTaken(close);
  const owed = new Set<string>(recordedOf.filter(isOwed).map(({ payment }) => payment));
  const before = refundsOf(state, close.document).flatMap(({ payments }) => payments);
  const now = back.map(({ event, of }) => ({ ...event.body, of, type: event.body.method.type }));
  const money = [...before, ...now];
  const outOfHouse = heldSum(
    money.filter(({ of }) => of === null || !owed.has(of)).map(({ amount }) => 0 - amount),
  );
  const inHouse = heldSum([paidBy((payment) => !isOwed(payment)), goods]);
  // What is exchanged now is in no recorded payment of this order yet.
  if (outOfHouse + exchanged > inHouse)
    return { code: 'payment/only-to-original', free: amountMinor(Math.max(0, inHouse)) };
  if (ways === 'any') return null;
  const elsewhere = money.filter(
    ({ of, type, account }) =>
      of === null && type !== EXCHANGE_TYPE && !(ways !== 'original' && isCredit(account)),
  );
  const free = heldSum([paidBy(({ method }) => method.type === EXCHANGE_TYPE), goods]);
  const went = heldSum(elsewhere.map(({ amount }) => 0 - amount));
  return went > free ? { code: 'payment/only-to-original', free } : null;
}

function isOwed({ account }: RecordedPayment): boolean {
  return account?.kind === 'house-account';
}

function isCredit(account: Refund['payments'][number]['account']): boolean {
  return account?.kind === 'gift-card' || account?.kind === 'store-credit';
}

/** What coins make of it: less the amount when it goes out. */
function roundedBy(amount: AmountMinor, rounding: CashRounding | null): AmountMinor {
  return rounding === null ? ZERO : amountMinor(amount - roundToStep(amount, rounding));
}

/** A payment out: `tendered - change = amount + tip + rounding`. */
export function recorded(
  {
    payment,
    amount,
    rounding,
    method,
    account,
    reference,
  }: Pick<RecordedPayment, 'payment' | 'amount' | 'rounding' | 'method' | 'account' | 'reference'>,
  { order, currency, shift }: Pick<PayingBack, 'order' | 'currency' | 'shift'>,
): PaidBack['event'] {
  return {
    type: 'payment.PaymentRecorded',
    v: 2,
    aggregate: order,
    body: {
      payment,
      shift: shift.shift,
      method,
      currency,
      amount: negate(amount),
      tendered: amountMinor(rounding - amount),
      change: ZERO,
      tip: ZERO,
      rounding,
      account,
      reference,
    },
  };
}
