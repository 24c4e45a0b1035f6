import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { orderFold, type OrderRows, orderRows } from '@beaveros/domain/order';
import { id } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { followRound, newFollowState, type RoundOptions } from '@beaveros/service-kit/ingest';
import { arrayFeed, emptyTables } from '@beaveros/service-kit/testing';
import { counterSale, factsOf, sharedTable, STORIES, type Story } from '@beaveros/testkit';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ORDER_READING } from './ingest.ts';
import { OrderTables } from './_order-tables.ts';

let tables: OrderTables;

beforeAll(async () => {
  tables = await OrderTables.open(inject('postgresUrl'));
});

afterAll(() => tables[Symbol.asyncDispose]());

/** A journal whose entries may be cut off, come back, and go in and out of suspense. */
class ChangingJournal {
  readonly story: Story;
  readonly feed = arrayFeed();
  readonly #state = newFollowState();
  /** By chain: how many of its entries stand. */
  readonly #standing = new Map<string, number>();
  /** chain/seq. */
  readonly #suspended = new Set<string>();

  constructor(story: Story) {
    this.story = story;
  }

  get tenant() {
    return this.story.house.tenant;
  }

  #chain(at: number) {
    return this.story.chains[at % this.story.chains.length]!;
  }

  add(at: number, count: number): void {
    const chain = this.#chain(at);
    const from = this.#standing.get(chain[0]!.chain) ?? 0;
    this.feed.add(
      this.tenant,
      chain[0]!.chain,
      chain.slice(from, from + count).map(({ entry }) => writeEntry(entry)),
    );
    this.#standing.set(chain[0]!.chain, Math.min(chain.length, from + count));
  }

  addAll(): void {
    for (const at of this.story.chains.keys()) this.add(at, Infinity);
  }

  /** From a place on: cut off (`count` 0), or other entries in suspense than before. */
  change(
    at: number,
    fromSeq: number,
    { keeps, suspends }: { readonly keeps: boolean; readonly suspends: boolean },
  ): void {
    const chain = this.#chain(at);
    const name = chain[0]!.chain;
    const standing = this.#standing.get(name) ?? 0;
    if (fromSeq > standing) return;
    const to = keeps ? standing : fromSeq;
    for (let seq = fromSeq; seq <= to; seq += 1) {
      if (suspends) this.#suspended.add(`${name}/${seq}`);
      else this.#suspended.delete(`${name}/${seq}`);
    }
    for (let seq = to + 1; seq <= standing; seq += 1) this.#suspended.delete(`${name}/${seq}`);
    this.feed.revise(
      this.tenant,
      name,
      fromSeq,
      chain.slice(fromSeq - 1, to).map(({ entry }) => {
        const text = writeEntry(entry);
        return suspends ? { text, suspense: 'beyond the fence' } : { text };
      }),
    );
    this.#standing.set(name, to);
  }

  async follow(rounds = Infinity): Promise<void> {
    const heads = await this.feed.heads();
    for (let round = 0; round < rounds; round += 1) {
      const { moved } = await followRound(this.options, this.#state, this.tenant, heads);
      if (!moved) return;
    }
  }

  get options(): RoundOptions {
    const log = { info: () => {}, warn: () => {}, error: () => {} } as unknown as RoundOptions['log'];
    return { service: 'order', database: tables.database, feed: this.feed, log, ...ORDER_READING };
  }

  /** Domain's own fold over what stands and is in no suspense. */
  expected(order: string) {
    const entries = this.story.chains.flatMap((chain) =>
      chain
        .slice(0, this.#standing.get(chain[0]!.chain) ?? 0)
        .filter(({ entry }) => !this.#suspended.has(`${chain[0]!.chain}/${entry.seq}`)),
    );
    const facts: readonly Recorded[] = factsOf(entries, order).filter(
      ({ event }) => readEvent(event).kind === 'read',
    );
    const isThere = facts.some(({ event }) => orderFold.reads.has(event.type));
    return isThere ? comparable(orderRows(foldAll(orderFold, order, facts).state)) : NOTHING;
  }

  async rows(order: string) {
    return comparable(await tables.rowsOf(this.tenant, order));
  }
}

const NOTHING: OrderRows = {
  orders: [],
  orderItems: [],
  orderItemModifiers: [],
  orderItemTaxes: [],
  documents: [],
  tasks: [],
};

/** The rows as sets: the order of half a story's rows is nobody's promise. */
function comparable(rows: OrderRows): OrderRows {
  const sorted = <Row>(all: readonly Row[]) =>
    all
      .map((row) => ({ row, text: JSON.stringify(row, Object.keys(row as object).toSorted()) }))
      .toSorted((a, b) => (a.text < b.text ? -1 : 1))
      .map(({ row }) => row);
  return Object.fromEntries(
    Object.entries(rows).map(([table, all]) => [table, sorted(all as readonly object[])]),
  ) as unknown as OrderRows;
}

describe('a chain that changed behind its head', () => {
  it('is folded as if it had always been so, whatever changed and whenever the service looked', async () => {
    const step = fc.record({
      kind: fc.constantFrom(
        'add' as const,
        'add' as const,
        'cut' as const,
        'suspend' as const,
        'release' as const,
      ),
      chain: fc.nat(7),
      seq: fc.integer({ min: 1, max: 12 }),
      rounds: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(STORIES.length - 1),
        fc.integer({ min: 50_000, max: 59_000 }),
        fc.array(step, { minLength: 3, maxLength: 14 }),
        async (story, seed, steps) => {
          const journal = new ChangingJournal(STORIES[story]!(seed));
          await emptyTables(tables.database, journal.tenant);
          for (const { kind, chain, seq, rounds } of steps) {
            if (kind === 'add') journal.add(chain, seq);
            else journal.change(chain, seq, { keeps: kind !== 'cut', suspends: kind === 'suspend' });
            await journal.follow(rounds);
          }
          await journal.follow();
          for (const order of journal.story.orders)
            expect(await journal.rows(order)).toEqual(journal.expected(order));
          // And the whole story in the end.
          for (const at of journal.story.chains.keys())
            journal.change(at, 1, { keeps: true, suspends: false });
          journal.addAll();
          await journal.follow();
          for (const order of journal.story.orders) {
            const facts = factsOf(journal.story.chains.flat(), order);
            expect(await journal.rows(order)).toEqual(
              comparable(orderRows(foldAll(orderFold, order, facts).state)),
            );
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('leaves no row of an order that has no fact any more, and brings it back', async () => {
    const journal = new ChangingJournal(counterSale(60_001));
    const [order] = journal.story.orders;
    journal.addAll();
    await journal.follow();
    const before = await journal.rows(order!);
    expect(before.orders).toHaveLength(1);
    for (const at of journal.story.chains.keys()) journal.change(at, 1, { keeps: true, suspends: true });
    await journal.follow();
    expect(await journal.rows(order!)).toEqual(NOTHING);
    for (const at of journal.story.chains.keys()) journal.change(at, 1, { keeps: true, suspends: false });
    await journal.follow();
    expect(await journal.rows(order!)).toEqual(before);
  });

  it('is seen by a service that comes back with older rows, and by one that knows a revision of another life', async () => {
    const journal = new ChangingJournal(sharedTable(60_002));
    const [order] = journal.story.orders;
    journal.add(0, 6);
    await journal.follow();
    journal.change(0, 3, { keeps: true, suspends: true });
    journal.change(0, 5, { keeps: true, suspends: false });
    // It never saw the two changes one by one.
    await journal.follow();
    expect(await journal.rows(order!)).toEqual(journal.expected(order!));
    await tables.database.withTenant(id<'tenant'>(journal.tenant), (tx) =>
      tx.execute('update journal_cursors set revision = 77 where tenant_id = $1', [journal.tenant]),
    );
    // A process that starts.
    const state = newFollowState();
    const heads = await journal.feed.heads();
    while ((await followRound(journal.options, state, journal.tenant, heads)).moved) {
      // Until nothing moves.
    }
    expect(await journal.rows(order!)).toEqual(journal.expected(order!));
  });
});
