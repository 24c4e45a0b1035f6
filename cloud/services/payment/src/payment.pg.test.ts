import { foldAll } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import {
  type PaymentFolded,
  paymentRows,
  type ShiftFolded,
  shiftFold,
  shiftRows,
  type ZReportFolded,
} from '@beaveros/domain/payment';
import { writeEntry } from '@beaveros/protocol/exchange';
import { shapeByName } from '@beaveros/protocol/shapes';
import { userOf } from '@beaveros/service-kit/testing';
import {
  Cashier,
  counterSale,
  describeFoldedStore,
  houseOf,
  sharedTable,
  type Story,
  tradingDay,
} from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { paymentIsland, paymentStore } from './_payment-island.ts';
import { readPayments, readShift, readZReport } from './ingest.ts';

const test = paymentIsland();

describeFoldedStore<{ readonly payments: readonly PaymentFolded[] }>({
  name: 'payments of the payment service',
  expected: (order, facts) => paymentRows(foldAll(orderFold, order, facts).state),
  aggregates: (story) => story.orders,
  deliveries: 5,
  open: (tenant) =>
    paymentStore(test.island, tenant, async (tx, order) => ({
      payments: await readPayments(tx, tenant, order),
    })),
});

describeFoldedStore<{ readonly shifts: readonly ShiftFolded[] }>({
  name: 'shifts of the payment service',
  expected: (shift, facts) => ({ shifts: shiftRows(foldAll(shiftFold, shift, facts).state).shifts }),
  alsoTold: [tradingDay],
  aggregates: (story) => story.shifts,
  deliveries: 3,
  open: (tenant) =>
    paymentStore(test.island, tenant, async (tx, shift) => ({ shifts: await readShift(tx, tenant, shift) })),
});

describeFoldedStore<{ readonly zReports: readonly ZReportFolded[] }>({
  name: 'Zs of the payment service',
  expected: (shift, facts) => ({ zReports: shiftRows(foldAll(shiftFold, shift, facts).state).zReports }),
  alsoTold: [tradingDay],
  aggregates: (story) => story.shifts,
  deliveries: 2,
  open: (tenant) =>
    paymentStore(test.island, tenant, async (tx, shift) => ({
      zReports: await readZReport(tx, tenant, shift),
    })),
});

async function tell(story: Story): Promise<void> {
  for (const chain of story.chains)
    test.island.feed.add(
      story.house.tenant,
      chain[0]!.chain,
      chain.map(({ entry }) => writeEntry(entry)),
    );
  await test.island.settled();
}

describe('a command that two tills carried out', () => {
  it('pays once: the first entry in canonical order counts, also where this service reads nothing else of it', async () => {
    const house = houseOf(51);
    const one = new Cashier(house, 'T1');
    const two = new Cashier(house, 'T2');
    one.openShift();
    const order = one.openOrder();
    one.addLine(order, house.items[2]!);
    two.writer.hear(one.writer);
    one.payAndClose(order);
    const paid = one.writer.entries().at(-1)!.entry;
    // The other till's entry comes first in canonical order and holds nothing that the payment service reads.
    const businessDate = paid.businessDate;
    const note = {
      type: 'order.OrderNoteSet',
      v: 1,
      aggregate: order,
      body: { note: 'same finger' },
    } as const;
    two.writer.append('setOrderNote', { businessDate, events: [note], commandId: paid.commandId });
    const second = two.writer.entries().at(-1)!.entry;
    expect(second.clock).toBeLessThanOrEqual(paid.clock);
    const first = { ...second, clock: paid.clock - 1 };
    const chains = [
      one.writer.entries(),
      [...two.writer.entries().slice(0, -1), { chain: two.writer.chain, entry: first }],
    ];
    for (const chain of chains)
      test.island.feed.add(
        house.tenant,
        chain[0]!.chain,
        chain.map(({ entry }) => writeEntry(entry)),
      );
    await test.island.settled();
    const facts = chains
      .flat()
      .flatMap(({ chain, entry: { events, ...header } }) =>
        events.flatMap((event, index) =>
          event.aggregate === order ? [{ event, header: { ...header, chain }, index }] : [],
        ),
      );
    const wanted = paymentRows(foldAll(orderFold, order, facts).state).payments;
    expect(wanted).toEqual([]);
    const rows = await test.island.sql('select id from payments where order_id = $1', [order]);
    expect(rows).toEqual([]);
  });
});

