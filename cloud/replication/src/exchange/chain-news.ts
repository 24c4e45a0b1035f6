import type { Id } from '@beaveros/kit';
import type { Database } from '@beaveros/service-kit';
import type { Scope } from '../journal/check-batch.ts';

/** What a link has to know of a chain beyond its head. */
export interface ChainNews {
  /** Another number after what was stored changed in retrospect: another branch, another life. */
  readonly revision: number;
  readonly terminal: string | null;
  /** Something of it is kept aside. */
  readonly isForked: boolean;
}

export type News = ReadonlyMap<string, ChainNews>;

interface Row {
  readonly chain: Buffer;
  readonly revision: number;
  readonly terminal_id: string | null;
  readonly is_forked: boolean;
}

export async function newsOfStore(
  database: Database,
  { tenant, store }: Pick<Scope, 'tenant' | 'store'>,
): Promise<News> {
  return await read(database, tenant, 'store_id = $2', store);
}

export async function newsOfChains(
  database: Database,
  tenant: string,
  chains: readonly string[],
): Promise<News> {
  return await read(
    database,
    tenant,
    'chain = any($2)',
    chains.map((chain) => Buffer.from(chain, 'hex')),
  );
}

async function read(database: Database, tenant: string, which: string, value: unknown): Promise<News> {
  return await database.withReadOnlyTenant(tenant as Id<'tenant'>, async (tx) => {
    const rows = await tx.query<Row>(
      `select chain, revision, terminal_id, is_forked from chains where tenant_id = $1 and ${which}`,
      [tenant, value],
    );
    return new Map(
      rows.map(({ chain, revision, terminal_id, is_forked }) => [
        chain.toString('hex'),
        { revision, terminal: terminal_id, isForked: is_forked },
      ]),
    );
  });
}
