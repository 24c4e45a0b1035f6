import type { AmountMinor, Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { addLine, give, onTwoTills, openOrder, openShift, type Place, priceRule, turns } from '../_place.ts';
import { idOf } from '../_till-fixture.ts';

// A coupon that two guests may use, at two whole tills of one store; their journals are exchanged by hand.

const ANY = { items: null, categories: null, unitPriceMicro: null };
const { one, two } = onTwoTills(async (place) => {
  place.till.comeDown(
    place.core,
    'price_rules',
    priceRule('flyer', 'coupon', {
      code: 'FLYER',
      gift: { kind: 'percent', ratePpb: 200_000_000 },
      limitUnits: null,
      excludesSaleItems: false,
      target: ANY,
      when: { quantityMinMicro: null, subtotalMinMinor: null, of: ANY },
      usesMax: 2,
    }),
  );
  await openShift(place);
});

async function withCoupon(place: Place): Promise<Id<'Order'>> {
  const { till, core, session } = place;
  const order = await openOrder(place);
  await addLine(place, order);
  await till.call(core, 'enterCoupon', { order, use: till.newId(), code: 'flyer' }, { session });
  return order;
}

async function pay({ till, core, session }: Place, order: Id<'Order'>): Promise<number> {
  const tenders = [
    {
      payment: till.newId<'Payment'>(),
      method: idOf<'PaymentMethod'>('cash'),
      tendered: 2_000 as AmountMinor,
    },
  ];
  const close = { order, document: till.newId<'Document'>(), tenders, printer: null };
  return (await till.call(core, 'payAndClose', close, { session })).document.total;
}

const tasks = async ({ till, core, session }: Place) =>
  (await till.call(core, 'openTasks', { status: 'open', limit: 50, offset: 0 }, { session })).tasks;

describe('a coupon for two', () => {
  it('is refused to the third, when it is handed in and when it is paid', async () => {
    const early = await withCoupon(one);
    for (const _ of [1, 2]) expect(await pay(one, await withCoupon(one))).toBe(1_000);
    await expect(withCoupon(one)).rejects.toThrow('order/coupon-used-up');
    // It was on this order before: whoever pays takes it off first, and nothing was written meanwhile.
    await expect(pay(one, early)).rejects.toThrow('order/coupon-used-up');
    const { till, core, session } = one;
    const { order } = await till.call(core, 'order', { order: early }, { session });
    await till.call(core, 'removeCoupon', { order: early, use: order!.coupons[0]!.use }, { session });
    expect(await pay(one, early)).toBe(1_250);
  });

  it('counts what other tills gave away, as soon as that is known', async () => {
    for (const _ of [1, 2]) await pay(one, await withCoupon(one));
    give(one, two);
    await expect(withCoupon(two)).rejects.toThrow('order/coupon-used-up');
  });

  it('is not counted for an order that uses it again for what came late, nor in practice', async () => {
    const order = await withCoupon(one);
    give(one, two);
    await addLine(two, order);
    await pay(one, order);
    give(one, two);
    expect(await pay(two, order)).toBe(1_000);
    expect(one.core.desk.aggregates.couponUses(idOf('flyer')).uses.size).toBe(1);
    const { till, core, session } = one;
    const { shift } = await till.call(core, 'currentShift', {}, { session });
    await till.call(core, 'closeShift', { shift: shift!.shift, count: null }, { session });
    const practice = { shift: till.newId<'Shift'>(), float: 0 as AmountMinor, isTraining: true };
    await till.call(core, 'openShift', practice, { session });
    await pay(one, await withCoupon(one));
    expect(core.desk.aggregates.couponUses(idOf('flyer')).uses.size).toBe(1);
  });

  it('used by more while the tills were apart leaves their money, and one task of the till that was later', async () => {
    await pay(one, await withCoupon(one));
    await openOrder(two);
    const orders = [await withCoupon(two), await withCoupon(two)];
    const totals = [await pay(two, orders[0]!), await pay(two, orders[1]!)];
    expect(totals).toEqual([1_000, 1_000]);
    give(one, two);
    give(two, one);
    await turns();
    give(two, one);
    give(one, two);
    await turns();
    for (const place of [one, two]) {
      expect(await tasks(place)).toMatchObject([{ kind: 'coupon-beyond-limit', title: 'flyer: 2' }]);
      const { till, core, session } = place;
      expect(await till.call(core, 'totals', { businessDate: null }, { session })).toMatchObject({
        documents: 3,
        total: '30.00',
      });
    }
    // Heard again, it is not raised again.
    const head = two.core.journal.ownHead;
    give(one, two);
    await turns();
    expect(two.core.journal.ownHead).toEqual(head);
  });
});
