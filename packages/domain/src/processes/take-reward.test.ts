import { amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { fixed, record, TENANT } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft } from '../journal/entry.ts';
import { foldAll } from '../journal/fold.ts';
import { actorWithout, beerAdded, opened, ORDER } from '../order/_orders.ts';
import { cancelOrder, type OrderEvent, orderFold, type OrderState, orderTotals } from '../order/index.ts';
import { knowing } from '../payment/stored-value/_accounts.ts';
import type { StoredValueEvent } from '../payment/stored-value/events.ts';
import { loyaltyAccount } from '../payment/stored-value/of-close.ts';
import { accountBalance, accountFold } from '../payment/stored-value/state.ts';
import { returnReward, takeReward } from './index.ts';

const CUSTOMER = fixed('Customer', 1);
const ACCOUNT = loyaltyAccount(TENANT, CUSTOMER);
const REWARD = {
  id: fixed('PriceRule', 5),
  name: 'A beer',
  points: 10,
  amountMinor: amountMinor(350),
  target: { items: null, categories: null, unitPriceMicro: null, cheapestUnits: null },
};
const customerSet: Draft<OrderEvent> = {
  type: 'order.CustomerSet',
  v: 1,
  aggregate: ORDER,
  body: { customer: CUSTOMER },
};
type Moved = Draft<Extract<StoredValueEvent, { type: 'payment.AccountMoved' }>>;
const earned = (points: number): Moved => ({
  type: 'payment.AccountMoved',
  v: 1,
  aggregate: ACCOUNT,
  body: {
    kind: 'loyalty',
    currency: null,
    label: '0001',
    reason: 'earned',
    delta: amountMinor(points),
    order: null,
    line: null,
    payment: null,
    document: null,
    grant: null,
    note: null,
  },
});
const account = (...facts: Draft<StoredValueEvent>[]) =>
  foldAll(
    accountFold,
    ACCOUNT,
    facts.flatMap((event, at) => record([event], { clock: at + 1, seq: at + 1 })),
  ).state;
const till = (points: number, more: object = {}) => ({
  ...knowing(account(earned(points))),
  tenant: TENANT,
  rewards: [REWARD],
  isTraining: false,
  ...more,
});
const order = (...events: Draft<OrderEvent>[]) =>
  given<OrderState>(orderFold, ORDER, opened, beerAdded(1, 2), ...events);
const command = { order: ORDER, redemption: fixed('Redemption', 1), reward: REWARD.id };
const redeemed: Moved = { ...earned(-10), body: { ...earned(-10).body, reason: 'redeemed', order: ORDER } };
const taken: Draft<OrderEvent> = {
  type: 'order.RewardTaken',
  v: 1,
  aggregate: ORDER,
  body: { redemption: command.redemption, account: ACCOUNT, reward: REWARD },
};

describe('a reward', () => {
  it('costs points of the order’s customer, takes its amount off the order, and goes back while the order is open', () => {
    const ordered = order(customerSet);
    expect(orderTotals(ordered.state).total).toBe(700);
    const after = ordered.when((so) => takeReward(so, command, till(12))).thenEvents(redeemed, taken);
    expect(orderTotals(after)).toMatchObject({ total: 350, discount: -350 });
    expect(accountBalance(account(earned(12), redeemed))).toBe(2);
    const back = returnReward(after, { order: ORDER, redemption: command.redemption }, till(2));
    if (!back.ok) throw new Error(back.refusal.code);
    const [, move, returned] = back.value;
    expect(move).toMatchObject({ type: 'payment.AccountMoved', body: { reason: 'refunded', delta: 10 } });
    expect(returned).toMatchObject({ type: 'order.RewardReturned' });
    const open = order(customerSet, taken, returned as Draft<OrderEvent>).state;
    expect([orderTotals(open).total, open.rewards]).toEqual([700, []]);
  });

  it.each([
    ['order/no-customer', [], till(12)],
    ['order/reward-unknown', [customerSet], till(12, { rewards: [] })],
    ['order/reward-already-taken', [customerSet, taken], till(12)],
    ['payment/account-too-low', [customerSet], till(9)],
    // Nobody was reached, and the reward is worth more than a till may give by itself.
    ['payment/account-too-low', [customerSet], till(12, { offlineSpendMax: amountMinor(349) })],
    ['auth-user/permission-missing', [customerSet], till(12, { actor: actorWithout('can_sell') })],
  ])('is refused: %s', (code, events, context) => {
    expect(takeReward(order(...events).state, command, context)).toMatchObject({
      ok: false,
      refusal: { code },
    });
  });

  it('is taken with what the cloud granted, whatever this till knows', () => {
    const permit = () => ({
      grant: fixed('Grant', 1),
      amount: amountMinor(10),
      currency: null,
      label: '0001',
    });
    const decided = takeReward(
      order(customerSet).state,
      command,
      till(0, { permit, offlineSpendMax: amountMinor(0) }),
    );
    expect(decided).toMatchObject({
      ok: true,
      value: [{ body: { grant: fixed('Grant', 1), delta: -10 } }, taken],
    });
  });

  it('moves no points in training', () => {
    order(customerSet)
      .when((state) => takeReward(state, command, till(0, { isTraining: true })))
      .thenEvents(taken);
  });

  it('keeps an order from being given up with points on it', () => {
    const { state } = order(customerSet, taken);
    expect(cancelOrder(state, { order: ORDER, reason: 'gone' }, { actor: till(0).actor })).toEqual({
      ok: false,
      refusal: { code: 'order/has-rewards', name: 'A beer' },
    });
  });
});
