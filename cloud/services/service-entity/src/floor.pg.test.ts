import { foldAll } from '@beaveros/domain/journal';
import { changeTable, orderFold } from '@beaveros/domain/order';
import { moveLines } from '@beaveros/domain/processes';
import {
  entityStatusFold,
  entityStatusRows,
  reservationFold,
  reservationRows,
  tableVisitRows,
} from '@beaveros/domain/service-entity';
import { ticketsFold } from '@beaveros/domain/workflow';
import { writeEntry } from '@beaveros/protocol/exchange';
import { type OpenIsland, openIsland, projectedStore, userOf } from '@beaveros/service-kit/testing';
import {
  Cashier,
  describeFoldedStore,
  houseOf,
  type Story,
  tableEvening,
  type WrittenEntry,
} from '@beaveros/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createServiceEntityService, SERVICE_ENTITY_MIGRATIONS } from './index.ts';
import { type FloorRows, readFloor, SERVICE_ENTITY_READING } from './ingest.ts';

let island: OpenIsland;

beforeAll(async () => {
  island = await openIsland(createServiceEntityService, {
    postgresUrl: inject('postgresUrl'),
    service: 'service-entity',
    migrationsDir: SERVICE_ENTITY_MIGRATIONS,
  });
});

afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

describeFoldedStore<FloorRows>({
  name: 'service-entity service',
  expected: (aggregate, facts) => {
    const order = foldAll(orderFold, aggregate, facts);
    const tickets = foldAll(ticketsFold, aggregate, facts).state;
    return {
      ...entityStatusRows(foldAll(entityStatusFold, aggregate, facts).state),
      ...tableVisitRows(order.state, tickets, order.facts),
      ...reservationRows(foldAll(reservationFold, aggregate, facts).state),
    };
  },
  aggregates: (story) => [...story.orders, ...(story.entities ?? []), ...(story.reservations ?? [])],
  deliveries: 5,
  open: async (tenant) => {
    const { database } = island.service;
    const rows = (tx: Parameters<typeof readFloor>[0], id: string) => readFloor(tx, tenant, id);
    const store = await projectedStore({ database, tenant, reading: SERVICE_ENTITY_READING, rows });
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

const STORE = {
  name: 'Harbour',
  code: 'H1',
  timeZone: 'Europe/Lisbon',
  dayStartMinutes: 240,
  currency: { code: 'EUR', exponent: 2 },
  taxRounding: 'per_line',
  address: null,
  receiptHeader: null,
  receiptFooter: null,
  language: 'pt-PT',
};

/** The store of a story with its table, as head office made them. */
async function furnish({ house, entities }: Story) {
  const as = userOf(house.tenant, ['can_manage_entities', 'can_manage_devices', 'can_manage_reservations']);
  await island.call(as, 'POST', '/v1/stores', { ...STORE, id: house.store });
  const at = `/v1/stores/${house.store}`;
  const table = { id: entities![0], name: 'Window', areaId: null, capacity: 4, description: null };
  await island.call(as, 'POST', `${at}/entities`, table);
  return {
    as,
    at,
    status: async (): Promise<string> =>
      (await island.call(as, 'GET', `${at}/entities`)).body.items[0].currentStatus,
  };
}

const tell = async (story: Story, entries: readonly WrittenEntry[]) => {
  for (const { chain, entry } of entries) island.feed.add(story.house.tenant, chain, [writeEntry(entry)]);
  await island.settled();
};

/** In the order in which they were written: a chain stays gapless. */
const byClock = (story: Story) => story.chains.flat().toSorted((a, b) => a.entry.clock - b.entry.clock);

describe('what a table is', () => {
  it('follows its orders and what people say of it', async () => {
    const story = tableEvening(71);
    const { status } = await furnish(story);
    const seen: string[] = [await status()];
    for (const written of byClock(story)) {
      await tell(story, [written]);
      const now = await status();
      if (now !== seen.at(-1)) seen.push(now);
    }
    const evening = ['occupied', 'waiting', 'served', 'available', 'dirty', 'available', 'occupied'];
    expect(seen).toEqual(['available', ...evening]);
  });

  it('is the same whichever till is heard first', async () => {
    for (const turn of [0, 1]) {
      const story = tableEvening(72 + turn);
      const { status } = await furnish(story);
      const [first, second] = turn === 0 ? story.chains : [...story.chains].reverse();
      await tell(story, first!);
      await tell(story, second!);
      expect(await status()).toBe('occupied');
    }
  });

  it('is dirty after its last close, where the store wants it, until somebody has cleared it', async () => {
    const story = tableEvening(74);
    const { as, at, status } = await furnish(story);
    await island.call(as, 'PATCH', `${at}/policies`, { isTableDirtyAfterClose: true });
    const written = byClock(story);
    const end = written.findIndex(({ entry }) => entry.command === 'payAndClose') + 1;
    await tell(story, written.slice(0, end));
    expect(await status()).toBe('dirty');
    const cleared = written.findIndex(({ entry }) =>
      entry.events.some(({ body }) => (body as { status?: string }).status === 'available'),
    );
    await tell(story, written.slice(end, cleared + 1));
    expect(await status()).toBe('available');
  });
});

describe('guests who change tables', () => {
  it('leave one behind, and wait at another for what was fired before', async () => {
    const house = houseOf(76);
    const [window, corner] = [house.newId<'ServiceEntity'>(), house.newId<'ServiceEntity'>()];
    const as = userOf(house.tenant, ['can_manage_entities', 'can_manage_reservations']);
    await island.call(as, 'POST', '/v1/stores', { ...STORE, id: house.store });
    const at = `/v1/stores/${house.store}`;
    for (const [id, name] of [
      [window, 'Window'],
      [corner, 'Corner'],
    ])
      await island.call(as, 'POST', `${at}/entities`, {
        id,
        name,
        areaId: null,
        capacity: 4,
        description: null,
      });
    await island.call(as, 'PATCH', `${at}/policies`, { isTableDirtyAfterClose: true });
    const till = new Cashier(house, 'T1');
    let told = 0;
    const statuses = async () => {
      const all = till.writer.entries();
      for (const { chain, entry } of all.slice(told))
        island.feed.add(house.tenant, chain, [writeEntry(entry)]);
      told = all.length;
      await island.settled();
      const { items } = (await island.call(as, 'GET', `${at}/entities`)).body;
      return ['Window', 'Corner'].map(
        (name) => items.find((item: { name: string }) => item.name === name).currentStatus,
      );
    };
    till.openShift();
    const [from, to] = [
      till.openOrder({ id: window, name: 'Window' }),
      till.openOrder({ id: corner, name: 'Corner' }),
    ];
    const line = till.addLine(from, house.items[0]!);
    const firing = till.fire(from);
    expect(await statuses()).toEqual(['waiting', 'occupied']);
    const move = { order: from, to, move: house.newId<'Move'>() };
    const lines = [{ line, as: house.newId<'Line'>(), quantityMicro: null }];
    till.say(
      'moveLines',
      moveLines(till.order(from), till.order(to), { ...move, lines }, { actor: house.actor }),
    );
    expect(await statuses()).toEqual(['occupied', 'waiting']);
    till.bump(from, line, firing);
    expect(await statuses()).toEqual(['occupied', 'waiting']);
    till.bump(from, line, firing);
    expect(await statuses()).toEqual(['occupied', 'served']);
    till.say(
      'changeTable',
      changeTable(till.order(from), { order: from, table: null }, { actor: house.actor, table: null }),
    );
    expect(await statuses()).toEqual(['dirty', 'served']);
  });
});

describe('the book', () => {
  it('lists a day by the wall clock of the store, and a neighbour none of it', async () => {
    const story = tableEvening(75);
    const { as, at } = await furnish(story);
    await tell(story, byClock(story));
    const list = async (date: string, who = as) =>
      (await island.call(who, 'GET', `${at}/reservations?date=${date}`)).body;
    const { items } = await list('2026-01-01');
    expect(items).toMatchObject([
      { status: expect.stringMatching(/seated|cancelled/), guests: 2, entities: [{ name: 'Window' }] },
      { status: expect.stringMatching(/seated|cancelled/) },
    ]);
    expect(JSON.stringify(items)).not.toContain('Ada');
    const first = (await island.call(as, 'GET', `${at}/reservations?date=2026-01-01&limit=1`)).body;
    const next = `${at}/reservations?date=2026-01-01&limit=1&cursor=${first.nextCursor}`;
    expect((await island.call(as, 'GET', next)).body.items).toEqual([items[1]]);
    expect((await list('2026-01-02')).items).toEqual([]);
    expect((await island.call(as, 'GET', `${at}/reservations`)).body.items).toEqual(items);
    const neighbour = userOf(island.newId(), ['can_manage_reservations']);
    expect((await list('2026-01-01', neighbour)).error.code).toBe('store/not-found');
    expect((await island.call(as, 'GET', `${at}/reservations?date=soon`)).body.error).toMatchObject({
      code: 'request/invalid',
      field: 'query.date',
    });
  });
});
