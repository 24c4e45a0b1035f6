import { amountToText } from '@beaveros/protocol/gateway';
import { writeEntry } from '@beaveros/protocol/exchange';
import { orderTotals, parkOrder, setCustomer } from '@beaveros/domain/order';
import { tellChange } from '@beaveros/service-kit';
import { type OpenIsland, openIsland, userOf } from '@beaveros/service-kit/testing';
import { Cashier, counterSale, houseOf, kitchenEvening, sharedTable, type Story } from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createOrderService, ORDER_MIGRATIONS } from './index.ts';

let island: OpenIsland;

beforeAll(async () => {
  island = await openIsland(createOrderService, {
    postgresUrl: inject('postgresUrl'),
    service: 'order',
    migrationsDir: ORDER_MIGRATIONS,
  });
});

afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

async function tell(story: Story): Promise<void> {
  for (const chain of story.chains) {
    island.feed.add(
      story.house.tenant,
      chain[0]!.chain,
      chain.map(({ entry }) => writeEntry(entry)),
    );
  }
  await island.settled();
}

const viewer = (story: Story, stores: readonly string[] | 'all' = 'all') =>
  userOf(story.house.tenant, ['can_view_orders'], stores);

describe('the order service', () => {
  it('shows an order with its items, options, taxes and document, amounts in the digits of the currency', async () => {
    const story = counterSale(11);
    await tell(story);
    const { status, body } = await island.call(viewer(story), 'GET', `/v1/orders/${story.orders[0]}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'closed',
      label: 'T1-1',
      currency: 'EUR',
      net: '21.76',
      total: '28.68',
      paid: '28.68',
    });
    expect(
      body.items.map((item: { itemName: string; quantity: string; isVoided: boolean }) => [
        item.itemName,
        item.quantity,
        item.isVoided,
      ]),
    ).toEqual([
      ['Burger', '2', false],
      ['Lemonade', '3', false],
      ['Candle, white', '1', true],
      ['Candle, white', '-1', false],
      ['Candle, white', '3', false],
      ['Bad debt', '1', false],
    ]);
    expect(body.items[0]).toMatchObject({
      unitPrice: '12.5',
      modifiers: [
        { name: 'Extras', optionName: 'Cheddar', price: '1.2' },
        { name: 'Extras', optionName: 'No onions', price: '0' },
      ],
      taxes: [
        { name: 'VAT 20 %', rate: '0.2', mode: 'included', amount: '4.57' },
        { name: 'City 1.5 %', rate: '0.015', mode: 'excluded', amount: '0.34' },
      ],
    });
    expect(body.items[5]).toMatchObject({ unitPrice: '-11.06206', total: '-11.06' });
    expect(body.documents).toMatchObject([
      { number: 'T1-1-1', total: '28.68', change: '0.50', body: { total: 2868, label: 'T1-1' } },
    ]);
  });

  it('lists newest first, page by page, by status and business date', async () => {
    const house = houseOf(12);
    const till = new Cashier(house, 'T1');
    till.openShift();
    const orders = Array.from({ length: 5 }, () => {
      const order = till.openOrder();
      till.addLine(order, house.items[2]!);
      return order;
    });
    till.payAndClose(orders[0]!);
    island.feed.add(
      house.tenant,
      till.writer.chain,
      till.writer.entries().map(({ entry }) => writeEntry(entry)),
    );
    await island.settled();
    const as = userOf(house.tenant, ['can_view_orders']);
    const ids = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);
    const first = await island.call(as, 'GET', '/v1/orders?limit=3');
    expect(ids(first.body)).toEqual([orders[4], orders[3], orders[2]]);
    const second = await island.call(as, 'GET', `/v1/orders?limit=3&cursor=${first.body.nextCursor}`);
    expect(ids(second.body)).toEqual([orders[1], orders[0]]);
    expect(second.body.nextCursor).toBe(null);
    expect(ids((await island.call(as, 'GET', '/v1/orders?status=closed')).body)).toEqual([orders[0]]);
    expect(ids((await island.call(as, 'GET', '/v1/orders?from=2026-01-02')).body)).toEqual([]);
    const total = amountToText(orderTotals(till.order(orders[0]!)).total, 2);
    expect(
      (await island.call(as, 'GET', '/v1/documents?from=2026-01-01&to=2026-01-01')).body.items,
    ).toMatchObject([{ orderId: orders[0], total }]);
  });

  it('lists what was put aside, and what a customer has', async () => {
    const house = houseOf(18);
    const till = new Cashier(house, 'T1');
    till.openShift();
    const [aside, inHand] = [till.openOrder(), till.openOrder()];
    const customer = house.newId<'Customer'>();
    till.say('parkOrder', parkOrder(till.order(aside), { order: aside }, house));
    till.say('setCustomer', setCustomer(till.order(inHand), { order: inHand, customer }, house));
    island.feed.add(
      house.tenant,
      till.writer.chain,
      till.writer.entries().map(({ entry }) => writeEntry(entry)),
    );
    await island.settled();
    const as = userOf(house.tenant, ['can_view_orders']);
    const list = async (query: string) => (await island.call(as, 'GET', `/v1/orders?${query}`)).body.items;
    expect(await list('parked=true')).toMatchObject([{ id: aside, isParked: true, customerId: null }]);
    expect(await list('parked=false')).toMatchObject([{ id: inHand, isParked: false, isTraining: false }]);
    expect(await list(`customerId=${customer}`)).toMatchObject([{ id: inHand, customerId: customer }]);
  });

  it('shows nobody a neighbour, and a manager only the stores of the token', async () => {
    const mine = counterSale(13);
    const theirs = sharedTable(14);
    await tell(mine);
    await tell(theirs);
    for (const path of ['/v1/orders', '/v1/documents', `/v1/orders/${theirs.orders[0]}`]) {
      const text = JSON.stringify((await island.call(viewer(mine), 'GET', path)).body);
      for (const canary of [theirs.house.tenant, theirs.house.store, ...theirs.orders])
        expect(text, path).not.toContain(canary);
    }
    expect((await island.call(viewer(mine), 'GET', `/v1/orders/${theirs.orders[0]}`)).status).toBe(404);
    const elsewhere = viewer(mine, [theirs.house.store]);
    expect((await island.call(elsewhere, 'GET', '/v1/orders')).body.items).toEqual([]);
    expect((await island.call(elsewhere, 'GET', '/v1/documents')).body.items).toEqual([]);
    expect((await island.call(elsewhere, 'GET', `/v1/orders/${mine.orders[0]}`)).status).toBe(404);
    expect((await island.call(elsewhere, 'GET', `/v1/orders?storeId=${mine.house.store}`)).status).toBe(403);
    expect(
      (await island.call(viewer(mine, [mine.house.store]), 'GET', '/v1/orders')).body.items,
    ).toHaveLength(2);
    expect((await island.call(userOf(mine.house.tenant, []), 'GET', '/v1/orders')).status).toBe(403);
    expect((await island.call(null, 'GET', '/v1/orders')).status).toBe(401);
  });

  it('says that an order of a store changed, to who may see it, when it can be read', async () => {
    const mine = counterSale(16);
    const theirs = counterSale(17);
    const manager = await island.watch(viewer(mine, [mine.house.store]), '/v1/orders/live');
    const elsewhere = await island.watch(viewer(mine, [theirs.house.store]), '/v1/orders/live');
    await tell(theirs);
    await tell(mine);
    expect(await manager.next()).toEqual({ storeId: mine.house.store });
    expect((await island.call(viewer(mine), 'GET', `/v1/orders/${mine.orders[0]}`)).body.status).toBe(
      'closed',
    );
    // Told last, heard first: nothing was said before it.
    const { database } = island.service;
    await database.withTenant(mine.house.tenant as never, (tx) => tellChange(tx, 'everywhere'));
    expect(await elsewhere.next()).toEqual({ storeId: null });
  });

  it('is well, and says how far behind it is', async () => {
    await tell(kitchenEvening(15));
    expect(await island.service.health()).toEqual({ ok: true, details: { behind: expect.any(Number) } });
  });
});
