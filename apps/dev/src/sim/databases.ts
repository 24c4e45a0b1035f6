import { REPLICATION_MIGRATIONS, REPLICATION_SHARED_TABLES } from '@beaveros/replication';
import { ORDER_MIGRATIONS } from '@beaveros/order';
import { PAYMENT_MIGRATIONS } from '@beaveros/payment';
import { PRODUCT_CATALOG_MIGRATIONS } from '@beaveros/product-catalog';
import { REPORT_MIGRATIONS } from '@beaveros/report';
import { SERVICE_ENTITY_MIGRATIONS } from '@beaveros/service-entity';
import { BreakableDatabase } from './breakable-database.ts';
import { type Feed, pgFeed } from '@beaveros/service-kit/ingest';
import { createTestDatabase, type TestDatabase } from '@beaveros/service-kit/testing';
import { WORKFLOW_MIGRATIONS } from '@beaveros/workflow';
import pg from 'pg';
import type { CloudService } from './world-view.ts';

const MIGRATIONS: Readonly<Record<CloudService, string>> = {
  replication: REPLICATION_MIGRATIONS,
  order: ORDER_MIGRATIONS,
  payment: PAYMENT_MIGRATIONS,
  workflow: WORKFLOW_MIGRATIONS,
  report: REPORT_MIGRATIONS,
  'product-catalog': PRODUCT_CATALOG_MIGRATIONS,
  'service-entity': SERVICE_ENTITY_MIGRATIONS,
};
export const CLOUD_SERVICES = Object.keys(MIGRATIONS) as readonly CloudService[];

/** Tables with rows of tenants, in an order in which their rows may be deleted or given back. */
interface TenantTables {
  readonly names: readonly string[];
  /** By table: what can be written, as a list for SQL. */
  readonly columns: Readonly<Record<string, string>>;
}

/** One service's database, by the door the service has and by the simulator's own, past row-level security. */
export interface ServiceDatabase {
  readonly database: BreakableDatabase;
  readonly test: TestDatabase;
  /** A superuser's session: for checks, copies and the deletion of a tenant. */
  readonly admin: pg.Client;
  readonly tables: TenantTables;
}

/** The databases of one simulating process: made once, used by one seed after the other, each a tenant. */
export class CloudDatabases implements AsyncDisposable {
  readonly of: Readonly<Record<CloudService, ServiceDatabase>>;
  readonly feed: Feed;

  private constructor(of: Readonly<Record<CloudService, ServiceDatabase>>) {
    this.of = of;
    this.feed = pgFeed(of.replication.test.urls.reader);
  }

  static async open(postgresUrl: string): Promise<CloudDatabases> {
    const opened = {} as Record<CloudService, ServiceDatabase>;
    for (const service of CLOUD_SERVICES) opened[service] = await openOne(postgresUrl, service);
    return new CloudDatabases(opened);
  }

  /** Deletes every row of these tenants. */
  async forget(tenants: readonly string[]): Promise<void> {
    for (const service of CLOUD_SERVICES) {
      const { admin, tables } = this.of[service];
      const list = tenants.map((tenant) => `'${tenant}'`).join(', ');
      await admin.query(
        tables.names.map((name) => `delete from ${name} where tenant_id in (${list});`).join('\n'),
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.feed[Symbol.asyncDispose]();
    for (const { database, admin, test } of Object.values(this.of)) {
      await database.close();
      await admin.end();
      await test.dispose();
    }
  }
}

async function openOne(postgresUrl: string, service: CloudService): Promise<ServiceDatabase> {
  const allow = service === 'replication' ? REPLICATION_SHARED_TABLES : [];
  const test = await createTestDatabase({ postgresUrl, service, migrationsDir: MIGRATIONS[service], allow });
  const url = new URL(postgresUrl);
  url.pathname = `/${test.name}`;
  const admin = new pg.Client({ connectionString: url.toString() });
  await admin.connect();
  // Triggers and foreign keys are the product's; the simulator deletes and gives back rows around them.
  await admin.query(`set session_replication_role = 'replica'`);
  const { rows } = await admin.query<{ name: string; columns: string }>(
    `select quote_ident(c.relname) as name,
       string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where a.attgenerated = '') as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
     group by c.relname having bool_or(a.attname = 'tenant_id') order by 1`,
  );
  const tables = {
    names: rows.map(({ name }) => name),
    columns: Object.fromEntries(rows.map(({ name, columns }) => [name, columns])),
  };
  return { database: new BreakableDatabase(test.urls), test, admin, tables };
}
