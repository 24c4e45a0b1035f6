import { compareEntries, type Recorded } from '@beaveros/domain/journal';
import { assert, type Id } from '@beaveros/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededNumbers } from './seeded.ts';
import { STORIES } from './stories.ts';
import type { Story } from './story.ts';
import { factsOf, type WrittenEntry } from './till-writer.ts';

/** A store that folds entries into rows: a till's (SQLite) or a service's (Postgres). */
export interface FoldedStore<Rows> extends AsyncDisposable {
  /** Takes entries of one chain, oldest first, and has folded them when it returns. Some may have come before. */
  take(entries: readonly WrittenEntry[]): Promise<void>;
  /** Lists of rows by table; the order within a list does not matter. */
  rows(aggregate: string): Promise<Rows>;
}

export interface FoldedStoreContract<Rows> {
  readonly name: string;
  /** An empty store of one tenant. */
  readonly open: (tenant: Id<'Tenant'>) => Promise<FoldedStore<Rows>>;
  /** The rows by the domain: `orderRows(foldAll(orderFold, ...).state)`. */
  readonly expected: (aggregate: string, facts: readonly Recorded[]) => Rows;
  readonly aggregates: (story: Story) => readonly string[];
  /** Deliveries tried for each story; a store on Postgres takes some 50 ms for one. */
  readonly deliveries?: number;
  /** Told beside {@link STORIES}. */
  readonly alsoTold?: readonly ((seed: number) => Story)[];
}

const DELIVERIES = 10;
const SEED = 20_261_122;

/** What every folded store promises; the two stores of a service run the same suite. */
export function describeFoldedStore<Rows>(contract: FoldedStoreContract<Rows>): void {
  const { name, open, expected, aggregates, deliveries = DELIVERIES, alsoTold = [] } = contract;

  const holds = async (
    store: FoldedStore<Rows>,
    story: Story,
    delivered: readonly WrittenEntry[],
    why: string,
  ) => {
    for (const aggregate of aggregates(story)) {
      const facts = factsOf(delivered, aggregate);
      expect(sorted(await store.rows(aggregate)), `${story.name}, ${why}`).toEqual(
        sorted(expected(aggregate, facts)),
      );
    }
  };

  describe(`${name} as a folded store`, () => {
    for (const tell of [...STORIES, ...alsoTold]) {
      const story = tell(SEED);
      if (aggregates(story).length === 0) continue;

      it(`shows of a ${story.name} what the domain folds, after every entry`, async () => {
        await using store = await open(story.house.tenant);
        const delivered: WrittenEntry[] = [];
        for (const entry of inCanonicalOrder(story)) {
          await store.take([entry]);
          delivered.push(entry);
          await holds(store, story, delivered, `after ${delivered.length} entries`);
        }
      });

      it(`shows the same of a ${story.name} in any order of chains, with repetitions`, async () => {
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
            const told = tell(seed);
            await using store = await open(told.house.tenant);
            const batches = deliveryOf(told, seed);
            for (const batch of batches) await store.take(batch);
            await holds(store, told, told.chains.flat(), `seed ${seed}`);
          }),
          { numRuns: deliveries, seed: SEED },
        );
      });
    }

    it('keeps what it cannot read away from what it can', async () => {
      const story = STORIES[0]!(SEED);
      await using store = await open(story.house.tenant);
      const last = story.chains[0]!.at(-1)!;
      const [event] = last.entry.events;
      assert(event !== undefined, 'a story ends with an event');
      const broken = {
        ...last,
        entry: {
          ...last.entry,
          events: [
            { ...event, v: 999 },
            { ...event, id: story.house.newId<'Event'>(), body: { nonsense: true } },
          ],
        },
      };
      const good = story.chains[0]!.slice(0, -1);
      await store.take([...good, broken]);
      await holds(store, story, good, 'with an unreadable entry');
    });
  });
}

function inCanonicalOrder(story: Story): readonly WrittenEntry[] {
  return story.chains
    .flat()
    .sort((a, b) => compareEntries({ ...a.entry, chain: a.chain }, { ...b.entry, chain: b.chain }));
}

/** Batches of any size, chains interleaved at random, each beginning a little before where its chain stopped. */
function deliveryOf(story: Story, seed: number): readonly (readonly WrittenEntry[])[] {
  const next = seededNumbers(seed);
  const upTo = story.chains.map(() => 0);
  const batches: (readonly WrittenEntry[])[] = [];
  while (upTo.some((at, chain) => at < story.chains[chain]!.length)) {
    const chain = Math.floor(next() * story.chains.length);
    const entries = story.chains[chain]!;
    const from = Math.max(0, upTo[chain]! - Math.floor(next() * 3));
    const to = Math.min(entries.length, upTo[chain]! + Math.floor(next() * 5));
    if (to > from) batches.push(entries.slice(from, to));
    upTo[chain] = Math.max(upTo[chain]!, to);
  }
  return batches;
}

function sorted<Rows>(rows: Rows): unknown {
  return Object.fromEntries(
    Object.entries(rows as Record<string, readonly unknown[]>).map(([table, list]) => [
      table,
      [...list].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)),
    ]),
  );
}

function canonical(row: unknown): string {
  return JSON.stringify(Object.entries(row as object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
