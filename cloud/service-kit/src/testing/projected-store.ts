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
  await database.withTenant(as, async (tx) => {
    for (const { name } of await tx.query<{ name: string }>(TENANT_TABLES))
      await tx.execute(`delete from ${name}`);
  });
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
