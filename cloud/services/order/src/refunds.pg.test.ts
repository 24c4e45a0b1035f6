import { foldAll } from '@beaveros/domain/journal';
import { orderFold, orderRows } from '@beaveros/domain/order';
import { writeEntry } from '@beaveros/protocol/exchange';
import { projectedStore } from '@beaveros/service-kit/testing';
import { factsOf, goodsBack } from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { OrderTables } from './_order-tables.ts';
import { readOrder, toDomainRows } from './folded-rows.ts';
import { ORDER_READING } from './ingest.ts';

let tables: OrderTables;
beforeAll(async () => {
  tables = await OrderTables.open(inject('postgresUrl'));
});
afterAll(() => tables[Symbol.asyncDispose]());

describe('refunds in the order service', () => {
  it('are documents among the others, in whichever order the chains come', async () => {
    for (const isReversed of [false, true]) {
      const story = goodsBack(isReversed ? 8 : 9);
      const { tenant } = story.house;
      const rows = async (tx: Parameters<typeof readOrder>[0], order: string) =>
        toDomainRows(await readOrder(tx, tenant, order));
      await using store = await projectedStore({
        database: tables.database,
        tenant,
        reading: ORDER_READING,
        rows,
      });
      const chains = isReversed ? story.chains.toReversed() : story.chains;
      for (const chain of chains)
        await store.take(
          chain[0]!.chain,
          chain.map(({ entry }) => ({ seq: entry.seq, text: writeEntry(entry) })),
        );
      for (const order of story.orders) {
        const facts = factsOf(story.chains.flat(), order);
        const { documents, tasks } = orderRows(foldAll(orderFold, order, facts).state);
        const kept = await store.rows(order);
        const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
        expect([...kept.documents].sort(byId)).toEqual([...documents].sort(byId));
        expect([...kept.tasks].sort(byId)).toEqual([...tasks].sort(byId));
        expect(kept.documents.some(({ status }) => status === 'refund')).toBe(true);
      }
    }
  });
});
