import type { Id } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import type { Database } from '@beaveros/service-kit';
import type { Scope } from '../journal/check-batch.ts';

/** A chain as a link has to know it. */
export interface ChainNews extends Head {
  /** Whose tills exchange it; null: none do. */
  readonly store: string | null;
  /** Who writes it; null: the back office. */
  readonly terminal: string | null;
  /** Another number after what was stored changed in retrospect: another branch, another life. */
  readonly revision: number;
  /** Something of it is kept aside. */
  readonly isForked: boolean;
}

interface Row {
  readonly chain: Buffer;
  readonly head_seq: number;
  readonly head_hash: Buffer;
  readonly store_id: string | null;
  readonly terminal_id: string | null;
  readonly revision: number;
  readonly is_forked: boolean;
}

const COLUMNS = 'chain, head_seq, head_hash, store_id, terminal_id, revision, is_forked';

/** What a till of that store exchanges: its store's terminals' chains and its store's back-office chain, in the order they were opened. */
export async function newsOfStore(
  database: Database,
  { tenant, store }: Pick<Scope, 'tenant' | 'store'>,
): Promise<readonly ChainNews[]> {
  return await database.withReadOnlyTenant(tenant as Id<'tenant'>, async (tx) => {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from chains where tenant_id = $1 and store_id = $2 order by opened_at, chain`,
      [tenant, store],
    );
    return rows.map(newsOf);
  });
}

export async function newsOfChains(
  database: Database,
  tenant: string,
  chains: readonly string[],
): Promise<readonly ChainNews[]> {
  return await database.withReadOnlyTenant(tenant as Id<'tenant'>, async (tx) => {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from chains where tenant_id = $1 and chain = any($2)`,
      [tenant, chains.map((chain) => Buffer.from(chain, 'hex'))],
    );
    return rows.map(newsOf);
  });
}

function newsOf(row: Row): ChainNews {
  return {
    chain: row.chain.toString('hex'),
    seq: row.head_seq,
    hash: row.head_hash.toString('hex'),
    store: row.store_id,
    terminal: row.terminal_id,
    revision: row.revision,
    isForked: row.is_forked,
  };
}
