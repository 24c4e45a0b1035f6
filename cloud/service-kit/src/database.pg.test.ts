import { Defect, type Fault, isFault } from '@beaveros/kit';
import { sql } from 'drizzle-orm';
import { bigint, pgTable, uuid, varchar } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { migrationsOf, NOTES, TENANT_A, TENANT_B } from './_fixtures.ts';
import { type Database, isDuplicate, openDatabase, type Transaction, transientRetry } from './index.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

const NOTE_1 = '0192f0c0-0000-7000-8000-000000000001';
const NOTE_2 = '0192f0c0-0000-7000-8000-000000000002';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  await using migrations = await migrationsOf(NOTES);
  const postgresUrl = inject('postgresUrl');
  test = await createTestDatabase({
    postgresUrl,
    service: 'notes',
    migrationsDir: migrations.dir,
    allow: ['cursors'],
  });
  database = openDatabase(test.urls);
});

afterAll(async () => {
  await database.close();
  await test.dispose();
});

beforeEach(async () => {
  await asOwner('truncate notes, cursors');
  await database.withTenant(TENANT_A, (tx) => insert(tx, NOTE_1, TENANT_A, 'of A'));
  await database.withTenant(TENANT_B, (tx) => insert(tx, NOTE_2, TENANT_B, 'of B'));
});

async function insert(tx: Transaction, id: string, tenantId: string, body: string): Promise<void> {
  await tx.query('insert into notes (id, tenant_id, body) values ($1, $2, $3)', [id, tenantId, body]);
}

async function asOwner(text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(test.urls.owner);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const bodies = (tx: Transaction) => tx.query<{ body: string }>('select body from notes order by body');
const fault = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Fault,
  );

