import { type Id, instant } from '@beaveros/kit';
import { decodeCursor, pageOf, type Transaction } from '@beaveros/service-kit';
import * as z from 'zod';

interface PageRequest {
  readonly tenant: string;
  /** null: all. */
  readonly stores: readonly string[] | null;
  readonly limit: number;
  readonly cursor: string | undefined;
}

interface Row {
  readonly chain: string;
  readonly store_id: Id<'Store'>;
  readonly terminal_id: Id<'Terminal'> | null;
  readonly epoch: number;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly entries: number;
  readonly latest_at: Date;
  readonly reasons?: readonly string[];
}

function afterOf(cursor: string | undefined): string {
  const [after] =
    cursor === undefined ? [''] : decodeCursor(z.tuple([z.string().regex(/^[0-9a-f]{64}$/)]), cursor);
  return after;
}

function itemOf(row: Row) {
  return {
    chain: row.chain,
    storeId: row.store_id,
    terminalId: row.terminal_id,
    epoch: row.epoch,
    firstSeq: row.first_seq,
    lastSeq: row.last_seq,
    entries: row.entries,
    latestAt: instant(row.latest_at.getTime()),
  };
}

/** Chains of which another branch is kept beside the one that stands, by their names. */
export async function listForks(tx: Transaction, { tenant, stores, limit, cursor }: PageRequest) {
  const rows = await tx.query<Row>(
    `select encode(c.chain, 'hex') as chain, c.store_id, c.terminal_id, c.epoch, min(f.seq)::bigint as first_seq,
       max(f.seq)::bigint as last_seq, count(*)::int as entries, max(f.received_at) as latest_at
     from chains c join forks f on f.tenant_id = c.tenant_id and f.chain = c.chain
     where c.tenant_id = $1 and c.store_id is not null and ($2::uuid[] is null or c.store_id = any($2)) and c.chain > decode($3, 'hex')
     group by c.chain, c.store_id, c.terminal_id, c.epoch order by c.chain limit $4`,
    [tenant, stores, afterOf(cursor), limit + 1],
  );
  return pageOf(rows, { limit, item: itemOf, key: (row) => [row.chain] });
}

/** Chains with entries in suspense, by their names, and why. */
export async function listSuspense(tx: Transaction, { tenant, stores, limit, cursor }: PageRequest) {
  const rows = await tx.query<Row>(
    `select encode(c.chain, 'hex') as chain, c.store_id, c.terminal_id, c.epoch, min(s.seq)::bigint as first_seq,
       max(s.seq)::bigint as last_seq, count(*)::int as entries, max(s.since) as latest_at,
       array_agg(distinct s.reason order by s.reason) as reasons
     from chains c join suspense s on s.tenant_id = c.tenant_id and s.chain = c.chain
     where c.tenant_id = $1 and c.store_id is not null and ($2::uuid[] is null or c.store_id = any($2)) and c.chain > decode($3, 'hex')
     group by c.chain, c.store_id, c.terminal_id, c.epoch order by c.chain limit $4`,
    [tenant, stores, afterOf(cursor), limit + 1],
  );
  const item = (row: Row) => ({ ...itemOf(row), reasons: [...(row.reasons ?? [])] });
  return pageOf(rows, { limit, item, key: (row) => [row.chain] });
}
