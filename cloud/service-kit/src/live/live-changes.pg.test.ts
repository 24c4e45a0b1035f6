import { type Id, id, instant } from '@beaveros/kit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrationsOf, NOTES, TENANT_A, TENANT_B } from '../_fixtures.ts';
import { type Database, openDatabase } from '../database.ts';
import type { Identity } from '../identity.ts';
import { createTestDatabase, type EventReader, eventsOf, type TestDatabase } from '../testing/index.ts';
import { LIVE_LIMITS, LiveChanges, type LiveLimits } from './live-changes.ts';
import { tellChange } from './tell-change.ts';

const NOW = instant(1_795_000_000_000);
const IN_A_MINUTE = instant(NOW + 60_000);
const clock = { now: () => NOW };
const [STORE_1, STORE_2, STORE_3] = [1, 2, 3].map((n) =>
  id<'store'>(`0192f0c0-0000-7000-8000-0000000000f${n}`),
) as [Id<'store'>, Id<'store'>, Id<'store'>];

function person(tenantId: Id<'tenant'>, storeIds: readonly Id<'store'>[] | 'all' = 'all', n = 1): Identity {
  const userId = id<'user'>(`0192f0c0-0000-7000-8000-00000000000${n}`);
  return { kind: 'user', tenantId, userId, storeIds, permissions: [] };
}

let test: TestDatabase;
let database: Database;
let owner: pg.Pool;
/** May end sessions of every role. */
let server: pg.Pool;
const opened: LiveChanges[] = [];

beforeAll(async () => {
  await using migrations = await migrationsOf(NOTES);
  test = await createTestDatabase({
    postgresUrl: inject('postgresUrl'),
    service: 'live',
    migrationsDir: migrations.dir,
    allow: ['cursors'],
  });
  database = openDatabase(test.urls);
  owner = new pg.Pool({ connectionString: test.urls.owner, max: 1 });
  server = new pg.Pool({ connectionString: inject('postgresUrl'), max: 1 });
});
afterEach(async () => {
  for (const live of opened.splice(0)) await live.close();
});
afterAll(async () => {
  await database.close();
  await owner.end();
  await server.end();
  await test.dispose();
});

/** A process of the service: a listening session of its own. */
function liveOf(limits: Partial<LiveLimits> = {}): LiveChanges {
  const live = new LiveChanges({ url: test.urls.app, clock, limits: { ...LIVE_LIMITS, ...limits } });
  opened.push(live);
  return live;
}

async function watch(live: LiveChanges, identity: Identity, expiresAt = IN_A_MINUTE): Promise<EventReader> {
  const result = await live.open({ identity, expiresAt });
  if (!result.ok) throw new Error(result.refusal.code);
  return eventsOf(new Response(result.value, { headers: { 'content-type': 'text/event-stream' } }));
}

const tell = (tenant: Id<'tenant'>, where: Parameters<typeof tellChange>[1]) =>
  database.withTenant(tenant, (tx) => tellChange(tx, where));

