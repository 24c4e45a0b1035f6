import { id } from '@beaveros/kit';
import type { Database } from '../database.ts';
import { applyBatch, type Reading } from '../ingest/index.ts';
import type { Transaction } from '../transaction.ts';

/** Every table that holds a tenant's rows. */
const TENANT_TABLES = `select relname as name from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity`;

/** A service's folded tables as the contract suite of folded stores takes them, empty at first for this tenant. */
export async function projectedStore<Rows>(options: {
  readonly database: Database;
  readonly tenant: string;
  readonly reading: Reading;
  readonly rows: (tx: Transaction, aggregate: string) => Promise<Rows>;
}) {
  const { database, tenant, reading, rows } = options;
  const as = id<'tenant'>(tenant);
  await emptyTables(database, tenant);
  return {
    async take(
      chain: string,
      entries: readonly { readonly seq: number; readonly text: string }[],
    ): Promise<void> {
      await database.withTenant(as, (tx) => applyBatch(tx, { tenant, chain, entries, ...reading }));
    },
    rows: (aggregate: string) => database.withReadOnlyTenant(as, (tx) => rows(tx, aggregate)),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Deletes all that a service holds of a tenant, its cursors too. */
export async function emptyTables(database: Database, tenant: string): Promise<void> {
  await database.withTenant(id<'tenant'>(tenant), async (tx) => {
    for (const { name } of await tx.query<{ name: string }>(TENANT_TABLES))
      await tx.execute(`delete from ${name}`);
  });
}
