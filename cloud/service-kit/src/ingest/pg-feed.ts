import type pg from 'pg';
import { keepListening } from '../listen-session.ts';
import { openPool, POOL_LIMITS } from '../pool.ts';
import { postgresFault } from '../postgres-errors.ts';
import type { Feed, FeedEntry, FeedHead } from './feed.ts';

/** Two services may read while a third asks for heads; more would only queue on the disk. */
const SESSIONS_MAX = 3;
/** What one answer may hold: some thousand entries, or two of the largest. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;
const CHANNEL = 'beaver_journal';

/**
 * The journal in the database of cloud/replication, read with its reader role. Hints are `NOTIFY beaver_journal`; the
 * listening session is made again when it dies. Faults: `database/...`.
 */
export function pgFeed(readerUrl: string): Feed {
  const limits = { ...POOL_LIMITS, max: SESSIONS_MAX };
  const pool = openPool(readerUrl, 'beaveros-feed', { limits, onIdleError: () => {} });
  const listeners = new Set<() => void>();
  const hint = () => {
    for (const listener of listeners) listener();
  };
  const stopped = new AbortController();
  let listening: Promise<void> | undefined;
  return {
    heads: () => ask<FeedHead>(pool, HEADS, []),
    async entriesAfter(tenant, chain, seq, limit) {
      const rows = await ask<{ seq: number; bytes: Buffer; suspense: string | null }>(pool, ENTRIES, [
        tenant,
        chain,
        seq,
        limit,
        ANSWER_BYTES_MAX,
      ]);
      // Decoded here: the server refuses bytes that are no text, and one of those would hold up the chain.
      return rows.map(({ seq, bytes, suspense }): FeedEntry => {
        const entry = { seq, text: bytes.toString('utf8') };
        return suspense === null ? entry : { ...entry, suspense };
      });
    },
    onHint(listener) {
      listeners.add(listener);
      listening ??= keepListening({
        url: readerUrl,
        channel: CHANNEL,
        name: 'beaveros-feed-hints',
        signal: stopped.signal,
        onNotification: hint,
        // What came while nobody listened; the follower's own poll covers the time between.
        onListening: hint,
      });
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await listening;
      await pool.end();
    },
  };
}

const HEADS = `
select tenant_id as tenant, encode(chain, 'hex') as chain, head_seq as seq, revision, case when revision = 0 then '[]' else (
  select json_agg(json_build_object('revision', r.revision, 'fromSeq', r.from_seq) order by r.position) from chain_revisions r
  where r.tenant_id = c.tenant_id and r.chain = c.chain) end as revisions
from chains c where head_seq > 0`;

// Sequence numbers are gapless, so the first entry is the one at seq + 1, however large it is.
const ENTRIES = `
select counted.seq, bytes, s.reason as suspense from (
  select seq, bytes, sum(octet_length(bytes)) over (order by seq) as total from (
    select seq, bytes from entries
    where tenant_id = $1 and chain = decode($2, 'hex') and seq > $3 order by seq limit $4
  ) as following
) as counted left join suspense s on s.tenant_id = $1 and s.chain = decode($2, 'hex') and s.seq = counted.seq
where total <= $5 or counted.seq = $3::bigint + 1 order by counted.seq`;

async function ask<T extends object>(
  pool: pg.Pool,
  text: string,
  values: readonly unknown[],
): Promise<readonly T[]> {
  try {
    return (await pool.query<T>(text, values as unknown[])).rows;
  } catch (error) {
    throw postgresFault(error);
  }
}