describe('row-level security', () => {
  it('shows the app role nothing when no tenant is set, in a transaction and outside one', async () => {
    expect(await database.withoutTenant(bodies)).toEqual([]);
    const client = new pg.Client(test.urls.app);
    await client.connect();
    expect((await client.query('select * from notes')).rows).toEqual([]);
    await client.end();
    expect(await asOwner('select count(*)::int as n from notes')).toEqual([{ n: 2 }]);
  });

  it('shows a tenant its own rows only, and lets it touch no neighbour by id', async () => {
    expect(await database.withTenant(TENANT_A, bodies)).toEqual([{ body: 'of A' }]);
    expect(await database.withReadOnlyTenant(TENANT_B, bodies)).toEqual([{ body: 'of B' }]);
    const touched = await database.withTenant(TENANT_A, async (tx) => [
      await tx.execute("update notes set body = 'stolen' where id = $1", [NOTE_2]),
      await tx.execute('delete from notes where id = $1', [NOTE_2]),
    ]);
    expect(touched).toEqual([0, 0]);
    expect(await database.withTenant(TENANT_B, bodies)).toEqual([{ body: 'of B' }]);
  });

  it('refuses a row written for a neighbour, and a row moved to one', async () => {
    const inserted = await fault(
      database.withTenant(TENANT_A, (tx) => insert(tx, NOTE_2, TENANT_B, 'planted')),
    );
    expect(inserted).toMatchObject({ code: 'database/forbidden' });
    const moved = await fault(
      database.withTenant(TENANT_A, (tx) => tx.execute('update notes set tenant_id = $1', [TENANT_B])),
    );
    expect(moved).toMatchObject({ code: 'database/forbidden' });
    expect(await asOwner('select tenant_id, body from notes order by body')).toEqual([
      { tenant_id: TENANT_A, body: 'of A' },
      { tenant_id: TENANT_B, body: 'of B' },
    ]);
  });

  it('forgets the tenant with the transaction, on the same session', async () => {
    const one = openDatabase(test.urls, {
      limits: {
        max: 1,
        connectTimeoutMs: 5_000,
        statementTimeoutMs: 5_000,
        idleInTransactionTimeoutMs: 5_000,
        lockTimeoutMs: 5_000,
        idleTimeoutMs: 30_000,
      },
    });
    const session = (tx: Transaction) => tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    const first = await one.withTenant(TENANT_A, session);
    expect(await one.withoutTenant(bodies)).toEqual([]);
    expect(await one.withoutTenant(session)).toEqual(first);
    await one.close();
  });

  it('lets the reader see what is published of every tenant, no other column, and write nothing', async () => {
    const reader = database.readerPool();
    expect((await reader.query('select body from notes order by body')).rows).toEqual([
      { body: 'of A' },
      { body: 'of B' },
    ]);
    for (const forbidden of [
      'select counted from notes',
      'select * from notes',
      'select * from cursors',
      'select * from schema_migrations',
      "update notes set body = 'x'",
      'delete from notes',
      'truncate notes',
      `insert into notes (id, tenant_id, body) values ('${NOTE_1}', '${TENANT_A}', 'x')`,
      'create table mine (n int)',
    ]) {
      await expect(reader.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('gives the app role no door out: no truncate, no new table, no owner, no policy change', async () => {
    for (const forbidden of [
      'truncate notes',
      'create table mine (n int)',
      `set role ${new URL(test.urls.owner).username}`,
      'alter table notes disable row level security',
      'select * from schema_migrations',
    ]) {
      const refused = await fault(database.withTenant(TENANT_A, (tx) => tx.query(forbidden)));
      expect(refused, forbidden).toMatchObject({ code: 'database/forbidden' });
    }
  });
});

describe('a transaction', () => {
  it('undoes everything when its work throws, and keeps what it wrote when it returns', async () => {
    const boom = new Error('boom');
    await expect(
      database.withTenant(TENANT_A, async (tx) => {
        await insert(tx, '0192f0c0-0000-7000-8000-000000000003', TENANT_A, 'lost');
        throw boom;
      }),
    ).rejects.toBe(boom);
    expect(await database.withTenant(TENANT_A, bodies)).toEqual([{ body: 'of A' }]);
  });

  it('refuses writes when it only reads', async () => {
    const refused = await fault(
      database.withReadOnlyTenant(TENANT_A, (tx) => insert(tx, NOTE_2, TENANT_A, 'x')),
    );
    expect(refused).toMatchObject({ code: 'database/read-only' });
  });

  it('is a defect to use after its end, through its query and through drizzle', async () => {
    const leaked = await database.withTenant(TENANT_A, async (tx) => {
      expect(await tx.drizzle.execute(sql`select 1 as x`)).toMatchObject({ rows: [{ x: 1 }] });
      return tx;
    });
    await expect(leaked.query('select 1')).rejects.toThrow(Defect);
    await expect(Promise.resolve(leaked.drizzle.execute(sql`select 1`))).rejects.toThrow();
  });

  it('is a defect to open inside another, to end by hand, or to leave with a query running', async () => {
    await expect(database.withTenant(TENANT_A, () => database.withTenant(TENANT_A, bodies))).rejects.toThrow(
      /inside another/,
    );
    await expect(database.withTenant(TENANT_A, (tx) => tx.query('commit'))).rejects.toThrow(Defect);
    await expect(
      database.withTenant(TENANT_A, (tx) => tx.drizzle.transaction(async () => {})),
    ).rejects.toThrow(Defect);
    await expect(
      database.withTenant(TENANT_A, async (tx) => {
        tx.query('select pg_backend_pid()').catch(() => {});
      }),
    ).rejects.toThrow(/still running/);
    expect(await database.withTenant(TENANT_A, bodies)).toEqual([{ body: 'of A' }]);
  });

  it('does not commit after a failed statement that was caught and passed over', async () => {
    await expect(
      database.withTenant(TENANT_A, async (tx) => {
        await tx.query("update notes set body = 'changed'");
        await tx.query('select nonsense').catch(() => {});
      }),
    ).rejects.toThrow(Defect);
    expect(await database.withTenant(TENANT_A, bodies)).toEqual([{ body: 'of A' }]);
  });

  it('is planned once by each session, however often it asks', async () => {
    const text = 'select $1::int + 1 as sum';
    await database.withTenant(TENANT_A, async (tx) => {
      for (const value of [1, 2, 3]) expect(await tx.query(text, [value])).toEqual([{ sum: value + 1 }]);
      const known = await tx.query('select statement from pg_prepared_statements where statement = $1', [
        text,
      ]);
      expect(known).toEqual([{ statement: text }]);
    });
  });

  it('reads and writes through drizzle under the same tenant', async () => {
    const notes = pgTable('notes', {
      id: uuid().primaryKey(),
      tenantId: uuid('tenant_id').notNull(),
      body: varchar().notNull(),
      counted: bigint({ mode: 'bigint' }).notNull(),
    });
    const rows = await database.withTenant(TENANT_A, async ({ drizzle }) => {
      await drizzle.update(notes).set({ counted: 12n });
      return await drizzle.select({ body: notes.body, counted: notes.counted }).from(notes);
    });
    expect(rows).toEqual([{ body: 'of A', counted: 12n }]);
    expect(await asOwner('select body, counted from notes order by body')).toEqual([
      { body: 'of A', counted: '12' },
      { body: 'of B', counted: '0' },
    ]);
    // Drizzle wraps errors and quotes parameters; what comes out is our fault, without them.
    const refused = await fault(
      database.withTenant(TENANT_A, ({ drizzle }) =>
        drizzle.insert(notes).values({ id: NOTE_1, tenantId: TENANT_A, body: 'secret words', counted: 0n }),
      ),
    );
    expect(isDuplicate(refused, 'notes_pkey')).toBe(true);
    expect(JSON.stringify([refused?.message, refused?.details, String(refused?.cause)])).not.toContain(
      'secret words',
    );
  });

  it('reads int8 as a number and a date as its text', async () => {
    const rows = await database.withTenant(TENANT_A, async (tx) => {
      await tx.query("update notes set counted = 9007199254740991, day = '2026-03-29'");
      return await tx.query('select counted, day from notes');
    });
    expect(rows).toEqual([{ counted: 9007199254740991, day: '2026-03-29' }]);
  });
});

describe('faults', () => {
  it('have codes and name the constraint, but quote no value', async () => {
    const secret = 'of A, in confidence';
    const duplicate = await fault(
      database.withTenant(TENANT_A, async (tx) => {
        await insert(tx, '0192f0c0-0000-7000-8000-000000000004', TENANT_A, secret);
        await insert(tx, '0192f0c0-0000-7000-8000-000000000005', TENANT_A, secret);
      }),
    );
    expect(duplicate).toMatchObject({
      code: 'database/duplicate',
      retryable: false,
      details: { constraint: 'notes_body_key' },
    });
    const bad = await fault(database.withTenant(TENANT_A, (tx) => tx.query('select $1::uuid', [secret])));
    expect(bad).toMatchObject({ code: 'database/bad-value', details: { sqlState: '22P02' } });
    for (const found of [duplicate, bad]) {
      expect(JSON.stringify([found?.message, found?.details, String(found?.cause)])).not.toContain(
        'confidence',
      );
    }
  });

  it("of two transactions in each other's way pass by a bounded retry", async () => {
    await database.withoutTenant((tx) => tx.query("insert into cursors values ('n', 0)"));
    // Both read before either writes, so exactly one must fail under serializable; only the retry makes the sum right.
    let waiting: (() => void)[] = [];
    let firstRound = 2;
    const meet = () =>
      new Promise<void>((resolve) => {
        if (firstRound === 0) return resolve();
        firstRound -= 1;
        waiting.push(resolve);
        if (firstRound === 0) {
          for (const go of waiting) go();
          waiting = [];
        }
      });
    let attempts = 0;
    const increment = () =>
      transientRetry(() =>
        database.withoutTenant(
          async (tx) => {
            attempts += 1;
            const [row] = await tx.query<{ position: number }>('select position from cursors');
            await meet();
            await tx.query('update cursors set position = $1', [row!.position + 1]);
          },
          { isolation: 'serializable' },
        ),
      );
    await Promise.all([increment(), increment()]);
    expect(await database.withoutTenant((tx) => tx.query('select position from cursors'))).toEqual([
      { position: 2 },
    ]);
    expect(attempts).toBe(3);
  });

  it('a retry gives up after its attempts and never repeats what is not transient', async () => {
    let calls = 0;
    const always = async () => {
      calls += 1;
      return await database.withoutTenant((tx) =>
        tx.query("do $$ begin raise exception using errcode = '40001'; end $$"),
      );
    };
    const conflict = await fault(transientRetry(always, 3));
    expect(isFault(conflict, 'database/conflict')).toBe(true);
    expect(calls).toBe(3);
    calls = 0;
    await fault(
      transientRetry(async () => {
        calls += 1;
        return await database.withoutTenant((tx) => tx.query('select nonsense'));
      }),
    );
    expect(calls).toBe(1);
  });

  it('a session that the server ends is a retryable fault, and the pool goes on', async () => {
    const lost = await fault(
      database.withTenant(TENANT_A, async (tx) => {
        await tx.query('select pg_terminate_backend(pg_backend_pid())');
      }),
    );
    expect(lost).toMatchObject({ code: 'database/unavailable', retryable: true });
    expect(await database.withTenant(TENANT_A, bodies)).toEqual([{ body: 'of A' }]);
  });

  it('an unreachable server is a retryable fault', async () => {
    const url = new URL(test.urls.app);
    url.port = '1';
    await using unreachable = openDatabase({ app: url.href, reader: url.href });
    expect(await fault(unreachable.withTenant(TENANT_A, bodies))).toMatchObject({
      code: 'database/unavailable',
      retryable: true,
    });
    expect(await unreachable.isReachable()).toBe(false);
  });
});
