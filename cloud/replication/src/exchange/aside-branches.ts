import type { SideRecord } from '@beaveros/domain/journal';
import type { Id } from '@beaveros/kit';
import { BATCH_ENTRIES_MAX, type Head } from '@beaveros/protocol/exchange';
import type { Database } from '@beaveros/service-kit';
import type { Batch } from '@beaveros/sync/exchange';
import type { Scope } from '../journal/check-batch.ts';

/** Ends of runs offered to one till: a disk that was restored ten times a day for a month. */
const ENDS_MAX = 300;

interface EndRow {
  readonly chain: Buffer;
  readonly seq: number;
  readonly hash: Buffer;
}

/**
 * What is kept aside of the chains that this terminal wrote, by the head each run ends at, in the order in which they
 * attach. Only that terminal can say what becomes of them: it copies what stands nowhere.
 */
export async function asideOfTerminal(database: Database, scope: Scope): Promise<readonly Head[]> {
  const { tenant, store, terminal } = scope;
  return await database.withReadOnlyTenant(tenant as Id<'tenant'>, async (tx) => {
    const rows = await tx.query<EndRow>(
      `select h.chain, h.seq, h.hash from chains c
         join fork_heads h on h.tenant_id = c.tenant_id and h.chain = c.chain
         join forks f on f.tenant_id = h.tenant_id and f.chain = h.chain and f.seq = h.seq and f.hash = h.hash
       where c.tenant_id = $1 and c.terminal_id = $2 and c.store_id = $3 and c.is_forked
       order by h.chain, h.seq, h.hash limit ${ENDS_MAX}`,
      [tenant, terminal, store],
    );
    return rows.map(({ chain, seq, hash }) => ({
      chain: chain.toString('hex'),
      seq,
      hash: hash.toString('hex'),
    }));
  });
}

interface RunRow {
  readonly seq: number;
  readonly hash: Buffer;
  readonly bytes: Buffer;
  readonly sides: SideRecord[];
}

/**
 * The run kept aside that ends at that head, back to the one before it or to what stands; null: it is there no more, or
 * is longer than a batch.
 */
export async function asideRun(
  database: Database,
  { tenant, store }: Pick<Scope, 'tenant' | 'store'>,
  end: Head,
): Promise<Batch | null> {
  return await database.withReadOnlyTenant(
    tenant as Id<'tenant'>,
    async (tx) => {
      const place = [tenant, Buffer.from(end.chain, 'hex'), end.seq, Buffer.from(end.hash, 'hex')];
      const [head] = await tx.query<{ signature: Buffer | null }>(
        `select signature from fork_heads h join chains c on c.tenant_id = h.tenant_id and c.chain = h.chain
         where h.tenant_id = $1 and h.chain = $2 and h.seq = $3 and h.hash = $4 and c.store_id = $5`,
        [...place, store],
      );
      if (head === undefined) return null;
      const rows = await tx.query<RunRow>(
        `with recursive run as (
           select seq, hash, prev, bytes, sides from forks
           where tenant_id = $1 and chain = $2 and seq = $3 and hash = $4
           union all
           select f.seq, f.hash, f.prev, f.bytes, f.sides from run r
           join forks f on f.tenant_id = $1 and f.chain = $2 and f.seq = r.seq - 1 and f.hash = r.prev
           where not exists (select 1 from fork_heads h
             where h.tenant_id = $1 and h.chain = $2 and h.seq = f.seq and h.hash = f.hash)
         )
         select seq, hash, bytes, sides from run order by seq limit ${BATCH_ENTRIES_MAX + 1}`,
        place,
      );
      if (rows.length === 0 || rows.length > BATCH_ENTRIES_MAX) return null;
      const entries = rows.map(({ seq, hash, bytes, sides }) => ({
        seq,
        text: bytes.toString('utf8'),
        hash: hash.toString('hex'),
        sides,
      }));
      const signature = head.signature?.toString('base64') ?? null;
      return { chain: end.chain, certificate: null, entries, head: { ...end, signature } };
    },
    { isolation: 'repeatable read' },
  );
}
