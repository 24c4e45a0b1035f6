import { foldAll } from '@beaveros/domain/journal';
import { orderFold, orderRows } from '@beaveros/domain/order';
import { moveLines } from '@beaveros/domain/processes';
import { writeEntry } from '@beaveros/protocol/exchange';
import { projectedStore } from '@beaveros/service-kit/testing';
import { Cashier, factsOf, houseOf } from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { OrderTables } from './_order-tables.ts';
import { readOrder, toDomainRows } from './folded-rows.ts';
import { ORDER_READING } from './ingest.ts';

let tables: OrderTables;
beforeAll(async () => {
  tables = await OrderTables.open(inject('postgresUrl'));
});
afterAll(() => tables[Symbol.asyncDispose]());

describe('moves in the order service', () => {
  // Its task names the fact, the line and the other order: the longest cause of all.
  it('keeps what to look at of a line that two tills moved to two orders', async () => {
    const house = houseOf(11);
    const { tenant } = house;
    const [one, two] = [new Cashier(house, 'T1'), new Cashier(house, 'T2')];
    const from = one.openOrder();
    const line = one.addLine(from, house.items[1]!);
    two.writer.hear(one.writer);
    for (const till of [one, two]) {
      const to = till.openOrder();
      const lines = [{ line, as: house.newId<'Line'>(), quantityMicro: null }];
      const command = { order: from, to, move: house.newId<'Move'>(), lines };
      till.say('moveLines', moveLines(till.order(from), till.order(to), command, house));
    }
    one.writer.hear(two.writer);
    await using store = await projectedStore({
      database: tables.database,
      tenant,
      reading: ORDER_READING,
      rows: async (tx, order) => toDomainRows(await readOrder(tx, tenant, order)),
    });
    const chains = [one, two].map(({ writer }) => writer.entries());
    for (const chain of chains)
      await store.take(
        chain[0]!.chain,
        chain.map(({ entry }) => ({ seq: entry.seq, text: writeEntry(entry) })),
      );
    const { tasks } = orderRows(foldAll(orderFold, from, factsOf(chains.flat(), from)).state);
    expect(tasks.map(({ kind }) => kind)).toContain('line-moved-twice');
    expect((await store.rows(from)).tasks).toEqual(tasks);
  });
});
