import type { SideRecord } from '@beaveros/domain/journal';
import { assert } from '@beaveros/kit';
import type { BatchHead } from '@beaveros/protocol/exchange';
import type { Transaction } from '@beaveros/service-kit';
import type { ChainKey } from './chain-row.ts';
import type { CheckedEntry } from './check-batch.ts';
import { signatureOf } from './insert-entries.ts';
import { standingSides } from './side-records.ts';

/** Entries kept of other branches of one chain: a restored disk forks once, a hostile till for ever. */
const FORKS_MAX = 10_000;

/** An entry of another branch than the one that stands. */
export interface ForkRow {
  readonly seq: number;
  readonly hash: Buffer;
  readonly prev: Buffer;
  /** Which of several behind one entry was kept first. */
  readonly position: number;
}

/** Whether this entry is kept aside, or follows one that is. */
export async function isAttachedAside(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  { entry: { seq }, hash, bytes }: CheckedEntry,
): Promise<boolean> {
  // `sha256` is PostgreSQL's own; several branches may have an entry at that place.
  const rows = await tx.query(
    `select 1 from forks where tenant_id = $1 and chain = $2
       and ((seq = $3 and hash = $4) or (seq = $3::bigint - 1 and sha256(hash || $5::bytea) = $4)) limit 1`,
    [tenant, chain, seq, hash, bytes],
  );
  return rows.length > 0;
}

/**
 * Keeps a run of another branch, with its records and its head. False, and nothing is kept, when there are too many.
 * The chain's row is locked.
 */
export async function keepAside(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  {
    entries,
    sides,
    head,
    broughtBy,
  }: {
    readonly entries: readonly CheckedEntry[];
    readonly sides: ReadonlyMap<number, readonly SideRecord[]>;
    readonly head: BatchHead;
    readonly broughtBy: string;
  },
): Promise<boolean> {
  const known = await tx.query<{ seq: number; hash: Buffer }>(
    'select seq, hash from forks where tenant_id = $1 and chain = $2',
    [tenant, chain],
  );
  const isKnown = new Set(known.map(({ seq, hash }) => `${seq}/${hash.toString('hex')}`));
  const fresh = entries.filter(({ entry, hash }) => !isKnown.has(`${entry.seq}/${hash.toString('hex')}`));
  if (known.length + fresh.length > FORKS_MAX) return false;
  const standing = await standingSides(
    tx,
    tenant,
    fresh.flatMap(({ entry }) => sides.get(entry.seq) ?? []),
  );
  const [place] = await tx.query<{ last: number }>(
    'select coalesce(max(position), 0)::bigint as last from forks where tenant_id = $1 and chain = $2',
    [tenant, chain],
  );
  for (const [at, { entry, hash, prev, bytes }] of fresh.entries()) {
    const kept = (sides.get(entry.seq) ?? []).filter(({ id }) => standing.has(id));
    await tx.execute(
      `insert into forks (tenant_id, chain, seq, hash, prev, clock, bytes, brought_by, position, sides)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        tenant,
        chain,
        entry.seq,
        hash,
        prev ?? (await previousOf(tx, { tenant, chain }, { seq: entry.seq, hash, bytes })),
        entry.clock,
        bytes,
        broughtBy,
        place!.last + 1 + at,
        JSON.stringify(kept),
      ],
    );
  }
  await tx.execute(
    `insert into fork_heads (tenant_id, chain, seq, hash, signature) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, chain, seq, hash) do update set signature = coalesce(fork_heads.signature, excluded.signature)`,
    [tenant, chain, head.seq, Buffer.from(head.hash, 'hex'), signatureOf(head)],
  );
  await tx.execute(
    'update chains set is_forked = true where tenant_id = $1 and chain = $2 and not is_forked',
    [tenant, chain],
  );
  return true;
}

/** The entry before the first of a batch: of those at its place the one whose hash it was hashed onto. */
async function previousOf(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  { seq, hash, bytes }: { readonly seq: number; readonly hash: Buffer; readonly bytes: Buffer },
): Promise<Buffer> {
  const [row] = await tx.query<{ hash: Buffer }>(
    `select hash from (
       select hash from entries where tenant_id = $1 and chain = $2 and seq = $3::bigint - 1
       union all select hash from forks where tenant_id = $1 and chain = $2 and seq = $3::bigint - 1
     ) as before where sha256(hash || $5::bytea) = $4 limit 1`,
    [tenant, chain, seq, hash, bytes],
  );
  assert(row !== undefined, 'a branch is kept only where it is attached');
  return row.hash;
}
