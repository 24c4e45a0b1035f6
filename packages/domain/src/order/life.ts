import { type BusinessDate, type Id, ok, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { CapturedRules } from '../pricing/rules/captured-rules.ts';
import { zBusinessDate, zId, zText } from '../scalars.ts';
import { saidOfTotals } from './closing-document.ts';
import { mayGrow, type OrderDecision, voidLine } from './decide.ts';
import type { OrderEvent } from './events.ts';
import { standOf } from './standing.ts';
import { type ClosedDocument, type OrderState, paidSoFar } from './state.ts';
import { openTotals, tooLarge } from './totals.ts';

// What becomes of an order before it is closed: parked, quoted, repriced, given up.

export const zParkOrder = z.strictObject({ order: zId<'Order'>() });
export type ParkOrder = z.output<typeof zParkOrder>;

export const zResumeOrder = z.strictObject({ order: zId<'Order'>() });
export type ResumeOrder = z.output<typeof zResumeOrder>;

export const zRepriceOrder = z.strictObject({ order: zId<'Order'>() });
export type RepriceOrder = z.output<typeof zRepriceOrder>;

export const zCancelOrder = z.strictObject({ order: zId<'Order'>(), reason: zText.min(1) });
export type CancelOrder = z.output<typeof zCancelOrder>;

export const zIssueQuote = z.strictObject({
  order: zId<'Order'>(),
  quote: zId<'Quote'>(),
  validUntil: zBusinessDate,
  /** null or absent: no paper. */
  printer: zId<'Device'>().nullable().optional(),
});
export type IssueQuote = z.output<typeof zIssueQuote>;

interface Context {
  readonly actor: Actor;
}

/** Puts an order aside; whoever sees it may go on with it. */
export function parkOrder(state: OrderState, { order }: ParkOrder, { actor }: Context): OrderDecision {
  const refusal = missing(actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  if (state.parked !== null) return refuse({ code: 'order/already-parked' });
  return ok([{ type: 'order.OrderParked', v: 1, aggregate: order, body: {} }]);
}

export function resumeOrder(state: OrderState, { order }: ResumeOrder, { actor }: Context): OrderDecision {
  const refusal = missing(actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  if (state.parked === null) return refuse({ code: 'order/not-parked' });
  return ok([{ type: 'order.OrderResumed', v: 1, aggregate: order, body: {} }]);
}

/** Replaces the captured rules by those that hold now. The lines keep their captured prices. */
export function repriceOrder(
  state: OrderState,
  { order }: RepriceOrder,
  { actor, rules }: Context & { readonly rules: CapturedRules },
): OrderDecision {
  const refusal = missing(actor, 'can_override_price') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  const body = { ...rules, reason: 'repriced' as const };
  const what = tooLarge({ ...state, rules: body }, standOf(state).openLines);
  if (what !== null) return refuse({ code: 'order/too-large', what });
  return ok([{ type: 'order.RulesCaptured', v: 1, aggregate: order, body }]);
}

/**
 * Gives an order up: its lines are voided, each with the permission that a void needs, and it is settled. Money on it is
 * given back first.
 */
export function cancelOrder(
  state: OrderState,
  { order, reason }: CancelOrder,
  { actor }: Context,
): OrderDecision {
  const refusal = missing(actor, 'can_cancel_order') ?? mayGrow(state, 0);
  if (refusal !== null) return refuse(refusal);
  const paid = paidSoFar(state);
  if (paid !== 0) return refuse({ code: 'order/has-payments', paid });
  const [taken] = state.rewards;
  if (taken !== undefined) return refuse({ code: 'order/has-rewards', name: taken.reward.name });
  const events: Draft<OrderEvent>[] = [];
  for (const { added } of standOf(state).openLines) {
    const voided = voidLine(state, { order, line: added.line, reason }, { actor });
    if (!voided.ok) return voided;
    events.push(...voided.value);
  }
  const body = { reason, mergedInto: null };
  return ok([...events, { type: 'order.OrderCancelled', v: 1, aggregate: order, body }]);
}

/** An offer on paper with a number of its own; the order stays open and may be changed or closed. */
export function issueQuote(
  state: OrderState,
  { order, quote, validUntil, printer = null }: IssueQuote,
  {
    actor,
    terminal,
    number,
    businessDate,
    localTime,
  }: Context & {
    readonly number: ClosedDocument['number'];
    readonly businessDate: BusinessDate;
    readonly localTime: string;
    /** Whose printer it is. */
    readonly terminal: Id<'Terminal'>;
  },
): OrderDecision {
  const refusal = missing(actor, 'can_issue_quote') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  if (state.quotes.some((each) => each.quote === quote))
    return refuse({ code: 'order/quote-id-taken', quote });
  if (validUntil < businessDate)
    return refuse({ code: 'order/quote-already-over', validUntil, businessDate });
  const { openLines } = standOf(state);
  if (openLines.length === 0) return refuse({ code: 'order/empty' });
  const what = tooLarge(state, openLines);
  if (what !== null) return refuse({ code: 'order/too-large', what });
  const paper = { document: quote as unknown as Id<'Document'>, terminal, copy: false, accounts: [] };
  return ok([
    {
      type: 'order.QuoteIssued',
      v: 1,
      aggregate: order,
      body: {
        quote,
        number,
        validUntil,
        businessDate,
        localTime,
        cashierName: actor.name,
        customer: state.customer,
        currency: state.opened!.currency,
        ...saidOfTotals(openTotals(state)),
        note: state.note,
      },
    },
    ...(printer === null
      ? []
      : [{ type: 'order.ReceiptIssued', v: 2, aggregate: order, body: { ...paper, printer } } as const]),
  ]);
}
