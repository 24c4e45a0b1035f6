import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, Fault, isFault } from '@beaveros/kit';
import pg from 'pg';
import { postgresFault } from './postgres-errors.ts';
import { assertTenantIsolation, TENANT_ISOLATION_SQL } from './tenant-isolation.ts';

export interface MigrateOptions {
  readonly ownerUrl: string;
  /** Holds `NNNN_name.sql`, gapless from 0001; other files are refused. */
  readonly dir: string;
  /** Tables that belong to no tenant, by name. */
  readonly allow?: readonly string[];
}

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** Of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
}

/** Any fixed number that no other advisory lock of a service's database uses. */
const MIGRATION_LOCK = 7_246_002;
/** Another process of the same service may be migrating. */
const LOCK_WAIT_MS = 120_000;
/** One statement may rewrite a large table. */
const STATEMENT_TIMEOUT_MS = 15 * 60_000;

/**
 * Brings the database of a service to the state of its code, then refuses to go on when a tenant could see a neighbour
 * ({@link assertTenantIsolation}). Each file is one transaction, applied once, in order, as the owner; several processes
 * may call it at once. Answers the names it applied.
 *
 * Faults: `migrations/bad-name`, `bad-order`, `changed`, `missing`, `database-newer`, `failed`; `isolation/violated`;
 * `database/...`.
 */
export async function migrate({ ownerUrl, dir, allow = [] }: MigrateOptions): Promise<readonly string[]> {
  const migrations = await readMigrations(dir);
  const client = new pg.Client({
    connectionString: ownerUrl,
    application_name: 'beaveros-migrations',
    connectionTimeoutMillis: 10_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_WAIT_MS,
  });
  client.on('error', () => {}); // The running query rejects as well.
  try {
    await client.connect();
    // Released with the session.
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(HISTORY);
    await client.query(TENANT_ISOLATION_SQL);
    const pending = await pendingOf(client, migrations);
    for (const migration of pending) await apply(client, migration);
    await assertTenantIsolation(client, allow);
    return pending.map((migration) => migration.name);
  } catch (error) {
    throw postgresFault(error);
  } finally {
    await client.end().catch(() => {});
  }
}

const HISTORY = `create table if not exists schema_migrations (
  name text primary key,
  sha256 text not null,
  applied_at timestamptz not null default now()
)`;

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/** The migrations of a directory, in order. Faults: `migrations/bad-name`, `migrations/bad-order`. */
export async function readMigrations(dir: string): Promise<readonly Migration[]> {
  const names = (await readdir(dir)).sort();
  const migrations: Migration[] = [];
  for (const name of names) {
    const number = FILE_NAME.exec(name)?.[1];
    if (number === undefined)
      throw new Fault('migrations/bad-name', `${name} is not NNNN_name.sql`, { details: { dir } });
    if (Number(number) !== migrations.length + 1) {
      const expected = String(migrations.length + 1).padStart(4, '0');
      throw new Fault('migrations/bad-order', `${name} stands where ${expected} is expected`, {
        details: { dir },
      });
    }
    const bytes = await readFile(join(dir, name));
    migrations.push({
      name,
      sql: bytes.toString('utf8'),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  }
  return migrations;
}

async function pendingOf(client: pg.Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migrations order by name',
  );
  rows.forEach((applied, at) => {
    const migration = migrations[at];
    if (migration === undefined) {
      throw new Fault(
        'migrations/database-newer',
        `the database has ${applied.name}, which this code does not know`,
      );
    }
    if (migration.name !== applied.name) {
      throw new Fault('migrations/missing', `${applied.name} was applied, but its file is gone`);
    }
    if (migration.sha256 !== applied.sha256) {
      throw new Fault('migrations/changed', `${applied.name} differs from what was applied: write a new one`);
    }
  });
  return migrations.slice(rows.length);
}

async function apply(client: pg.Client, { name, sql, sha256 }: Migration): Promise<void> {
  try {
    await client.query('begin');
    const before = await transactionId(client);
    await client.query(sql);
    // A COMMIT in the file would have applied half of it for good.
    assert((await transactionId(client)) === before, `${name} ends its own transaction`);
    await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    const fault = postgresFault(error);
    // The server's own sentence: the file is ours and holds no tenant's rows.
    throw new Fault(
      'migrations/failed',
      `${name}: ${error instanceof Error ? error.message : String(error)}`,
      {
        details: { name, ...(isFault(fault) ? fault.details : {}) },
      },
    );
  }
}

async function transactionId(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
  return rows[0]!.id;
}
