import { amountMinor, type Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { addLine, give, onTwoTills, openOrder, type Place } from '../_place.ts';
import { idOf } from '../_till-fixture.ts';

// Closing time as people complained about it, told with two whole tills of one store. Their journals are exchanged by
// hand, so that each knows what the story says. A burger is 12.50.

const { one, two } = onTwoTills();

const at = (place: Place) => {
  const { till, core, session } = place;
  const tender = (tendered: number) => ({
    payment: till.newId<'Payment'>(),
    method: idOf<'PaymentMethod'>('cash'),
    tendered: amountMinor(tendered),
  });
  const orderOfOne = async () => {
    const order = await openOrder(place);
    await addLine(place, order);
    return order;
  };
  const pay = (order: Id<'Order'>, tendered: number) => {
    const close = { order, document: till.newId<'Document'>(), tenders: [tender(tendered)], printer: null };
    return till.call(core, 'payAndClose', close, { session });
  };
  return {
    openShift: async (float = 10_000) => {
      const shift = till.newId<'Shift'>();
      await till.call(core, 'openShift', { shift, float: amountMinor(float) }, { session });
      return shift;
    },
    closeShift: async (shift: Id<'Shift'>, counted: number | null) => {
      const count = counted === null ? null : { denominations: [], amount: amountMinor(counted) };
      return (await till.call(core, 'closeShift', { shift, count }, { session })).report;
    },
    openOrder: orderOfOne,
    pay,
    sell: async () => pay(await orderOfOne(), 2_000),
    deposit: (order: Id<'Order'>, tendered: number) =>
      till.call(core, 'recordPayment', { order, tenders: [tender(tendered)] }, { session }),
    z: async (shift: Id<'Shift'>) => (await till.call(core, 'zReport', { shift }, { session })).report,
    zs: async () => (await till.call(core, 'zReports', { limit: 50, offset: 0 }, { session })).reports,
    x: async () => (await till.call(core, 'xReport', {}, { session })).report,
    totals: () => till.call(core, 'totals', { businessDate: null }, { session }),
  };
};

const refusal = (promise: Promise<unknown>) => promise.then(() => 'taken', String);

describe('orders that arrive after the close (odoo #203431, #137648, #179505, PR #239535)', () => {
  it('T1 closes while T2 sells in the garden without a network; in the morning nothing is rescued and no Z moves', async () => {
    const shift = await at(one).openShift();
    const garden = await at(two).openShift(5_000);
    await at(one).sell();
    await at(one).sell();
    for (let sold = 0; sold < 3; sold += 1) await at(two).sell();
    const z = await at(one).closeShift(shift, 12_500);
    expect(z).toMatchObject({ total: 2_500, expected: 12_500, variance: 0, sales: { count: 2 } });
    expect(await at(one).totals()).toMatchObject({ documents: 2, total: '25.00' });

    // The next morning T1 opens again, and hears of T2.
    const morning = await at(one).openShift();
    give(two, one);
    give(one, two);
    expect(await at(one).z(shift)).toEqual(z);
    expect(await at(two).z(shift)).toEqual(z);
    // The store's day is more than its Z was: visibly so, and the new shift is not given yesterday's orders.
    expect(await at(one).totals()).toMatchObject({ documents: 5, total: '62.50' });
    expect(await at(one).x()).toMatchObject({
      shift: morning,
      total: 0,
      expected: 10_000,
      sales: { count: 0 },
    });

    // T2's orders are in T2's own shift, where they always were.
    const late = await at(two).closeShift(garden, 8_750);
    expect(late).toMatchObject({ total: 3_750, expected: 8_750, variance: 0, sales: { count: 3 } });
    give(two, one);
    const zs = await at(one).zs();
    expect(zs.map(({ shift: of, total }) => [of, total])).toEqual(
      expect.arrayContaining([
        [shift, 2_500],
        [garden, 3_750],
      ]),
    );
    expect(zs.reduce((all, { total }) => all + total, 0)).toBe(6_250);
  });

  it('a table that T1 opened and T2 was paid for is in the Z of T2, whose drawer has the money', async () => {
    const [first, second] = [await at(one).openShift(0), await at(two).openShift(0)];
    const table = await at(one).openOrder();
    give(one, two);
    await at(two).pay(table, 1_250);
    give(two, one);
    expect(await at(one).closeShift(first, 0)).toMatchObject({ total: 0, variance: 0, openOrders: 0 });
    expect(await at(two).closeShift(second, 1_250)).toMatchObject({ total: 1_250, variance: 0 });
  });
});

describe('a session that will not close, or closes with a wrong difference (odoo #33511, #61837, erpnext #57157)', () => {
  it('closes with money missing, tables open, a till away and no cloud, and writes all of it down', async () => {
    const shift = await at(one).openShift();
    const garden = await at(two).openShift();
    give(two, one);
    await at(one).sell();
    await at(one).openOrder();
    await at(one).openOrder();
    const z = await at(one).closeShift(shift, 9_000);
    expect(z).toMatchObject({ expected: 11_250, counted: 9_000, variance: -2_250, openOrders: 2 });
    expect(z.unconfirmed).toBeGreaterThan(0);
    expect(await at(two).closeShift(garden, null)).toMatchObject({ counted: null, variance: null });
  });

  it('a deposit of today is no sale of today: the Zs of both days add up to what the drawer had', async () => {
    const monday = await at(one).openShift(0);
    const table = await at(one).openOrder();
    await at(one).deposit(table, 500);
    const first = await at(one).closeShift(monday, 500);
    expect(first).toMatchObject({ total: 0, balance: 500, variance: 0, openOrders: 1 });
    const tuesday = await at(one).openShift(0);
    await at(one).pay(table, 1_000);
    const second = await at(one).closeShift(tuesday, 750);
    expect(second).toMatchObject({ total: 1_250, balance: -500, variance: 0 });
    expect(first.cashOfPayments + second.cashOfPayments).toBe(first.total + second.total);
  });
});

describe('two sessions open for one register (odoo #15895, #20761)', () => {
  const drawerOf = ({ till }: Place) => ({
    id: idOf('drawer'),
    storeId: till.identity.store,
    terminalId: till.identity.terminal,
    kind: 'cash-drawer',
    name: 'Drawer',
    connection: { via: 'printer', printer: idOf('printer'), connector: 2 },
    profile: null,
    isActive: true,
  });

  it('a till has one shift open, whoever asks and however often', async () => {
    const shift = await at(one).openShift();
    expect(await refusal(at(one).openShift(0))).toContain('payment/shift-already-open');
    expect((await at(one).x())?.shift).toBe(shift);
    await at(one).closeShift(shift, null);
    expect((await at(one).z(shift))?.number.counter).toBe(1);
  });

  it('a drawer that is carried to another till is free there once the first has closed', async () => {
    one.till.comeDown(one.core, 'devices', drawerOf(one));
    const shift = await at(one).openShift();
    give(one, two);
    two.till.comeDown(two.core, 'devices', drawerOf(two));
    expect(await refusal(at(two).openShift())).toContain(`"code":"payment/drawer-in-use"`);
    await at(one).closeShift(shift, null);
    give(one, two);
    expect(await refusal(at(two).openShift())).toBe('taken');
  });
});
