import { grantRefund } from '@beaveros/domain/order';
import { assert, type Id, ok, ONE, quantityMicro } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { type OpenIsland, openIsland, terminalOf, userOf } from '@beaveros/service-kit/testing';
import { Cashier, type House, houseOf } from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createOrderService, ORDER_MIGRATIONS } from './index.ts';

// A till that closed a sale was stolen: another one of the store asks the cloud before it refunds.

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

/** Two of an item, sold and in the cloud. */
async function sold(seed: number) {
  const house = houseOf(seed);
  const till = new Cashier(house, 'T1');
  till.openShift();
  const order = till.openOrder();
  const line = till.addLine(order, house.items[2]!, { quantity: 2 });
  till.payAndClose(order);
  const { document } = till.order(order).documents[0]!;
  const texts = till.writer.entries().map(({ entry }) => writeEntry(entry));
  island.feed.add(house.tenant, till.writer.chain, texts);
  await island.settled();
  return { house, till, order, line, document };
}

const asker = ({ tenant, store }: House) => terminalOf(tenant, store, TERMINAL);
const TERMINAL = '0192f0c0-0000-7000-8000-00000000000a';

const asks = ({ house, order, document, line }: Awaited<ReturnType<typeof sold>>, many: number, id: Id) =>
  island.call(asker(house), 'POST', '/v1/refund-grants', {
    id,
    order,
    document,
    lines: [{ line, quantityMicro: many * ONE }],
  });

describe('a refund that the cloud is asked for', () => {
  it('is granted once for a command, in the store’s back-office chain, and counts from then on', async () => {
    const sale = await sold(71);
    const id = sale.house.newId();
    const first = await asks(sale, 1, id);
    expect(first).toMatchObject({
      status: 200,
      body: { kind: 'granted', body: { forCommand: id, terminal: TERMINAL, document: sale.document } },
    });
    expect(await asks(sale, 1, id)).toEqual(first);
    expect((await asks(sale, 2, sale.house.newId())).body).toMatchObject({
      kind: 'refused',
      code: 'order/refund-beyond-sold',
      facts: { leftMicro: ONE },
    });
    await island.settled();
    expect(await asks(sale, 1, id)).toEqual(first);
    expect(island.backOffice.written(sale.house.store)).toBe(1);
  });

  it('is decided again when the journal is ahead of the service', async () => {
    const sale = await sold(72);
    island.backOffice.raceWith(() => {
      // What the stolen till did last comes in while the service decides.
      const before = sale.till.writer.entries().length;
      const { order, document, line } = sale;
      const granted = grantRefund(sale.till.order(order), {
        order,
        document,
        lines: [{ line, quantityMicro: quantityMicro(ONE) }],
        grant: sale.house.newId(),
        forCommand: sale.house.newId(),
        terminal: sale.house.newId(),
      });
      assert(granted.ok, 'one of two may be refunded');
      sale.till.say('grantRefund', ok(granted.value.events));
      const fresh = sale.till.writer.entries().slice(before);
      island.feed.add(
        sale.house.tenant,
        sale.till.writer.chain,
        fresh.map(({ entry }) => writeEntry(entry)),
      );
    });
    expect((await asks(sale, 2, sale.house.newId())).body).toMatchObject({
      kind: 'refused',
      code: 'order/refund-beyond-sold',
    });
    expect(island.backOffice.written(sale.house.store)).toBe(0);
  });

  it('is granted to one of two tills that ask at once', async () => {
    const sale = await sold(73);
    const answers = await Promise.all([asks(sale, 2, sale.house.newId()), asks(sale, 2, sale.house.newId())]);
    expect(answers.map(({ body }) => body.kind).toSorted()).toEqual(['granted', 'refused']);
  });

  it('is nobody’s to ask for but a till of that store', async () => {
    const [mine, theirs] = [await sold(74), await sold(75)];
    const body = {
      id: mine.house.newId(),
      order: theirs.order,
      document: theirs.document,
      lines: [{ line: theirs.line, quantityMicro: ONE }],
    };
    const unable = { kind: 'unable', code: 'order/document-unknown' };
    expect((await island.call(asker(mine.house), 'POST', '/v1/refund-grants', body)).body).toEqual(unable);
    const elsewhere = terminalOf(theirs.house.tenant, mine.house.newId(), TERMINAL);
    expect((await island.call(elsewhere, 'POST', '/v1/refund-grants', body)).body).toEqual(unable);
    const person = userOf(theirs.house.tenant, ['can_refund']);
    expect((await island.call(person, 'POST', '/v1/refund-grants', body)).status).toBe(403);
    expect(island.backOffice.written(theirs.house.store)).toBe(0);
  });

  it('is of two of a line at most, by a whole number of micro units, of lines that are named', async () => {
    const sale = await sold(76);
    for (const lines of [[], [{ line: sale.line, quantityMicro: 0 }], [{ line: sale.line }]]) {
      const body = { id: sale.house.newId(), order: sale.order, document: sale.document, lines };
      const { status } = await island.call(asker(sale.house), 'POST', '/v1/refund-grants', body);
      expect(status).toBe(400);
    }
  });
});
