import { stockIdOf } from '@beaveros/domain/product-catalog';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { NOW, StoreFixture } from './_journal-fixture.ts';
import { idToBlob } from './blobs.ts';

it('finds the counts of a file that an earlier build wrote, so that nothing is judged without them', () => {
  using store = new StoreFixture();
  const identity = store.identity();
  const journal = store.open('t1', identity);
  const item = store.newId<'Item'>();
  const stock = stockIdOf(store.store, item);
  const of = { v: 1, aggregate: stock };
  const moved = { item, kind: 'received', deltaMicro: 1, cause: null, note: 'StockCounted' };
  const counted = { item, countedMicro: 5, saw: [], note: null };
  journal.append(
    store.draft(stock, '', { events: [{ ...of, type: 'product-catalog.StockMoved', body: moved }] }),
    NOW,
  );
  const { arrival } = journal.append(
    store.draft(stock, '', { events: [{ ...of, type: 'product-catalog.StockCounted', body: counted }] }),
    NOW,
  );
  store.close(journal);
  const db = new Database(store.path('t1'));
  for (const table of ['ledger_bases', 'rolled_aggregates', 'rolled_commands'])
    db.exec(`DROP TABLE ${table}`);
  db.pragma('user_version = 3');
  db.close();
  const again = store.open('t1', identity);
  expect(again.byAggregate(stock).length).toBe(2);
  store.close(again);
  const after = new Database(store.path('t1'), { readonly: true });
  expect(after.prepare('SELECT aggregate, arrival FROM ledger_bases').all()).toEqual([
    { aggregate: idToBlob(stock), arrival },
  ]);
  after.close();
});
