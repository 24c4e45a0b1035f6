import {
  type AmountMinor,
  amountMinor,
  type BusinessDate,
  extend,
  type Id,
  negate,
  ok,
  type Result,
  refuse,
  ZERO,
} from '@beaveros/kit';
import * as z from 'zod';
import { missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import { DOCUMENT_LINES_MAX } from '../order/document-parts.ts';
import type { OrderEvent } from '../order/events.ts';
import {
  type PlannedRefund,
  planRefund,
  type RefundDecisionRefusal,
  type RefundLimits,
} from '../order/refund/decide.ts';
import { PAPER_ACCOUNTS_MAX } from '../order/paper-events.ts';
import { refundDocument } from '../order/refund/refund-document.ts';
import type { ClosedDocument, OrderState, Refund, RefundGrant } from '../order/state.ts';
import type { TillContext } from '../payment/decide.ts';
import type { PaymentEvent } from '../payment/events.ts';
import type { PaymentMethodRow } from '../payment/rows.ts';
import { type AccountContext, putOn, takeBack } from '../payment/stored-value/decide.ts';
import type { StoredValueEvent } from '../payment/stored-value/events.ts';
import { loyaltyAccount, type StoredValueContext } from '../payment/stored-value/of-close.ts';
import { accountsOnPaper } from '../payment/stored-value/on-paper.ts';
import type { AccountRefusal } from '../payment/stored-value/refusals.ts';
import { availableOf } from '../payment/stored-value/state.ts';
import { pointsFor } from '../pricing/rules/loyalty-rule.ts';
import type { CashRounding } from '../pricing/tender/cash-rounding.ts';
import type { StockEvent } from '../product-catalog/stock/events.ts';
import { stockMovements } from '../product-catalog/stock/movements.ts';
import type { StockReader } from '../product-catalog/stock/rows.ts';
import { zId, zQuantity, zText } from '../scalars.ts';
import type { RefundWays } from '../service-entity/policies.ts';
import { drawerKick } from './drawer-kick.ts';
import { type PaidBack, payBack, type RefundTenderRefusal, zRefundTender } from './refund-tenders.ts';

const zPart = z.strictObject({
  line: zId<'Line'>(),
  quantityMicro: zQuantity.refine((part) => part > 0, 'a part'),
});

/** Gives parts of a document back by a document of its own (`document`). */
export const zRefund = z.strictObject({
  order: zId<'Order'>(),
  document: zId<'Document'>(),
  refunds: zId<'Document'>(),
  lines: z.array(zPart).min(1).max(DOCUMENT_LINES_MAX),
  reason: zText.min(1),
  tenders: z.array(zRefundTender).max(32),
  /** Whether the goods go back on the shelf. */
  restock: z.boolean(),
  /** null: no paper. */
  printer: zId<'Device'>().nullable(),
});
export type RefundCommand = z.output<typeof zRefund>;

export interface RefundContext extends TillContext {
  readonly method: (id: string) => PaymentMethodRow | undefined;
  readonly number: ClosedDocument['number'];
  readonly businessDate: BusinessDate;
  readonly localTime: string;
  readonly grant: RefundGrant | null;
  readonly limits: RefundLimits;
  readonly refundedToday: { readonly all: AmountMinor; readonly alone: AmountMinor };
  readonly ways: RefundWays;
  readonly cashRounding: CashRounding | null;
  /** Absent: no account takes money back here. `loyalty`: by which points were earned, and go again. */
  readonly accounts?: Pick<AccountContext, 'account'> &
    Partial<Pick<StoredValueContext, 'tenant' | 'loyalty'>>;
  /** Absent: this till counts no stock. */
  readonly stock?: StockReader;
}

export type RefundEvents = OrderEvent | PaymentEvent | StockEvent;
export type RefundProcessRefusal = RefundDecisionRefusal | RefundTenderRefusal | AccountRefusal;

/**
 * One entry: the money out, the numbered refund, what accounts and stocks take back, the receipt and the drawer; or a
 * refusal and nothing. Refunding everything of a document, in any number of parts, gives back exactly what was paid.
 */
export function refund(
  state: OrderState,
  command: RefundCommand,
  context: RefundContext,
): Result<readonly Draft<RefundEvents>[], RefundProcessRefusal> {
  const issued = issueRefund(state, command, { ...context, exchanged: null });
  return issued.ok ? ok(issued.value.events) : issued;
}

/** What an exchange pays another order with. */
export interface Exchanged {
  readonly amount: AmountMinor;
  readonly paid: PaidBack;
}

/** The same with a part that pays another order: see `exchange`. */
export function issueRefund(
  state: OrderState,
  command: RefundCommand,
  context: RefundContext & {
    /** Given what the refund comes to, what of it pays another order; null: nothing does. */
    readonly exchanged: ((total: AmountMinor) => Exchanged | null) | null;
  },
): Result<
  { readonly events: readonly Draft<RefundEvents>[]; readonly total: AmountMinor },
  RefundProcessRefusal
> {
  const { actor, shift } = context;
  const refusal = missing(actor, 'can_refund') ?? missing(actor, 'can_process_payments');
  if (refusal !== null) return refuse(refusal);
  if (shift === null) return refuse({ code: 'payment/shift-closed' });
  const planned = planRefund(state, command, { ...context, isTraining: shift.isTraining === true });
  if (!planned.ok) return planned;
  const { close, parts } = planned.value;
  const { order, document } = command;
  const { currency } = close;
  const exchanged = context.exchanged?.(parts.total) ?? null;
  const amounts = { total: parts.total, exchanged: exchanged?.amount ?? ZERO, tenders: command.tenders };
  const paid = payBack(state, close, amounts, { ...context, order, currency, shift });
  if (!paid.ok) return paid;
  const back = exchanged === null ? paid.value : [exchanged.paid, ...paid.value];
  const moved = accountMoves(state, command, planned.value, back, context);
  if (!moved.ok) return moved;
  const payments = back.map(({ event, of }) => documentPayment(event.body, of));
  const body = refundDocument(planned.value, {
    ...context,
    ...command,
    cashierName: actor.name,
    shift: shift.shift,
    payments,
  });
  const events: Draft<RefundEvents>[] = [
    ...back.map(({ event }) => event),
    { type: 'order.RefundIssued', v: 1, aggregate: order, body },
    ...moved.value,
    ...restocked(command, planned.value, context),
  ];
  if (command.printer !== null) {
    const { terminal } = context;
    const accounts = [...accountsOnPaper(moved.value, context.accounts, PAPER_ACCOUNTS_MAX)];
    const receipt = { document, terminal, printer: command.printer, copy: false, accounts };
    events.push({ type: 'order.ReceiptIssued', v: 2, aggregate: order, body: receipt });
  }
  const kick = drawerKick(order, events, { ...context, reason: 'return' });
  return ok({ events: kick === null ? events : [...events, kick], total: parts.total });
}

/** Tenders that go to an account put their value there; a card that was sold is emptied by what is given back of it. */
function accountMoves(
  state: OrderState,
  command: RefundCommand,
  planned: PlannedRefund,
  back: readonly PaidBack[],
  { accounts }: RefundContext,
): Result<readonly Draft<StoredValueEvent>[], RefundProcessRefusal> {
  const { order, document, tenders } = command;
  const { close, parts } = planned;
  // What is done for practice moves nobody's value.
  if (close.isTraining) return ok([]);
  const { currency, customer } = close;
  const events: Draft<StoredValueEvent>[] = [];
  for (const { event } of back) {
    const { payment, account, amount, method } = event.body;
    if (account === null) continue;
    if (accounts === undefined)
      return refuse({ code: 'payment/method-not-taken', method: method.id, type: method.type });
    const tender = tenders.find((each) => each.payment === payment);
    const label = tender?.to.kind === 'method' ? (tender.to.account?.label ?? null) : null;
    const terms = { account: account.id, kind: account.kind, currency, customer };
    const value = { ...terms, label: label ?? account.id.slice(-4), amount: negate(amount) };
    const put = putOn(value, 'refunded', { order, payment, document }, accounts);
    if (!put.ok) return put;
    events.push(...put.value);
  }
  for (const { sold, quantityMicro } of parts.lines) {
    const load = state.loads.get(sold.line);
    if (load === undefined) continue;
    const { account, kind, label } = load;
    if (accounts === undefined) return refuse({ code: 'payment/account-unknown', account });
    const amount = extend(load.faceMicro, quantityMicro, currency);
    const cause = { order, line: sold.line, document };
    const taken = takeBack({ account, kind, label, currency, amount }, 'unloaded', cause, accounts);
    if (!taken.ok) return taken;
    events.push(...taken.value);
  }
  return ok([...events, ...unearned(command, planned, accounts)]);
}

/** Points for what was given back go again, as far as they are still there: spent points refuse no refund. */
function unearned(
  { order, document }: RefundCommand,
  { close, parts }: PlannedRefund,
  accounts: RefundContext['accounts'],
): readonly Draft<StoredValueEvent>[] {
  const { customer, currency } = close;
  const { tenant, loyalty = null } = accounts ?? {};
  if (accounts === undefined || tenant === undefined || loyalty === null || customer === null) return [];
  const account = loyaltyAccount(tenant, customer);
  const left = availableOf(accounts.account(account));
  const amount = amountMinor(Math.min(pointsFor(parts.total, loyalty, currency), left));
  if (amount <= 0) return [];
  const terms = { account, kind: 'loyalty' as const, currency: null, label: customer.slice(-4), amount };
  const taken = takeBack(terms, 'unearned', { order, document }, accounts);
  return taken.ok ? taken.value : [];
}

function restocked(
  { order, restock }: RefundCommand,
  { close, parts }: PlannedRefund,
  { stock }: RefundContext,
): readonly Draft<StockEvent>[] {
  if (!restock || stock === undefined || close.isTraining) return [];
  const lines = parts.lines.map(({ sold: { line, item, modifiers }, quantityMicro }) => ({
    line,
    item,
    quantityMicro,
    modifiers,
  }));
  return stockMovements(lines, { order, kind: 'refund', stock });
}

function documentPayment(
  body: PaidBack['event']['body'],
  of: Id<'Payment'> | null,
): Refund['payments'][number] {
  const { payment, method, amount, tendered, change, tip, rounding, account } = body;
  const { id, name, type } = method;
  return { payment, method: id, name, type, amount, tendered, change, tip, rounding, account, of };
}
