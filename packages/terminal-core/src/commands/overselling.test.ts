import { type AmountMinor, type Id, MICRO, quantityMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { addLine, give, onTwoTills, openOrder, openShift, type Place, turns } from '../_place.ts';
import { idOf, ITEM_ROW } from '../_till-fixture.ts';

// Overselling and stock drift (features.md, pain 21): wcpos/woocommerce-pos#227, erpnext#43052 and #23710, ospos#3077. Two
// whole tills of one store; their journals are exchanged by hand, so that each knows what the story says.

const BOTTLE = idOf<'Item'>('bottle');
const units = (count: number) => quantityMicro(count * MICRO);
const PRICE = 1_250;

const { one, two } = onTwoTills(async (place) => {
  const { till, core } = place;
  till.comeDown(core, 'till_items', { ...ITEM_ROW, id: BOTTLE, name: 'Rioja', sku: 'R1' });
  till.comeDown(core, 'till_stock', {
    id: BOTTLE,
    isTracked: true,
    lowMicro: units(0),
    yieldMicro: units(1),
    ingredients: [],
    options: [],
    version: 1,
  });
  await openShift(place);
});

const at = (place: Place) => {
  const { till, core, session } = place;
  const orderOf = async (count: number) => {
    const order = await openOrder(place);
    await addLine(place, order, count, BOTTLE);
    return order;
  };
  const pay = async (order: Id<'Order'>, count: number) => {
    const tender = { payment: till.newId<'Payment'>(), method: idOf<'PaymentMethod'>('cash') };
    const tenders = [{ ...tender, tendered: (count * PRICE) as AmountMinor }];
    const close = { order, document: till.newId<'Document'>(), tenders, printer: null };
    await till.call(core, 'payAndClose', close, { session });
  };
  return {
    openOrder: orderOf,
    pay,
    sell: async (count: number) => pay(await orderOf(count), count),
    deliver: (count: number) =>
      till.call(
        core,
        'stockMovement',
        { kind: 'received', moves: [{ item: BOTTLE, deltaMicro: units(count) }], note: null },
        { session },
      ),
    count: (found: number) =>
      till.call(
        core,
        'countStock',
        { counts: [{ item: BOTTLE, countedMicro: units(found) }], note: null },
        { session },
      ),
    level: async () => {
      const asked = { item: BOTTLE, only: 'all', limit: 1, offset: 0 } as const;
      const [level] = (await till.call(core, 'stockLevels', asked, { session })).levels;
      return [level!.levelMicro / MICRO, level!.flag];
    },
    tasks: async () => {
      const asked = { status: 'open', limit: 50, offset: 0 } as const;
      const { tasks } = await till.call(core, 'openTasks', asked, { session });
      return tasks.map(({ kind, title }) => `${kind} ${title}`).toSorted();
    },
    digest: async () => {
      const { stores } = await till.call(core, 'storeDigests', {}, { session });
      return stores.find(({ service }) => service === 'product-catalog');
    },
  };
};

describe('pain 21: overselling and stock drift', () => {
  it('two tills sell the last three bottles offline, a manager counts meanwhile, and all agree at the end', async () => {
    await at(one).deliver(3);
    give(one, two);
    expect(await at(two).level()).toEqual([3, null]);

    // The line is cut. One bottle goes at the second till; the manager counts there and finds two.
    await at(two).sell(1);
    await at(two).count(2);
    // Two go at the first till, which has heard nothing: it thinks that one is left.
    await at(one).sell(2);
    expect([await at(one).level(), await at(two).level()]).toEqual([
      [1, null],
      [2, null],
    ]);

    // The line is back, in either direction first: the count did not know the two, so they come off it.
    give(one, two);
    expect(await at(two).level()).toEqual([0, 'low']);
    give(two, one);
    expect(await at(one).level()).toEqual([0, 'low']);
    expect(await at(one).digest()).toEqual(await at(two).digest());
    // What comes twice moves nothing.
    give(one, two);
    expect(await at(two).level()).toEqual([0, 'low']);
  });

  it('what a guest holds in the hand is sold, and the level below zero says that somebody must count', async () => {
    await at(one).deliver(3);
    give(one, two);
    await at(one).sell(2);
    await at(two).sell(2);
    give(one, two);
    give(two, one);
    expect([await at(one).level(), await at(two).level()]).toEqual([
      [-1, 'negative'],
      [-1, 'negative'],
    ]);
    await at(one).sell(1);
    expect(await at(one).level()).toEqual([-2, 'negative']);
    await at(one).count(0);
    give(one, two);
    expect(await at(two).level()).toEqual([0, 'low']);
  });

  it('an order that two tills closed took its bottles once, when the second close has been taken back', async () => {
    await at(one).deliver(3);
    const order = await at(one).openOrder(1);
    give(one, two);
    await at(one).pay(order, 1);
    await at(two).openOrder(1);
    await at(two).pay(order, 1);
    expect(await at(two).level()).toEqual([2, null]);
    give(one, two);
    await turns();
    give(two, one);
    await turns();
    expect([await at(one).level(), await at(two).level()]).toEqual([
      [2, null],
      [2, null],
    ]);
    expect(await at(one).digest()).toEqual(await at(two).digest());
    const { movements } = await one.till.call(
      one.core,
      'stockHistory',
      { item: BOTTLE, limit: 10 },
      { session: one.session },
    );
    expect(movements.map(({ kind, deltaMicro }) => `${kind} ${deltaMicro / MICRO}`).toSorted()).toEqual([
      'received 3',
      'reversed 1',
      'sale -1',
      'sale -1',
    ]);
  });

  it('the sale that takes a level to its threshold raises a task, the same on whichever till, once a day', async () => {
    await at(one).deliver(3);
    give(one, two);
    expect(await at(one).tasks()).toEqual([]);
    // Apart, each till sees its own sale take the level to what somebody wants to know.
    await at(one).sell(3);
    await at(two).sell(3);
    expect(await at(one).tasks()).toEqual(['low-stock Rioja: 0']);
    give(one, two);
    give(two, one);
    expect(await at(one).tasks()).toEqual(['low-stock Rioja: 0']);
    // A delivery that is sold again, the same day.
    await at(two).deliver(4);
    await at(two).sell(1);
    expect(await at(two).tasks()).toEqual(['low-stock Rioja: 0']);
    await at(two).sell(1);
    expect(await at(two).tasks()).toEqual(['low-stock Rioja: 0', 'negative-stock Rioja: -1']);
  });
});
