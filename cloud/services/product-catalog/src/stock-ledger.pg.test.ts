import type { Entry } from '@beaveros/domain/journal';
import { stockIdOf, stockLedger, stockRows } from '@beaveros/domain/product-catalog';
import { type Id, id } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { applyBatch, reviseChain } from '@beaveros/service-kit/ingest';
import { type OpenIsland, openIsland } from '@beaveros/service-kit/testing';
import fc from 'fast-check';
import {
  CHAINS,
  chainName,
  deliver,
  type DrawnEntry,
  type DrawnFact,
  numbered,
  runsOf,
  saidOf,
  writtenEntries,
} from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createProductCatalogService, PRODUCT_CATALOG_MIGRATIONS } from './index.ts';
import { PRODUCT_CATALOG_READING, readStock } from './ingest.ts';

// The ledger adds up; domain folds. Whatever is delivered in whatever order, they say the same.

let island: OpenIsland;
beforeAll(async () => {
  island = await openIsland(createProductCatalogService, {
    postgresUrl: inject('postgresUrl'),
    service: 'product-catalog',
    migrationsDir: PRODUCT_CATALOG_MIGRATIONS,
  });
});
afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

const STORE = numbered<'Store'>(9, 1);
const ITEMS = [numbered<'Item'>(1, 1), numbered<'Item'>(1, 2)];
const STOCKS = ITEMS.map((item) => stockIdOf(STORE, item));

const ofItem = fc.constantFrom(0, 1);
const anyFact: fc.Arbitrary<DrawnFact> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc
      .tuple(
        ofItem,
        fc.constantFrom('sale', 'received', 'reversed'),
        fc.integer({ min: -9, max: 9 }),
        fc.nat(2),
      )
      .map(
        ([of, kind, delta, document]): DrawnFact => ({
          type: 'product-catalog.StockMoved',
          aggregate: STOCKS[of]!,
          body: {
            item: ITEMS[of]!,
            kind,
            deltaMicro: delta * 1_000_000,
            cause:
              kind === 'received'
                ? null
                : { order: numbered(8, 1), document: numbered(7, document), line: null },
            note: null,
          },
        }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        ofItem,
        fc.nat(50),
        fc.uniqueArray(fc.tuple(fc.constantFrom(...CHAINS), fc.integer({ min: 1, max: 9 })), {
          selector: ([chain]) => chain,
          maxLength: 3,
        }),
      )
      .map(
        ([of, count, saw]): DrawnFact => ({
          type: 'product-catalog.StockCounted',
          aggregate: STOCKS[of]!,
          body: {
            item: ITEMS[of]!,
            countedMicro: count * 1_000_000,
            saw: saw.map(([chain, seq]) => ({ chain: chainName(chain), seq })),
            note: null,
          },
        }),
      ),
  },
  // What belongs to another item's stock counts nothing.
  {
    weight: 1,
    arbitrary: fc.constant<DrawnFact>({
      type: 'product-catalog.StockMoved',
      aggregate: STOCKS[0]!,
      body: { item: ITEMS[1]!, kind: 'sale', deltaMicro: -1, cause: null, note: null },
    }),
  },
  // Nothing of stock, and the first entry that carries its command all the same.
  {
    weight: 1,
    arbitrary: fc.constant<DrawnFact>({
      type: 'order.OrderNoteSet',
      aggregate: STOCKS[1]! as string as Id,
      body: { note: null },
    }),
  },
);
const anyEntry = fc.record({
  chain: fc.constantFrom(...CHAINS),
  step: fc.integer({ min: 1, max: 3 }),
  // Now and then the command of another till.
  command: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null, freq: 3 }),
  facts: fc.array(anyFact, { minLength: 1, maxLength: 3 }),
});

const written = (drawn: readonly DrawnEntry[], tenant: string) =>
  writtenEntries(drawn, { tenant, store: () => STORE });

async function take(tenant: string, entries: readonly Entry[]): Promise<void> {
  const feed = entries.map((entry) => ({ seq: entry.seq, text: writeEntry(entry) }));
  const outcome = await island.service.database.withTenant(id<'tenant'>(tenant), (tx) =>
    applyBatch(tx, { tenant, chain: entries[0]!.chain, entries: feed, ...PRODUCT_CATALOG_READING }),
  );
  expect([outcome.suspended, outcome.defects]).toEqual([[], []]);
}

const byKey = (a: { id: string; doing?: string }, b: { id: string; doing?: string }) =>
  `${a.id}${a.doing}` < `${b.id}${b.doing}` ? -1 : 1;

async function expectFolded(tenant: string, entries: readonly Entry[]): Promise<void> {
  for (const stock of STOCKS) {
    const facts = saidOf(entries, stock);
    const rows = await island.service.database.withReadOnlyTenant(id<'tenant'>(tenant), (tx) =>
      readStock(tx, tenant, stock),
    );
    const { levels, movements } = stockRows(stockLedger(stock, facts));
    expect({ levels: rows.levels, movements: rows.movements.toSorted(byKey) }).toEqual({
      levels,
      movements: movements.toSorted(byKey),
    });
  }
}

describe('the ledger of stocks', () => {
  it('keeps out a count whose command another till carried out before, whatever comes later', async () => {
    const tenant = island.newId();
    const counted: DrawnFact = {
      type: 'product-catalog.StockCounted',
      aggregate: STOCKS[0]!,
      body: { item: ITEMS[0]!, countedMicro: 4_000_000, saw: [], note: null },
    };
    const received: DrawnFact = {
      type: 'product-catalog.StockMoved',
      aggregate: STOCKS[0]!,
      body: { item: ITEMS[0]!, kind: 'received', deltaMicro: 1_000_000, cause: null, note: null },
    };
    const entries = written(
      [
        { chain: 3, step: 1, command: 1, facts: [received] },
        { chain: 2, step: 2, command: 1, facts: [counted] },
        { chain: 1, step: 3, command: null, facts: [received] },
      ],
      tenant,
    );
    const [first, second, third] = entries;
    await take(tenant, [second!]);
    await expectFolded(tenant, [second!]);
    await take(tenant, [first!]);
    await take(tenant, [third!]);
    await expectFolded(tenant, entries);
  });

  it('says after every delivery what domain folds from all facts so far, late, repeated and taken back ones too', async () => {
    const deliveries = fc.array(fc.tuple(fc.constantFrom(...CHAINS), fc.integer({ min: 1, max: 4 })), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEntry, { maxLength: 25 }),
        deliveries,
        fc.nat(),
        async (drawn, delivery, cut) => {
          const tenant = island.newId();
          const entries = written(drawn, tenant);
          await deliver(entries, delivery, {
            cut,
            take: (run) => take(tenant, run),
            taken: (known) => expectFolded(tenant, known),
            takeBack: (chain, fromSeq) =>
              island.service.database.withTenant(id<'tenant'>(tenant), (tx) =>
                reviseChain(tx, { tenant, chain, fromSeq, revision: 1, ...PRODUCT_CATALOG_READING }),
              ),
          });
        },
      ),
      { numRuns: runsOf(60) },
    );
  }, 600_000);
});
