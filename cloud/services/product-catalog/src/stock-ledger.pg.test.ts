import type { Entry, Recorded } from '@beaveros/domain/journal';
import { stockIdOf, stockLedger, stockRows } from '@beaveros/domain/product-catalog';
import { businessDate, type Id, id, instant } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { applyBatch, reviseChain } from '@beaveros/service-kit/ingest';
import { type OpenIsland, openIsland } from '@beaveros/service-kit/testing';
import fc from 'fast-check';
import { runsOf } from '@beaveros/testkit';
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

const uuid = <Of extends string>(kind: number, n: number) =>
  id<Of>(`0192f0c0-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`);
const chainName = (n: number) => n.toString(16).padStart(64, 'a');
const STORE = uuid<'Store'>(9, 1);
const ITEMS = [uuid<'Item'>(1, 1), uuid<'Item'>(1, 2)];
const STOCKS = ITEMS.map((item) => stockIdOf(STORE, item));
const CHAINS = [1, 2, 3];

type Draft = Pick<Entry['events'][number], 'type' | 'aggregate' | 'body'>;
const ofItem = fc.constantFrom(0, 1);
const anyFact: fc.Arbitrary<Draft> = fc.oneof(
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
        ([of, kind, delta, document]): Draft => ({
          type: 'product-catalog.StockMoved',
          aggregate: STOCKS[of]!,
          body: {
            item: ITEMS[of]!,
            kind,
            deltaMicro: delta * 1_000_000,
            cause:
              kind === 'received' ? null : { order: uuid(8, 1), document: uuid(7, document), line: null },
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
        ([of, count, saw]): Draft => ({
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
    arbitrary: fc.constant<Draft>({
      type: 'product-catalog.StockMoved',
      aggregate: STOCKS[0]!,
      body: { item: ITEMS[1]!, kind: 'sale', deltaMicro: -1, cause: null, note: null },
    }),
  },
  // Nothing of stock, and the first entry that carries its command all the same.
  {
    weight: 1,
    arbitrary: fc.constant<Draft>({
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
type Drawn = typeof anyEntry extends fc.Arbitrary<infer T> ? T : never;

/** Entries of three chains with rising clocks; each command once a chain. */
function written(drawn: readonly Drawn[], tenant: string): Entry[] {
  const at = new Map(CHAINS.map((chain) => [chain, { seq: 0, clock: 0, commands: new Set<number>() }]));
  return drawn.map(({ chain, step, command, facts }, n) => {
    const head = at.get(chain)!;
    head.seq += 1;
    head.clock += step;
    const isRepeated = command !== null && !head.commands.has(command);
    if (isRepeated) head.commands.add(command);
    return {
      chain: chainName(chain),
      seq: head.seq,
      clock: head.clock,
      at: instant(1_795_000_000_000 + n),
      tenant: tenant as Id<'Tenant'>,
      store: STORE,
      terminal: uuid<'Terminal'>(5, chain),
      epoch: 1,
      commandId: uuid<'Command'>(0xc0, isRepeated ? command : 1_000 + n),
      command: 'test',
      actor: null,
      businessDate: businessDate('2026-11-23'),
      events: facts.map((fact, index) => ({ ...fact, id: uuid<'Event'>(0xe0, 1_000 + n * 8 + index), v: 1 })),
    };
  });
}

const recorded = (entries: readonly Entry[]): Recorded[] =>
  entries.flatMap(({ events, ...header }) => events.map((event, index) => ({ event, header, index })));

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
    const facts = recorded(entries).filter(({ event }) => event.aggregate === stock);
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
          const left = new Map(
            CHAINS.map((chain) => [chain, entries.filter((each) => each.chain === chainName(chain))]),
          );
          const known: Entry[] = [];
          for (const [chain, count] of [...delivery, ...CHAINS.map((each) => [each, 99] as const)]) {
            const run = left.get(chain)!.splice(0, count);
            if (run.length === 0) continue;
            await take(tenant, run);
            known.push(...run);
            await expectFolded(tenant, known);
          }
          // The journal takes a chain back from somewhere on: another branch of it stands.
          const [first] = known;
          if (first === undefined) return;
          const { chain } = first;
          const fromSeq = 1 + (cut % known.filter((each) => each.chain === chain).length);
          await island.service.database.withTenant(id<'tenant'>(tenant), (tx) =>
            reviseChain(tx, { tenant, chain, fromSeq, revision: 1, ...PRODUCT_CATALOG_READING }),
          );
          await expectFolded(
            tenant,
            known.filter((each) => each.chain !== chain || each.seq < fromSeq),
          );
        },
      ),
      { numRuns: runsOf(60) },
    );
  }, 600_000);
});
