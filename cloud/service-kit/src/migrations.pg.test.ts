import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '@beaveros/kit';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { migrationsOf, NOTES } from './_fixtures.ts';
import { migrate, provisionDatabase } from './index.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

const postgresUrl = inject('postgresUrl');
const ALLOW = ['cursors'];

let test: TestDatabase;

beforeEach(async () => {
  await using none = await migrationsOf({});
  test = await createTestDatabase({ postgresUrl, service: 'empty', migrationsDir: none.dir });
});
afterEach(async () => {
  await test.dispose();
});

async function asOwner<T extends object>(text: string): Promise<readonly T[]> {
  const client = new pg.Client(test.urls.owner);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function migrated(
  files: Readonly<Record<string, string>>,
  allow: readonly string[] = ALLOW,
): Promise<readonly string[] | Fault> {
  await using migrations = await migrationsOf(files);
  return await migrate({ ownerUrl: test.urls.owner, dir: migrations.dir, allow }).catch(
    (error: unknown) => error as Fault,
  );
}

describe('migrate', () => {
  it('applies each file once and in order, also when two processes start together', async () => {
    await using migrations = await migrationsOf({
      ...NOTES,
      '0002_more.sql': 'alter table notes add column extra text',
    });
    const run = () => migrate({ ownerUrl: test.urls.owner, dir: migrations.dir, allow: ALLOW });
    const both = await Promise.all([run(), run()]);
    expect(both.flat().sort()).toEqual(['0001_notes.sql', '0002_more.sql']);
    await writeFile(join(migrations.dir, '0003_last.sql'), 'alter table notes drop column extra');
    expect(await run()).toEqual(['0003_last.sql']);
    expect(await asOwner('select name from schema_migrations order by name')).toHaveLength(3);
  });

  it('applies nothing of a file that fails, and names file and reason', async () => {
    const failed = await migrated({ ...NOTES, '0002_bad.sql': 'create table half (n int); select nonsense' });
    expect(failed).toMatchObject({
      code: 'migrations/failed',
      details: { name: '0002_bad.sql', sqlState: '42703' },
    });
    expect((failed as Fault).message).toMatch(/0002_bad\.sql: column "nonsense" does not exist/);
    expect(await asOwner("select to_regclass('half') as half, to_regclass('notes')::text as notes")).toEqual([
      { half: null, notes: 'notes' },
    ]);
  });

  it('refuses a file that commits by itself', async () => {
    expect(await migrated({ ...NOTES, '0002_bad.sql': 'commit; begin' })).toMatchObject({
      code: 'migrations/failed',
    });
  });

  it('refuses a changed file, a missing file, a newer database, a gap and a strange name', async () => {
    const two = { ...NOTES, '0002_more.sql': 'alter table notes add column extra text' };
    expect(await migrated(two)).toHaveLength(2);
    expect(
      await migrated({ ...two, '0002_more.sql': 'alter table notes add column other text' }),
    ).toMatchObject({ code: 'migrations/changed' });
    expect(await migrated({ ...NOTES, '0002_renamed.sql': two['0002_more.sql'] })).toMatchObject({
      code: 'migrations/missing',
    });
    expect(await migrated(NOTES)).toMatchObject({ code: 'migrations/database-newer' });
    expect(await migrated({ ...two, '0004_gap.sql': '' })).toMatchObject({ code: 'migrations/bad-order' });
    expect(await migrated({ ...two, 'notes.txt': '' })).toMatchObject({ code: 'migrations/bad-name' });
    expect(await migrated(two)).toEqual([]);
  });
});

describe('assertTenantIsolation', () => {
  const table = 'create table t (tenant_id uuid not null, n int);';
  it.each([
    ['a table without a tenant', 'create table t (n int);', /t has no column tenant_id uuid not null/],
    [
      'a tenant that may be null',
      "create table t (tenant_id uuid); select beaver_isolate('t');",
      /t has no column tenant_id/,
    ],
    ['a table without row-level security', table, /t does not force row-level security/],
    [
      'security that its owner escapes',
      `${table} select beaver_isolate('t'); alter table t no force row level security;`,
      /does not force/,
    ],
    [
      'a policy of its own',
      `${table} select beaver_isolate('t'); alter policy tenant_isolation on t using (true);`,
      /another policy/,
    ],
    [
      'a policy that checks no writes',
      `${table} select beaver_isolate('t'); alter policy tenant_isolation on t with check (true);`,
      /another policy/,
    ],
    [
      'a second permissive policy',
      `${table} select beaver_isolate('t'); create policy more on t using (true);`,
      /another policy/,
    ],
    [
      "a view with its owner's rights",
      `${table} select beaver_isolate('t'); create view v as select * from t;`,
      /view v runs with its owner's rights/,
    ],
    [
      'a materialised view',
      `${table} select beaver_isolate('t'); create materialized view m as select * from t;`,
      /m cannot have row-level security/,
    ],
    [
      'an app role that may truncate',
      `${table} select beaver_isolate('t'); do $$ begin execute format('grant truncate on t to %I', beaver_role('app')); end $$;`,
      /truncate/,
    ],
    [
      'a reader that may write',
      `${table} select beaver_isolate('t'); do $$ begin execute format('grant insert on t to %I', beaver_role('reader')); end $$;`,
      /the reader may write t/,
    ],
    [
      'a reader that may write one column',
      `${table} select beaver_isolate('t'); do $$ begin execute format('grant update (n) on t to %I', beaver_role('reader')); end $$;`,
      /the reader may write t/,
    ],
  ])('refuses %s', async (_name, sql, problem) => {
    const refused = await migrated({ '0001_t.sql': sql }, []);
    expect(refused).toMatchObject({ code: 'isolation/violated' });
    expect((refused as Fault).message).toMatch(problem);
  });

  it('refuses an allow list that names what does not exist', async () => {
    expect(await migrated(NOTES, ['cursors', 'ghosts'])).toMatchObject({
      code: 'isolation/violated',
      details: { problems: ['ghosts is allowed but does not exist'] },
    });
  });

  it('refuses an app role that bypasses, owns, or is a member', async () => {
    const { username: app } = new URL(test.urls.app);
    const { username: owner } = new URL(test.urls.owner);
    const admin = new pg.Client(new URL(`/${test.name}`, postgresUrl).href);
    await admin.connect();
    try {
      expect(await migrated(NOTES)).toHaveLength(1);
      for (const [wrong, right, problem] of [
        [`alter role ${app} bypassrls`, `alter role ${app} nobypassrls`, /bypasses/],
        [`alter table cursors owner to ${app}`, `alter table cursors owner to ${owner}`, /owns something/],
        [`grant ${owner} to ${app}`, `revoke ${owner} from ${app}`, /member of another role/],
      ] as const) {
        await admin.query(wrong);
        const refused = await migrated(NOTES);
        await admin.query(right);
        expect((refused as Fault).message).toMatch(problem);
      }
      expect(await migrated(NOTES)).toEqual([]);
    } finally {
      await admin.end();
    }
  });

  it("accepts an isolated table, a shared one that is allowed, tenants by their id, and a view with its caller's rights", async () => {
    const more = `create table tenants (id uuid primary key, slug text); select beaver_isolate('tenants', 'id');
      create view v with (security_invoker = true) as select body from notes;`;
    expect(await migrated({ ...NOTES, '0002_more.sql': more })).toHaveLength(2);
  });
});

describe('provisionDatabase', () => {
  const options = { adminUrl: postgresUrl, database: 'provisioned', secret: 'sixteen letters!' };
  afterEach(async () => {
    const admin = new pg.Client(postgresUrl);
    await admin.connect();
    await admin.query('drop database if exists provisioned with (force)');
    for (const kind of ['owner', 'app', 'reader'])
      await admin.query(`drop role if exists provisioned_${kind}`);
    await admin.end();
  });

  it('is idempotent, also from several processes at once, and makes exactly the roles of decision 8', async () => {
    const all = await Promise.all([
      provisionDatabase(options),
      provisionDatabase(options),
      provisionDatabase(options),
    ]);
    expect(new Set(all.map((urls) => JSON.stringify(urls))).size).toBe(1);
    const admin = new pg.Client(postgresUrl);
    await admin.connect();
    const { rows } = await admin.query(
      `select rolname as name, rolsuper as super, rolbypassrls as bypass, rolreplication as replicates, rolcreatedb or rolcreaterole as creates
       from pg_roles where rolname like 'provisioned%' order by 1`,
    );
    await admin.end();
    expect(rows).toEqual([
      { name: 'provisioned_app', super: false, bypass: false, replicates: false, creates: false },
      { name: 'provisioned_owner', super: false, bypass: true, replicates: false, creates: false },
      { name: 'provisioned_reader', super: false, bypass: true, replicates: false, creates: false },
    ]);
    for (const url of Object.values(all[0])) {
      const client = new pg.Client(url);
      await client.connect();
      await client.end();
    }
  });

  it('changes the passwords with the secret, and keeps strangers out', async () => {
    const before = await provisionDatabase(options);
    const after = await provisionDatabase({ ...options, secret: 'another secret of ours' });
    await expect(new pg.Client(before.app).connect()).rejects.toMatchObject({ code: '28P01' });
    const stranger = new URL(test.urls.app);
    stranger.pathname = '/provisioned';
    await expect(new pg.Client(stranger.href).connect()).rejects.toMatchObject({ code: '42501' });
    const app = new pg.Client(after.app);
    await app.connect();
    await expect(app.query('create table t (n int)')).rejects.toMatchObject({ code: '42501' });
    await expect(app.query('create temporary table t (n int)')).rejects.toMatchObject({ code: '42501' });
    await app.end();
  });

  it('refuses a secret that could be guessed', async () => {
    await expect(provisionDatabase({ ...options, secret: 'short' })).rejects.toMatchObject({
      code: 'provision/weak-secret',
    });
  });
});
