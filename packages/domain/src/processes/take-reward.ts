import { amountMinor, type Id, ok, type Result, refuse, ZERO } from '@beaveros/kit';
import * as z from 'zod';
import { missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import { mayGrow } from '../order/decide.ts';
import type { OrderEvent } from '../order/events.ts';
import type { OrderRefusal } from '../order/refusals.ts';
import type { OrderState } from '../order/state.ts';
import { type AccountContext, putOn, spendFrom } from '../payment/stored-value/decide.ts';
import type { StoredValueEvent } from '../payment/stored-value/events.ts';
import { loyaltyAccount } from '../payment/stored-value/of-close.ts';
import type { AccountRefusal } from '../payment/stored-value/refusals.ts';
import { COUPONS_ON_ORDER_MAX } from '../pricing/rules/captured-rules.ts';
import type { RewardRule } from '../pricing/rules/promotion-rule.ts';
import { zId } from '../scalars.ts';

/** Turns points of the order's customer into something off the order. */
export const zTakeReward = z.strictObject({
  order: zId<'Order'>(),
  redemption: zId<'Redemption'>(),
  /** Of the store's programme. */
  reward: zId<'PriceRule'>(),
});
export type TakeReward = z.output<typeof zTakeReward>;

/** Gives a reward back while the order is open: the points return. */
export const zReturnReward = z.strictObject({ order: zId<'Order'>(), redemption: zId<'Redemption'>() });
export type ReturnReward = z.output<typeof zReturnReward>;

export interface RewardContext extends AccountContext {
  readonly tenant: Id<'Tenant'>;
  /** What the store's programme gives for points now. */
  readonly rewards: readonly RewardRule[];
  /** For practice: no points move. */
  readonly isTraining: boolean;
}

type RewardDecision = Result<readonly Draft<OrderEvent | StoredValueEvent>[], OrderRefusal | AccountRefusal>;

/**
 * One entry: the points, and what they buy. Points are spent like any stored value: as the cloud grants, or alone within
 * what is known to be there and the offline limit, which a reward counts against by what it takes off.
 */
export function takeReward(
  state: OrderState,
  { order, redemption, reward: wanted }: TakeReward,
  context: RewardContext,
): RewardDecision {
  const refusal = missing(context.actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  if (state.customer === null) return refuse({ code: 'order/no-customer' });
  const reward = context.rewards.find(({ id }) => id === wanted);
  if (reward === undefined) return refuse({ code: 'order/reward-unknown', reward: wanted });
  if (state.rewards.some((each) => each.redemption === redemption || each.reward.id === wanted))
    return refuse({ code: 'order/reward-already-taken', name: reward.name });
  if (state.rewards.length >= COUPONS_ON_ORDER_MAX) return refuse({ code: 'order/too-large', what: 'facts' });
  const account = loyaltyAccount(context.tenant, state.customer);
  const taken: Draft<OrderEvent> = {
    type: 'order.RewardTaken',
    v: 1,
    aggregate: order,
    body: { redemption, account, reward },
  };
  if (context.isTraining) return ok([taken]);
  const points = amountMinor(reward.points);
  const spent = spendFrom(
    { account, kind: 'loyalty', amount: points, currency: null },
    { order },
    {
      ...context,
      spent: ZERO,
      offlineSpendMax: reward.amountMinor <= context.offlineSpendMax ? points : ZERO,
    },
  );
  if (!spent.ok) return spent;
  return ok([...spent.value.map(asRedeemed), taken]);
}

/** One entry: the reward is off the order, and its points are back. */
export function returnReward(
  state: OrderState,
  { order, redemption }: ReturnReward,
  context: Pick<RewardContext, 'actor' | 'account' | 'isTraining'>,
): RewardDecision {
  const refusal = missing(context.actor, 'can_sell') ?? mayGrow(state, 0);
  if (refusal !== null) return refuse(refusal);
  const taken = state.rewards.find((each) => each.redemption === redemption);
  if (taken === undefined) return refuse({ code: 'order/reward-unknown', reward: redemption });
  const returned: Draft<OrderEvent> = {
    type: 'order.RewardReturned',
    v: 1,
    aggregate: order,
    body: { redemption },
  };
  if (context.isTraining) return ok([returned]);
  const { account, reward } = taken;
  const back = putOn(
    {
      account,
      kind: 'loyalty',
      currency: null,
      label: state.customer?.slice(-4) ?? '-',
      customer: state.customer,
      amount: amountMinor(reward.points),
    },
    'refunded',
    { order },
    context,
  );
  return back.ok ? ok([...back.value, returned]) : back;
}

function asRedeemed(event: Draft<StoredValueEvent>): Draft<StoredValueEvent> {
  return event.type === 'payment.AccountMoved'
    ? { ...event, body: { ...event.body, reason: 'redeemed' } }
    : event;
}
