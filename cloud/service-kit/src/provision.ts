import { createHmac } from 'node:crypto';
import { assert, Fault } from '@beaveros/kit';
import pg from 'pg';
import type { ServiceDatabaseUrls } from './database.ts';
import { postgresFault } from './postgres-errors.ts';
import { scramVerifier } from './scram.ts';

export interface ProvisionOptions {
  /** A superuser of the server, or at least CREATEDB, CREATEROLE and BYPASSRLS. */
  readonly adminUrl: string;
  /** Name of the database; its roles are called `<database>_owner`, `_app` and `_reader`. */
  readonly database: string;
  /** At least 16 characters; role passwords are derived from it, so every process that knows it finds the same. */
  readonly secret: string;
  /** REPLICATION for the reader, which a real Electric needs. */
  readonly readerReplicates?: boolean;
}

/** Short enough that the role names stay within PostgreSQL's 63 bytes; nothing in it ever needs quoting. */
const DATABASE_NAME = /^[a-z][a-z0-9_]{0,54}$/;
const SECRET_LENGTH_MIN = 16;

/** Databases are made one at a time in the server: CREATE DATABASE copies a template that nobody else may be using. */
const PROVISION_LOCK = 7_246_001;
const STATEMENT_TIMEOUT_MS = 60_000;

const ATTRIBUTES = {
  owner: 'bypassrls noreplication',
  app: 'nobypassrls noreplication',
  reader: 'bypassrls noreplication',
} as const;
type RoleKind = keyof typeof ATTRIBUTES;

/**
 * Makes the database of one service and its three roles (design, decision 8), or brings an existing one to the same
 * state. Idempotent and safe to run at once from several processes. Faults: `provision/weak-secret`, `database/...`.
 */
export async function provisionDatabase(options: ProvisionOptions): Promise<ServiceDatabaseUrls> {
  const { adminUrl, database, secret } = options;
  assert(DATABASE_NAME.test(database), `not a database name: ${database}`);
  if (secret.length < SECRET_LENGTH_MIN) {
    throw new Fault(
      'provision/weak-secret',
      `the database secret needs at least ${SECRET_LENGTH_MIN} characters`,
    );
  }
  await withSession(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [PROVISION_LOCK]);
    for (const kind of ['owner', 'app', 'reader'] as const) await ensureRole(admin, kind, options);
    await ensureDatabase(admin, database);
    // In the same locked session's time: ACLs of a schema are one catalogue row, and two writers of it collide.
    await withSession(withDatabase(adminUrl, database), (inside) => closeSchema(inside, database));
  });
  return serviceDatabaseUrls(options);
}

/** The connection strings that {@link provisionDatabase} answers, without asking the server. */
export function serviceDatabaseUrls(
  { adminUrl, database, secret }: Pick<ProvisionOptions, 'adminUrl' | 'database' | 'secret'>,
  rolesOf: string = database,
): ServiceDatabaseUrls {
  const urlOf = (kind: RoleKind) => {
    const url = new URL(withDatabase(adminUrl, database));
    url.username = `${rolesOf}_${kind}`;
    url.password = passwordOf(`${rolesOf}_${kind}`, secret);
    return url.href;
  };
  return { owner: urlOf('owner'), app: urlOf('app'), reader: urlOf('reader') };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function passwordOf(role: string, secret: string): string {
  return createHmac('sha256', secret).update(`beaveros/postgres-role/${role}`).digest('base64url');
}

async function ensureRole(
  admin: pg.Client,
  kind: RoleKind,
  { database, secret, readerReplicates = false }: ProvisionOptions,
): Promise<void> {
  const role = `${database}_${kind}`;
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) await admin.query(`create role ${role}`);
  const salt = createHmac('sha256', secret).update(`beaveros/postgres-salt/${role}`).digest().subarray(0, 16);
  const verifier = scramVerifier(passwordOf(role, secret), salt);
  const attributes =
    kind === 'reader' && readerReplicates
      ? ATTRIBUTES.reader.replace('noreplication', 'replication')
      : ATTRIBUTES[kind];
  await admin.query(
    `alter role ${role} with login nosuperuser nocreatedb nocreaterole noinherit ${attributes} password '${verifier}'`,
  );
}

async function ensureDatabase(admin: pg.Client, database: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) {
    await admin.query(
      `create database ${database} owner ${database}_owner template template0 encoding 'UTF8'`,
    );
  }
  await closeDatabase(admin, database);
}

/** Who may connect. A database's own ACL is not copied from its template, so a clone needs this too. */
export async function closeDatabase(
  admin: pg.Client,
  database: string,
  rolesOf: string = database,
): Promise<void> {
  await admin.query(`revoke all on database ${database} from public`);
  await admin.query(`grant connect on database ${database} to ${rolesOf}_app, ${rolesOf}_reader`);
}

async function closeSchema(inside: pg.Client, database: string): Promise<void> {
  await inside.query(`alter schema public owner to ${database}_owner`);
  await inside.query('revoke all on schema public from public');
  await inside.query(`grant usage on schema public to ${database}_app, ${database}_reader`);
}

/** One session of its own for `work`, always closed. */
export async function withSession<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'beaveros-provision',
    connectionTimeoutMillis: 10_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: STATEMENT_TIMEOUT_MS,
  });
  // A session that dies rejects its running query as well; without a listener it would end the process instead.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw postgresFault(error);
  } finally {
    await client.end().catch(() => {});
  }
}
