import { type Event, foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { orderFold, orderRows } from '@beaveros/domain/order';
import { Defect, id } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { type Follower, type FollowOptions, followJournal, projection } from '@beaveros/service-kit/ingest';
import { type ArrayFeed, arrayFeed } from '@beaveros/service-kit/testing';
import { counterSale, factsOf, houseOf, sharedTable, STORIES, type Story } from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { replaceOrders, toTableRows } from './folded-rows.ts';
import { ORDER_READING } from './ingest.ts';
import { OrderTables } from './_order-tables.ts';

const LATE_MS = 20_000;

let tables: OrderTables;

beforeAll(async () => {
  tables = await OrderTables.open(inject('postgresUrl'));
});

afterAll(() => tables[Symbol.asyncDispose]());

interface Logged {
  readonly level: 'info' | 'warn' | 'error';
  readonly facts: Record<string, unknown>;
}

function follow(
  feed: ArrayFeed,
  more: Partial<FollowOptions> = {},
): Follower & { readonly logged: readonly Logged[] } {
  const logged: Logged[] = [];
  const log = Object.fromEntries(
    (['info', 'warn', 'error'] as const).map((level) => [
      level,
      (facts: Record<string, unknown>) => logged.push({ level, facts }),
    ]),
  ) as unknown as FollowOptions['log'];
  const follower = followJournal({
    service: 'order',
    database: tables.database,
    feed,
    log,
    ...ORDER_READING,
    ...more,
  });
  return Object.assign(follower, { logged });
}

function add(feed: ArrayFeed, story: Story): void {
  for (const chain of story.chains)
    feed.add(
      story.house.tenant,
      chain[0]!.chain,
      chain.map(({ entry }) => writeEntry(entry)),
    );
}

const rowsOf = (story: Story, order: string) => tables.rowsOf(story.house.tenant, order);
const count = (tenant: string, table: string) =>
  tables.database.withReadOnlyTenant(
    id<'tenant'>(tenant),
    async (tx) => (await tx.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n,
  );
const expected = (story: Story, order: string) =>
  orderRows(foldAll(orderFold, order, factsOf(story.chains.flat(), order)).state);

describe('following the journal', () => {
  it('folds the chains of many tenants and goes on from its cursors when started again', async () => {
    await using feed = arrayFeed();
    const stories = [21, 22, 23].flatMap((seed) =>
      STORIES.map((tell) => tell(seed * 100 + STORIES.indexOf(tell))),
    );
    for (const story of stories.slice(0, 5)) add(feed, story);
    {
      await using follower = follow(feed);
      await follower.caughtUpTo(await feed.heads(), LATE_MS);
    }
    for (const story of stories.slice(5)) add(feed, story);
    await using again = follow(feed);
    await again.caughtUpTo(await feed.heads(), LATE_MS);
    for (const story of stories) {
      const [order] = story.orders;
      expect((await rowsOf(story, order!)).orders).toEqual(expected(story, order!).orders);
    }
    expect(again.health()).toMatchObject({ ok: true });
    expect(again.logged).toEqual([]);
  });

  it('learns of what is added while it waits', async () => {
    await using feed = arrayFeed();
    await using follower = follow(feed);
    const story = counterSale(31);
    add(feed, story);
    await follower.caughtUpTo(await feed.heads(), LATE_MS);
    expect((await rowsOf(story, story.orders[0]!)).documents).toHaveLength(1);
  });

  it('says that it is late, and that it was stopped', async () => {
    await using feed = arrayFeed();
    const nowhere = [{ tenant: houseOf(1).tenant, chain: 'ab'.repeat(32), seq: 1 }];
    const follower = follow(feed);
    await expect(follower.caughtUpTo(nowhere, 10)).rejects.toMatchObject({ code: 'ingest/late' });
    const waiting = expect(follower.caughtUpTo(nowhere, LATE_MS)).rejects.toMatchObject({
      code: 'ingest/stopped',
    });
    await follower[Symbol.asyncDispose]();
    await waiting;
  });

  it('comes back when the journal does', async () => {
    await using feed = arrayFeed();
    const story = counterSale(32);
    add(feed, story);
    const heads = await feed.heads();
    feed.breakWith(new Error('the journal is away'));
    await using follower = follow(feed);
    const reached = follower.caughtUpTo(heads, LATE_MS);
    await expect.poll(() => follower.health().ok).toBe(false);
    feed.breakWith(null);
    await reached;
    expect(follower.logged[0]).toMatchObject({ level: 'error' });
  });

  it('lets two processes of the service follow at once', async () => {
    await using feed = arrayFeed();
    await using one = follow(feed);
    await using two = follow(feed);
    const story = sharedTable(33);
    for (let at = 0; at < 8; at += 1) {
      for (const chain of story.chains) {
        const part = chain.slice(at * 2, at * 2 + 2).map(({ entry }) => writeEntry(entry));
        if (part.length > 0) feed.add(story.house.tenant, chain[0]!.chain, part);
      }
    }
    await Promise.all([one, two].map(async (each) => each.caughtUpTo(await feed.heads(), LATE_MS)));
    const [order] = story.orders;
    expect((await rowsOf(story, order!)).orderItems).toEqual(expected(story, order!).orderItems);
    expect((await rowsOf(story, order!)).documents).toHaveLength(2);
  });
});

describe('what cannot be folded', () => {
  it('is parked until a build reads its version, and then counts', async () => {
    await using feed = arrayFeed();
    const story = counterSale(41);
    add(feed, story);
    await parkLines(feed);
    expect(await count(story.house.tenant, 'parked')).toBe(7);
    expect((await rowsOf(story, story.orders[0]!)).orderItems).toEqual([]);
    expect((await rowsOf(story, story.orders[0]!)).documents).toHaveLength(1);
    await using newer = follow(feed);
    await newer.caughtUpTo(await feed.heads(), LATE_MS);
    expect(await count(story.house.tenant, 'parked')).toBe(0);
    expect((await rowsOf(story, story.orders[0]!)).orderItems).toEqual(
      expected(story, story.orders[0]!).orderItems,
    );
  });

  it('is told when a build reads its version and no fold can take it, as of any entry', async () => {
    await using feed = arrayFeed();
    const story = counterSale(46);
    const [broken] = story.orders;
    add(feed, story);
    await parkLines(feed);
    await using newer = follow(feed, { projections: [breakingAt(broken!)] });
    await newer.caughtUpTo(await feed.heads(), LATE_MS);
    expect(newer.logged).toContainEqual({
      level: 'error',
      facts: expect.objectContaining({ aggregate: broken, reason: 'this fold breaks' }),
    });
  });

  it('goes to suspense alone when a build reads its version and the database refuses its rows', async () => {
    await using feed = arrayFeed();
    const story = counterSale(47);
    const [broken, fine] = story.orders;
    add(feed, story);
    await parkLines(feed);
    const refused = refusedWhere((order, rows) => order === broken && rows.orderItems.length > 0);
    await using newer = follow(feed, { projections: [refused] });
    await newer.caughtUpTo(await feed.heads(), LATE_MS);
    const suspense = await tables.database.withReadOnlyTenant(id<'tenant'>(story.house.tenant), (tx) =>
      tx.query<{ aggregate: string; type: string }>('select aggregate, type from suspense'),
    );
    expect(await count(story.house.tenant, 'parked')).toBe(0);
    expect(new Set(suspense.map(({ aggregate, type }) => `${type} ${aggregate}`))).toEqual(
      new Set([`order.LineAdded ${broken}`]),
    );
    expect(newer.logged.filter(({ level }) => level === 'warn')).toHaveLength(suspense.length);
    expect((await rowsOf(story, broken!)).orderItems).toEqual([]);
    expect((await rowsOf(story, fine!)).orderItems).toEqual(expected(story, fine!).orderItems);
  });

  it('goes to suspense: no entry, an entry of another tenant, a body that breaks its schema', async () => {
    await using feed = arrayFeed();
    await using follower = follow(feed);
    const story = counterSale(42);
    const [chain] = story.chains;
    const last = chain!.at(-1)!.entry;
    const next = (more: object) => JSON.stringify({ ...last, ...more });
    const bad = { ...last.events[0]!, body: { note: 'canary-in-the-body' } };
    const texts = chain!.map(({ entry }) => writeEntry(entry));
    const after = texts.length;
    feed.add(story.house.tenant, chain![0]!.chain, [
      ...texts,
      'not json',
      next({ seq: after + 2, tenant: houseOf(43).tenant }),
      next({ seq: after + 3, events: [bad] }),
      next({ seq: after + 9 }),
    ]);
    await follower.caughtUpTo(await feed.heads(), LATE_MS);
    const suspense = await tables.database.withReadOnlyTenant(id<'tenant'>(story.house.tenant), (tx) =>
      tx.query('select seq, idx, reason, field from suspense order by seq'),
    );
    expect(suspense).toEqual([
      { seq: after + 1, idx: -1, reason: 'exchange/bad-entry', field: '' },
      { seq: after + 2, idx: -1, reason: 'ingest/other-tenant', field: 'tenant' },
      { seq: after + 3, idx: 0, reason: 'ingest/bad-event', field: expect.any(String) },
      { seq: after + 4, idx: -1, reason: 'ingest/misplaced', field: 'seq' },
    ]);
    expect(follower.logged.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn', 'warn']);
    expect(JSON.stringify(follower.logged)).not.toContain('canary');
    for (const order of story.orders)
      expect((await rowsOf(story, order)).orderItems).toEqual(expected(story, order).orderItems);
  });

  it('marks an aggregate whose fold breaks, folds the others, and takes the mark away when it folds again', async () => {
    await using feed = arrayFeed();
    const story = counterSale(44);
    const [broken, fine] = story.orders;
    add(feed, story);
    {
      await using follower = follow(feed, { projections: [breakingAt(broken!)] });
      await follower.caughtUpTo(await feed.heads(), LATE_MS);
      expect(await suspended(story)).toEqual([
        { projection: 'orders', aggregate: broken, reason: 'this fold breaks' },
      ]);
      expect(follower.logged).toMatchObject([{ level: 'error', facts: { aggregate: broken } }]);
      expect((await rowsOf(story, broken!)).orders).toEqual([]);
      expect((await rowsOf(story, fine!)).orders).toEqual(expected(story, fine!).orders);
    }
    // Its facts were kept: with a fold that works the next one brings everything.
    const { entry, chain } = story.chains[0]!.at(-1)!;
    const note = {
      ...entry.events[0]!,
      id: story.house.newId<'Event'>(),
      type: 'order.OrderNoteSet',
      aggregate: broken as never,
      body: { note: 'late' },
    };
    feed.add(story.house.tenant, chain, [
      writeEntry({
        ...entry,
        seq: entry.seq + 1,
        clock: entry.clock + 1,
        commandId: story.house.newId<'Command'>(),
        events: [note],
      }),
    ]);
    await using mended = follow(feed);
    await mended.caughtUpTo(await feed.heads(), LATE_MS);
    expect(await suspended(story)).toEqual([]);
    expect((await rowsOf(story, broken!)).orderItems).toEqual(expected(story, broken!).orderItems);
    expect((await rowsOf(story, broken!)).orders).toEqual([
      { ...expected(story, broken!).orders[0], note: 'late' },
    ]);
  });

  it('sets aside the one entry whose rows the database refuses, and folds the rest of its batch', async () => {
    await using feed = arrayFeed();
    const story = counterSale(45);
    add(feed, story);
    const refused = refusedWhere((_order, rows) => rows.documents.length > 0);
    await using follower = follow(feed, { projections: [refused] });
    await follower.caughtUpTo(await feed.heads(), LATE_MS);
    const suspense = await tables.database.withReadOnlyTenant(id<'tenant'>(story.house.tenant), (tx) =>
      tx.query<{ seq: number; event: string }>('select seq, idx, event from suspense'),
    );
    const close = story.chains[0]!.find(({ entry }) => entry.command === 'payAndClose')!.entry;
    expect(suspense).toEqual([{ seq: close.seq, idx: -1, event: writeEntry(close) }]);
    expect((await rowsOf(story, story.orders[0]!)).orders).toMatchObject([{ status: 'open' }]);
    expect((await rowsOf(story, story.orders[1]!)).orders).toEqual(expected(story, story.orders[1]!).orders);
  });
});

const fold = (order: string, facts: readonly unknown[]) =>
  toTableRows(orderRows(foldAll(orderFold, order, facts as readonly Recorded[]).state));
const orders = { name: 'orders', reads: orderFold.reads, replace: replaceOrders };
/** The service's projection, with a fold that has a defect. */
const breakingAt = (broken: string) =>
  projection({
    ...orders,
    fold: (order, facts) => {
      if (order === broken) throw new Defect('this fold breaks');
      return fold(order, facts);
    },
  });
/** The service's projection, with rows that the database does not take. */
const refusedWhere = (isRefused: (order: string, rows: ReturnType<typeof fold>) => boolean) =>
  projection({
    ...orders,
    fold: (order, facts) => {
      const rows = fold(order, facts);
      return isRefused(order, rows)
        ? { ...rows, orders: rows.orders.map((row) => ({ ...row, businessDate: '2026-02-31' as never })) }
        : rows;
    },
  });
const suspended = (story: Story) =>
  tables.database.withReadOnlyTenant(id<'tenant'>(story.house.tenant), (tx) =>
    tx.query('select projection, aggregate, reason from suspended_aggregates'),
  );

/** As a build of before lines had this version. */
const readNoLine = (event: Event) =>
  event.type === 'order.LineAdded' ? ({ kind: 'parked' } as const) : readEvent(event);

/** Follows with such a build until all is there. */
async function parkLines(feed: ArrayFeed): Promise<void> {
  await using older = follow(feed, { readEvent: readNoLine });
  await older.caughtUpTo(await feed.heads(), LATE_MS);
}