describe('who watches', () => {
  it('hears of the stores of the token and of what concerns all, in the tenant', async () => {
    const live = liveOf();
    const manager = await watch(live, person(TENANT_A, [STORE_1, STORE_2]));
    const headOffice = await watch(live, person(TENANT_A, 'all', 2));
    await tell(TENANT_A, [STORE_1]);
    expect(await manager.next()).toEqual({ storeId: STORE_1 });
    expect(await headOffice.next()).toEqual({ storeId: STORE_1 });
    await tell(TENANT_A, 'everywhere');
    expect(await manager.next()).toEqual({ storeId: null });
    expect(await headOffice.next()).toEqual({ storeId: null });
  });

  it('never hears a neighbour, whose change came before', async () => {
    const live = liveOf();
    const ours = await watch(live, person(TENANT_A));
    const theirs = await watch(live, person(TENANT_B));
    await tell(TENANT_B, 'everywhere');
    await tell(TENANT_B, [STORE_1]);
    expect(await theirs.next()).toEqual({ storeId: null });
    // In the order of commits, so the neighbour's would have come first.
    await tell(TENANT_A, [STORE_2]);
    expect(await ours.next()).toEqual({ storeId: STORE_2 });
  });

  it('never hears of a store the token does not name, nor of what belongs to none', async () => {
    const live = liveOf();
    const manager = await watch(live, person(TENANT_A, [STORE_2]));
    const headOffice = await watch(live, person(TENANT_A, 'all', 2));
    await tell(TENANT_A, [STORE_1, null]);
    const heard = [await headOffice.next(), await headOffice.next()];
    expect(heard).toEqual(expect.arrayContaining([{ storeId: STORE_1 }, { storeId: null }]));
    await tell(TENANT_A, [STORE_2]);
    expect(await manager.next()).toEqual({ storeId: STORE_2 });
  });

  it('hears of a change when it has committed, and never when it has not', async () => {
    const live = liveOf();
    const reader = await watch(live, person(TENANT_A));
    const gate = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const slow = database.withTenant(TENANT_A, async (tx) => {
      await tellChange(tx, [STORE_1]);
      told.resolve();
      await gate.promise;
    });
    await told.promise;
    await tell(TENANT_A, [STORE_2]);
    expect(await reader.next()).toEqual({ storeId: STORE_2 });
    gate.resolve();
    await slow;
    expect(await reader.next()).toEqual({ storeId: STORE_1 });
    const undone = database.withTenant(TENANT_A, async (tx) => {
      await tellChange(tx, [STORE_1]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await tell(TENANT_A, [STORE_3]);
    expect(await reader.next()).toEqual({ storeId: STORE_3 });
  });

  it('hears what another process of the service did', async () => {
    const [here, there] = [liveOf(), liveOf()];
    const readers = [await watch(here, person(TENANT_A)), await watch(there, person(TENANT_A))];
    await tell(TENANT_A, [STORE_1]);
    for (const reader of readers) expect(await reader.next()).toEqual({ storeId: STORE_1 });
  });

  it('is told once of what changed many times between two pieces', async () => {
    const reader = await watch(liveOf(), person(TENANT_A));
    await tell(TENANT_A, [STORE_1]);
    for (let time = 0; time < 20; time += 1) await tell(TENANT_A, [STORE_2]);
    await tell(TENANT_A, [STORE_3]);
    expect(await reader.next()).toEqual({ storeId: STORE_1 });
    let times = 0;
    for (;;) {
      const { storeId } = (await reader.next()) as { storeId: string };
      if (storeId === STORE_3) break;
      expect(storeId).toBe(STORE_2);
      times += 1;
    }
    // Twenty changes in far less than a second: one piece, or a few on a machine that stands still in between.
    expect(times).toBeGreaterThan(0);
    expect(times).toBeLessThan(10);
  });

  it('is told to ask again when the listening session died, and hears on', async () => {
    const live = liveOf();
    const reader = await watch(live, person(TENANT_A));
    const { rows } = await server.query(
      `select pg_terminate_backend(pid) as killed from pg_stat_activity
       where application_name = 'beaveros-live' and datname = $1`,
      [test.name],
    );
    expect(rows).toEqual([{ killed: true }]);
    expect(await reader.next()).toEqual({ storeId: null });
    await tell(TENANT_A, [STORE_1]);
    expect(await reader.next()).toEqual({ storeId: STORE_1 });
  });

  it('hears nothing of what nobody said: a payload of another form', async () => {
    const reader = await watch(liveOf(), person(TENANT_A));
    for (const payload of ['', '*', TENANT_A, `${TENANT_A}/`, `${TENANT_A}/x`, `${TENANT_A}/*/y`])
      await owner.query('select pg_notify($1, $2)', ['beaver_live', payload]);
    await tell(TENANT_A, [STORE_1]);
    expect(await reader.next()).toEqual({ storeId: STORE_1 });
  });
});

describe('a stream', () => {
  it('ends in order when its token does', async () => {
    const live = liveOf();
    const reader = await watch(live, person(TENANT_A), instant(NOW + 50));
    expect(await reader.next()).toBeNull();
    expect(live.size).toBe(0);
  });

  it('says something every now and then, so that nothing between takes it for idle', async () => {
    const live = liveOf({ heartbeatMs: 10 });
    const reader = await watch(live, person(TENANT_A), instant(NOW + 500));
    expect(await reader.next()).toBeNull();
    expect(reader.comments()).toBeGreaterThan(5);
  });

  it('is cut off when nobody reads it, and the others go on', async () => {
    const live = liveOf({ heartbeatMs: 5 });
    const result = await live.open({ identity: person(TENANT_A), expiresAt: IN_A_MINUTE });
    if (!result.ok) throw new Error(result.refusal.code);
    const other = await watch(live, person(TENANT_A, 'all', 2));
    const heard = other.next();
    await expect.poll(() => live.size).toBe(1);
    await expect(result.value.getReader().read()).rejects.toThrow('cut off');
    await tell(TENANT_A, [STORE_1]);
    expect(await heard).toEqual({ storeId: STORE_1 });
  });

  it('is bounded for one person and for the process, and gives its place back', async () => {
    const live = liveOf({ streamsMax: 3, streamsPerCallerMax: 2 });
    const tooMany = { ok: false, refusal: { code: 'live/too-many' } };
    const mine = [await watch(live, person(TENANT_A)), await watch(live, person(TENANT_A))];
    expect(await live.open({ identity: person(TENANT_A), expiresAt: IN_A_MINUTE })).toEqual(tooMany);
    await watch(live, person(TENANT_B));
    expect(await live.open({ identity: person(TENANT_B, 'all', 2), expiresAt: IN_A_MINUTE })).toEqual(
      tooMany,
    );
    await mine[0]!.cancel();
    expect(live.size).toBe(2);
    await watch(live, person(TENANT_A));
  });

  it('ends in order when the service stops, which lets no more in and leaves no session', async () => {
    const live = liveOf();
    const readers = [await watch(live, person(TENANT_A)), await watch(live, person(TENANT_B))];
    await live.close();
    for (const reader of readers) expect(await reader.next()).toBeNull();
    await expect(watch(live, person(TENANT_A))).rejects.toMatchObject({ code: 'service/unavailable' });
    const { rows } = await server.query(
      `select count(*)::int as sessions from pg_stat_activity where application_name = 'beaveros-live' and datname = $1`,
      [test.name],
    );
    expect(rows).toEqual([{ sessions: 0 }]);
  });

  it('is refused, to be tried again, while the database is away', async () => {
    const limits = { ...LIVE_LIMITS, listenTimeoutMs: 50 };
    await using live = new LiveChanges({ url: 'postgres://x:y@127.0.0.1:1/none', clock, limits });
    await expect(watch(live, person(TENANT_A))).rejects.toMatchObject({
      code: 'service/unavailable',
      retryable: true,
    });
    expect(live.size).toBe(0);
  });
});
