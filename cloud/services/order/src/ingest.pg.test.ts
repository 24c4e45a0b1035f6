import { foldAll } from '@beaveros/domain/journal';
import { orderFold, type OrderRows, orderRows } from '@beaveros/domain/order';
import { writeEntry } from '@beaveros/protocol/exchange';
import { projectedStore } from '@beaveros/service-kit/testing';
import { describeFoldedStore } from '@beaveros/testkit';
import { afterAll, beforeAll, inject } from 'vitest';
import { readOrder, toDomainRows } from './folded-rows.ts';
import { ORDER_READING } from './ingest.ts';
import { OrderTables } from './_order-tables.ts';

let tables: OrderTables;

beforeAll(async () => {
  tables = await OrderTables.open(inject('postgresUrl'));
});

afterAll(() => tables[Symbol.asyncDispose]());

describeFoldedStore<OrderRows>({
  name: 'order service',
  expected: (order, facts) => orderRows(foldAll(orderFold, order, facts).state),
  aggregates: (story) => story.orders,
  open: async (tenant) => {
    const rows = async (tx: Parameters<typeof readOrder>[0], order: string) =>
      toDomainRows(await readOrder(tx, tenant, order));
    const store = await projectedStore({ database: tables.database, tenant, reading: ORDER_READING, rows });
    return {
      ...store,
      take: (written) =>
        store.take(
          written[0]!.chain,
          written.map(({ entry }) => ({ seq: entry.seq, text: writeEntry(entry) })),
        ),
    };
  },
});
