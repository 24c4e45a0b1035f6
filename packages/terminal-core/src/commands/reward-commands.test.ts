import { type AmountMinor, type Id } from '@beaveros/kit';
import { beforeEach, expect, it } from 'vitest';
import { lineOf, onOneTill, openOrder, openShift, priceRule } from '../_place.ts';
import { idOf, type TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

const place = onOneTill(async (place) => {
  const { till, core } = place;
  const target = { items: null, categories: null, unitPriceMicro: null, cheapestUnits: null };
  const programme = {
    unit: 'palos',
    pointsPerMajorMicro: 1_000_000,
    rewards: [{ id: idOf('reward'), name: 'Un euro', points: 10, amountMinor: 100, target }],
  };
  till.comeDown(core, 'price_rules', priceRule('Castor Club', 'loyalty', programme));
  await openShift(place);
});
let till: TillFixture;
let core: Core;
let session: string;
beforeEach(() => {
  ({ till, core, session } = place);
});

/** An order of the one customer, with one burger at 12.50. */
async function orderOfCustomer(): Promise<Id<'Order'>> {
  const order = await openOrder(place);
  await till.call(core, 'setCustomer', { order, customer: idOf('customer') }, { session });
  const added = lineOf(place);
  await till.call(core, 'addLines', { order, lines: [added] }, { session });
  return order;
}

it('points that a sale earned buy a reward on the next, once, while nobody can be asked', async () => {
  const first = await orderOfCustomer();
  const tender = {
    payment: till.newId<'Payment'>(),
    method: idOf<'PaymentMethod'>('cash'),
    tendered: 1_250 as AmountMinor,
  };
  const close = { order: first, document: till.newId<'Document'>(), tenders: [tender], printer: null };
  await till.call(core, 'payAndClose', close, { session });
  expect(await till.call(core, 'offers', { kind: 'counter' }, { session })).toMatchObject({
    combos: [],
    loyalty: { name: 'Castor Club', unit: 'palos', rewards: [{ name: 'Un euro', points: 10 }] },
  });
  const second = await orderOfCustomer();
  const take = (order: Id<'Order'>) =>
    till.call(
      core,
      'takeReward',
      { order, redemption: till.newId<'Redemption'>(), reward: idOf('reward') },
      { session },
    );
  const { order: view } = await take(second);
  expect(view).toMatchObject({ total: 1_150, discount: -100, rewards: [{ name: 'Un euro', points: 10 }] });
  // 12 points were earned; 2 are left.
  await expect(take(await orderOfCustomer())).rejects.toThrow('payment/account-too-low');
  const { redemption } = view.rewards[0]!;
  const { order: after } = await till.call(core, 'returnReward', { order: second, redemption }, { session });
  expect(after).toMatchObject({ total: 1_250, rewards: [] });
  expect((await take(await orderOfCustomer())).order.total).toBe(1_150);
});
