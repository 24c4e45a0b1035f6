import type { Id } from '@beaveros/kit';
import type { Database, Transaction } from '@beaveros/service-kit';
import { reviseFrom } from './chain-row.ts';

/** The life of this database as a tenant sees it: the newest of the whole database's and of the tenant's own. */
export async function currentIncarnation(tx: Transaction, tenant: string): Promise<string> {
  const [row] = await tx.query<{ incarnation: string }>(
    `select incarnation from incarnations where tenant_id is null or tenant_id = $1
     order by announced_at desc, incarnation limit 1`,
    [tenant],
  );
  return row!.incarnation;
}

/** Whether this database, or the tenant's part of it, was ever restored. */
export async function hasOlderLives(tx: Transaction, tenant: string): Promise<boolean> {
  const [row] = await tx.query<{ lives: number }>(
    'select count(*)::int as lives from incarnations where tenant_id is null or tenant_id = $1',
    [tenant],
  );
  return row!.lives > 1;
}

/** {@link currentIncarnation} for a connection that says hello. */
export async function lifeOf(database: Database, tenant: string): Promise<string> {
  return await database.withReadOnlyTenant(tenant as Id<'tenant'>, (tx) => currentIncarnation(tx, tenant));
}

/**
 * After a restore: back-office chains start anew, tills hear another life and send again from these heads, and services
 * fold anew what they had beyond them. Of one tenant, or, with null, of the whole database. Answers the new life.
 * Durable when it returns; one that was cut short is announced again.
 */
export async function announceIncarnation(database: Database, tenant: string | null): Promise<string> {
  const tenants = tenant === null ? await tenantsOf(database) : [tenant];
  const incarnation = await database.withoutTenant(async (tx) => {
    const [row] = await tx.query<{ incarnation: string }>(
      `insert into incarnations (tenant_id, announced_at)
       select $1, greatest(clock_timestamp(), max(announced_at) + interval '1 microsecond') from incarnations
       returning incarnation`,
      [tenant],
    );
    return row!.incarnation;
  });
  for (const each of tenants) {
    await database.withTenant(each as Id<'tenant'>, async (tx) => {
      const chains = await tx.query<{ chain: Buffer; head_seq: number }>(
        'select chain, head_seq from chains where tenant_id = $1 order by chain for update',
        [each],
      );
      for (const { chain, head_seq } of chains) await reviseFrom(tx, { tenant: each, chain }, head_seq + 1);
    });
  }
  return incarnation;
}

/** The app role sees one tenant at a time; the reader sees the chains of all. */
async function tenantsOf(database: Database): Promise<readonly string[]> {
  const { rows } = await database
    .readerPool()
    .query<{ tenant_id: string }>('select distinct tenant_id from chains');
  return rows.map(({ tenant_id }) => tenant_id);
}
