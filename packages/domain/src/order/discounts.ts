import { type AmountMinor, ok, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import { zLineDiscount, zOrderDiscount } from '../pricing/rules/discount-rule.ts';
import { COUPONS_ON_ORDER_MAX, NO_RULES } from '../pricing/rules/captured-rules.ts';
import type { CouponRule } from '../pricing/rules/promotion-rule.ts';
import { type CouponReader, usedUp } from '../product-catalog/coupons/uses.ts';
import type { StorePolicies } from '../service-entity/policies.ts';
import { zId, zName, zText } from '../scalars.ts';
import { lineToChange, mayGrow, type OrderDecision } from './decide.ts';
import { evolveRules, type RuleEvent } from './evolve-rules.ts';
import type { OrderRefusal } from './refusals.ts';
import type { Author, OrderState } from './state.ts';
import { openTotals, tooLarge } from './totals.ts';
import { standOf } from './standing.ts';

// What a hand takes off, what a coupon takes off, and what a hand waives.

const given = {
  order: zId<'Order'>(),
  discount: zId<'Discount'>(),
  name: zName,
  reason: zText.min(1),
};
export const zDiscountLine = z.strictObject({ ...given, line: zId<'Line'>(), terms: zLineDiscount });
export type DiscountLine = z.output<typeof zDiscountLine>;

export const zDiscountOrder = z.strictObject({ ...given, terms: zOrderDiscount });
export type DiscountOrder = z.output<typeof zDiscountOrder>;

export const zRemoveDiscount = z.strictObject({ order: zId<'Order'>(), discount: zId<'Discount'>() });
export type RemoveDiscount = z.output<typeof zRemoveDiscount>;

export const zEnterCoupon = z.strictObject({
  order: zId<'Order'>(),
  use: zId<'CouponUse'>(),
  /** As printed; case does not count. */
  code: zName.max(64),
});
export type EnterCoupon = z.output<typeof zEnterCoupon>;

export const zRemoveCoupon = z.strictObject({ order: zId<'Order'>(), use: zId<'CouponUse'>() });
export type RemoveCoupon = z.output<typeof zRemoveCoupon>;

export const zWaiveCharge = z.strictObject({
  order: zId<'Order'>(),
  charge: zId<'PriceRule'>(),
  reason: zText.min(1),
});
export type WaiveCharge = z.output<typeof zWaiveCharge>;

export const zRestoreCharge = z.strictObject({ order: zId<'Order'>(), charge: zId<'PriceRule'>() });
export type RestoreCharge = z.output<typeof zRestoreCharge>;

/** By hand on one line, or on one order: who needs more wants another price. */
export const DISCOUNTS_BY_HAND_MAX = 8;

interface DiscountContext {
  readonly actor: Actor;
  readonly policies: Pick<StorePolicies, 'discountLimit'>;
}

/** Takes something off an open line. Beyond the store's limit for that line it needs `can_discount_beyond_limit`. */
export function discountLine(
  state: OrderState,
  command: DiscountLine,
  { actor, policies }: DiscountContext,
): OrderDecision {
  const { order, discount, name, reason, line, terms } = command;
  const found = lineToChange(state, line, { actor, needs: 'can_discount' });
  if (!found.ok) return found;
  const refusal = mayBeGiven(state, discount, found.value.discounts.length);
  if (refusal !== null) return refuse(refusal);
  const draft = { type: 'order.LineDiscounted', v: 1, aggregate: order } as const;
  const event = { ...draft, body: { discount, name, reason, line, terms } };
  const after = assuming(state, event);
  const priced = openTotals(after).lines.find((each) => each.line.added.line === line)?.priced;
  const byHand = priced?.discounts.filter(({ source }) => source === 'line') ?? [];
  return orBeyondLimit(after, [event], {
    actor,
    limit: policies.discountLimit,
    taken: totalOf(byHand),
    of: priced?.listed ?? 0,
  });
}

/** Takes something off the order. The limit counts what hands took off its lines with it. */
export function discountOrder(
  state: OrderState,
  command: DiscountOrder,
  { actor, policies }: DiscountContext,
): OrderDecision {
  const { order, discount, name, reason, terms } = command;
  const refusal =
    missing(actor, 'can_discount') ??
    mayGrow(state, 1) ??
    mayBeGiven(state, discount, state.orderDiscounts.length);
  if (refusal !== null) return refuse(refusal);
  const draft = { type: 'order.OrderDiscounted', v: 1, aggregate: order } as const;
  const event = { ...draft, body: { discount, name, reason, terms } };
  const after = assuming(state, event);
  const { lines } = openTotals(after);
  const byHand = lines.flatMap(({ priced }) =>
    priced.discounts.filter(({ source }) => source === 'line' || source === 'order'),
  );
  return orBeyondLimit(after, [event], {
    actor,
    limit: policies.discountLimit,
    taken: totalOf(byHand),
    of: totalOf(lines.map(({ priced }) => ({ amount: priced.listed }))),
  });
}

export function removeDiscount(
  state: OrderState,
  command: RemoveDiscount,
  { actor }: { readonly actor: Actor },
): OrderDecision {
  const { order, discount } = command;
  const line = [...state.lines.values()].find(({ discounts }) => discounts.some(({ id }) => id === discount));
  const isOfOrder = state.orderDiscounts.some((each) => each.discount === discount);
  const draft = { type: 'order.DiscountRemoved', v: 1, aggregate: order } as const;
  if (line !== undefined) {
    const found = lineToChange(state, line.added.line, { actor, needs: 'can_discount' });
    if (!found.ok) return found;
    return orTooLarge(state, { ...draft, body: { discount, line: line.added.line } });
  }
  const refusal = missing(actor, 'can_discount') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  if (!isOfOrder) return refuse({ code: 'order/discount-unknown', discount });
  return orTooLarge(state, { ...draft, body: { discount, line: null } });
}

/**
 * Hands in a coupon. `coupons`: those of this code that hold now; the first that is not on the order and may still be used
 * is taken. `uses` absent: nobody counts them here.
 */
export function enterCoupon(
  state: OrderState,
  command: EnterCoupon,
  {
    actor,
    coupons,
    uses,
  }: {
    readonly actor: Actor;
    readonly coupons: (code: string) => readonly CouponRule[];
    readonly uses?: CouponReader;
  },
): OrderDecision {
  const { order, use, code } = command;
  const refusal = missing(actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  const known = coupons(code);
  if (known.length === 0) return refuse({ code: 'order/coupon-unknown', coupon: code });
  const isEntered = ({ id }: CouponRule) =>
    state.coupons.some((each) => each.use === use || each.coupon.id === id);
  const free = known.filter((each) => !isEntered(each));
  const [first] = free;
  if (first === undefined) return refuse({ code: 'order/coupon-already-entered', coupon: code });
  const isUsedUp = ({ id }: CouponRule) => (uses === undefined ? null : usedUp(uses, id, order));
  const coupon = free.find((each) => isUsedUp(each) === null);
  if (coupon === undefined) return refuse(isUsedUp(first)!);
  if (state.coupons.length >= COUPONS_ON_ORDER_MAX)
    return refuse({ code: 'order/too-many-discounts', max: COUPONS_ON_ORDER_MAX });
  return ok([{ type: 'order.CouponEntered', v: 1, aggregate: order, body: { use, coupon } }]);
}

export function removeCoupon(
  state: OrderState,
  command: RemoveCoupon,
  { actor }: { readonly actor: Actor },
): OrderDecision {
  const { order, use } = command;
  const refusal = missing(actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  if (!state.coupons.some((each) => each.use === use))
    return refuse({ code: 'order/coupon-not-entered', use });
  return orTooLarge(state, { type: 'order.CouponRemoved', v: 1, aggregate: order, body: { use } });
}

export function waiveCharge(
  state: OrderState,
  command: WaiveCharge,
  { actor }: { readonly actor: Actor },
): OrderDecision {
  const { order, charge, reason } = command;
  const refusal = missing(actor, 'can_waive_charge') ?? mayGrow(state, 1) ?? isNoCharge(state, charge);
  if (refusal !== null) return refuse(refusal);
  if (state.waived.has(charge)) return refuse({ code: 'order/charge-already-waived', charge });
  return ok([{ type: 'order.ChargeWaived', v: 1, aggregate: order, body: { charge, reason } }]);
}

/** Asks for a waived charge again. */
export function restoreCharge(
  state: OrderState,
  command: RestoreCharge,
  { actor }: { readonly actor: Actor },
): OrderDecision {
  const { order, charge } = command;
  const refusal = missing(actor, 'can_waive_charge') ?? mayGrow(state, 1) ?? isNoCharge(state, charge);
  if (refusal !== null) return refuse(refusal);
  if (!state.waived.has(charge)) return refuse({ code: 'order/charge-not-waived', charge });
  return orTooLarge(state, { type: 'order.ChargeRestored', v: 1, aggregate: order, body: { charge } });
}

function isNoCharge({ rules }: OrderState, charge: string): OrderRefusal | null {
  const { charges } = rules ?? NO_RULES;
  return charges.some(({ id }) => id === charge) ? null : { code: 'order/charge-unknown', charge };
}

function mayBeGiven(state: OrderState, discount: string, given: number): OrderRefusal | null {
  const isKnown =
    state.orderDiscounts.some((each) => each.discount === discount) ||
    [...state.lines.values()].some(({ discounts }) => discounts.some(({ id }) => id === discount));
  if (isKnown) return { code: 'order/discount-already-given', discount };
  return given < DISCOUNTS_BY_HAND_MAX
    ? null
    : { code: 'order/too-many-discounts', max: DISCOUNTS_BY_HAND_MAX };
}

type RuleDraft = { readonly [E in RuleEvent as E['type']]: Omit<E, 'id'> }[RuleEvent['type']];

/** The state as it would be: its amounts are asked before anything is said. Its author is nobody's. */
function assuming(state: OrderState, draft: RuleDraft): OrderState {
  return evolveRules(state, draft as RuleEvent, NOBODY);
}

const NOBODY = { actor: null, terminal: null } as unknown as Author;

function orTooLarge(state: OrderState, draft: RuleDraft): OrderDecision {
  const after = assuming(state, draft);
  const what = tooLarge(after, standOf(after).openLines);
  return what === null ? ok([draft]) : refuse({ code: 'order/too-large', what });
}

function orBeyondLimit(
  after: OrderState,
  events: readonly RuleDraft[],
  {
    actor,
    limit,
    taken,
    of,
  }: {
    readonly actor: Actor;
    readonly limit: StorePolicies['discountLimit'];
    /** What hands took off, and what it was taken of; either may be of a return. */
    readonly taken: number;
    readonly of: number;
  },
): Result<readonly RuleDraft[], OrderRefusal> {
  const what = tooLarge(after, standOf(after).openLines);
  if (what !== null) return refuse({ code: 'order/too-large', what });
  if (taken === 0) return refuse({ code: 'order/discount-takes-nothing' });
  const { percentPpm, amountMinor } = limit;
  const most = (BigInt(Math.abs(of)) * BigInt(percentPpm)) / 1_000_000n;
  const isBeyond = BigInt(Math.abs(taken)) > most || (amountMinor !== null && Math.abs(taken) > amountMinor);
  const refusal = isBeyond ? missing(actor, 'can_discount_beyond_limit') : null;
  return refusal === null ? ok(events) : refuse(refusal);
}

function totalOf(amounts: readonly { readonly amount: AmountMinor }[]): number {
  return amounts.reduce((all, { amount }) => all + amount, 0);
}