describe('the routes of payment', () => {
  it('keep the ways to pay, published to tills as their shape says', async () => {
    const as = userOf(test.island.newId(), ['can_manage_payment_methods']);
    const cash = (await test.island.call(as, 'POST', '/v1/payment-methods', { name: 'Cash', type: 'cash' }))
      .body;
    const card = (await test.island.call(as, 'POST', '/v1/payment-methods', { name: 'Card', type: 'card' }))
      .body;
    expect(
      (await test.island.call(as, 'POST', '/v1/payment-methods', { name: 'Cash', type: 'cash' })).body.error
        .code,
    ).toBe('payment-method/duplicate');
    expect(
      (await test.island.call(as, 'PATCH', `/v1/payment-methods/${card.id}`, { isActive: false })).body,
    ).toEqual({ ...card, isActive: false });
    expect(
      (await test.island.call(as, 'PATCH', `/v1/payment-methods/${card.id}`, { name: 'Cash' })).body.error
        .code,
    ).toBe('payment-method/duplicate');
    expect(
      (await test.island.call(as, 'PATCH', `/v1/payment-methods/${test.island.newId()}`, { name: 'X' }))
        .status,
    ).toBe(404);
    expect((await test.island.call(as, 'GET', '/v1/payment-methods')).body.items).toEqual([
      { ...card, isActive: false },
      cash,
    ]);
    const shape = shapeByName('payment.payment_methods.v1')!;
    const rows = await test.island.sql(
      `select ${shape.columns.map(({ column }) => column).join(', ')} from payment_methods where tenant_id = $1 order by name`,
      [as.tenantId],
    );
    const read = rows.map((row) =>
      shape.row.parse(Object.fromEntries(shape.columns.map(({ column, field }) => [field, row[column]]))),
    );
    expect(read).toEqual([
      { ...card, isActive: false, tenantId: as.tenantId },
      { ...cash, tenantId: as.tenantId },
    ]);
  });

  it('list payments with change and money out, and shifts with their float', async () => {
    const story = counterSale(52);
    const { house } = story;
    const till = new Cashier(house, 'T9');
    till.openShift();
    const back = till.openOrder();
    till.addLine(back, house.items[2]!, { quantity: -2 });
    till.payAndClose(back);
    await tell({ ...story, chains: [...story.chains, till.writer.entries()] });
    const as = userOf(house.tenant, ['can_view_orders', 'can_view_reports']);
    const { items } = (await test.island.call(as, 'GET', '/v1/payments')).body;
    expect(items).toMatchObject([
      {
        orderId: back,
        amount: '-1.70',
        tendered: '-1.70',
        change: '0.00',
        status: 'completed',
        methodName: 'Cash',
      },
      { orderId: story.orders[0], amount: '28.68', tendered: '29.18', change: '0.50', currency: 'EUR' },
    ]);
    expect((await test.island.call(as, 'GET', `/v1/payments?orderId=${back}`)).body.items).toHaveLength(1);
    expect(
      (await test.island.call(as, 'GET', `/v1/payments?shiftId=${story.shifts[0]}`)).body.items,
    ).toHaveLength(1);
    const shifts = (await test.island.call(as, 'GET', '/v1/shifts')).body.items;
    expect(shifts).toMatchObject([
      { float: '100.00' },
      { id: story.shifts[0], float: '100.00', businessDate: '2026-01-01' },
    ]);
    expect(
      await test.island.sql('select created_at = paid_at as same from payments where order_id = $1', [back]),
    ).toEqual([{ same: true }]);
  });

  it('list the Zs of closed shifts, and show one as it was written', async () => {
    const story = tradingDay(55);
    await tell(story);
    const as = userOf(story.house.tenant, ['can_view_reports']);
    const closes = story.chains
      .flat()
      .flatMap(({ entry }) => entry.events.filter(({ type }) => type === 'payment.ShiftClosed'));
    expect(closes.length).toBeGreaterThan(1);
    const { items } = (await test.island.call(as, 'GET', '/v1/z-reports')).body;
    expect(items.map(({ id }: { id: string }) => id).sort()).toEqual(
      closes.map(({ aggregate }) => aggregate).sort(),
    );
    for (const { aggregate, body } of closes) {
      const z = (await test.island.call(as, 'GET', `/v1/z-reports/${aggregate}`)).body;
      const { body: shift } = await test.island.call(as, 'GET', '/v1/shifts?limit=100');
      expect(z.report).toEqual(body);
      expect(Math.round(Number(z.total) * 100)).toBe((body as { total: number }).total);
      expect(shift.items.find(({ id }: { id: string }) => id === aggregate)).toMatchObject({
        status: 'closed',
        closedAt: (body as { closedAt: number }).closedAt,
      });
    }
    expect((await test.island.call(as, 'GET', `/v1/z-reports/${test.island.newId()}`)).status).toBe(404);
    expect((await test.island.call(userOf(story.house.tenant, []), 'GET', '/v1/z-reports')).status).toBe(403);
    const elsewhere = userOf(story.house.tenant, ['can_view_reports'], [test.island.newId()]);
    expect((await test.island.call(elsewhere, 'GET', '/v1/z-reports')).body.items).toEqual([]);
    expect((await test.island.call(elsewhere, 'GET', `/v1/z-reports/${closes[0]!.aggregate}`)).status).toBe(
      404,
    );
    const neighbour = userOf(test.island.newId(), ['can_view_reports']);
    expect((await test.island.call(neighbour, 'GET', '/v1/z-reports')).body.items).toEqual([]);
  });

  it('show a neighbour nothing, and a manager the stores of the token', async () => {
    const mine = sharedTable(53);
    const theirs = counterSale(54);
    await tell(mine);
    await tell(theirs);
    const everything = ['can_view_orders', 'can_view_reports', 'can_manage_payment_methods'];
    const me = userOf(mine.house.tenant, everything);
    const them = userOf(theirs.house.tenant, everything);
    const method = (
      await test.island.call(them, 'POST', '/v1/payment-methods', { name: 'canary', type: 'cash' })
    ).body;
    for (const path of [
      '/v1/payments',
      '/v1/shifts',
      '/v1/payment-methods',
      `/v1/payments?orderId=${theirs.orders[0]}`,
    ]) {
      const text = JSON.stringify((await test.island.call(me, 'GET', path)).body);
      for (const canary of [theirs.house.store, theirs.orders[0]!, theirs.shifts[0]!, method.id, 'canary'])
        expect(text, path).not.toContain(canary);
    }
    expect(
      (await test.island.call(me, 'PATCH', `/v1/payment-methods/${method.id}`, { name: 'stolen' })).status,
    ).toBe(404);
    const elsewhere = userOf(mine.house.tenant, everything, [theirs.house.store]);
    for (const path of ['/v1/payments', '/v1/shifts'])
      expect((await test.island.call(elsewhere, 'GET', path)).body.items).toEqual([]);
    expect(
      (await test.island.call(elsewhere, 'GET', `/v1/payments?storeId=${mine.house.store}`)).status,
    ).toBe(403);
    expect(
      (
        await test.island.call(userOf(mine.house.tenant, []), 'POST', '/v1/payment-methods', {
          name: 'x',
          type: 'cash',
        })
      ).status,
    ).toBe(403);
  });
});
