import type { Transaction } from '@beaveros/service-kit';
import type { Answer, Batch } from '@beaveros/sync/exchange';
import { sha256 } from '../keys/ed25519.ts';
import type { ChainKey, ChainRow } from './chain-row.ts';
import type { CheckedEntry } from './check-batch.ts';
import { isAttachedAside } from './forks.ts';

/** Where a batch belongs in a chain. */
export type Place =
  /** The first `known` entries stand here already, the others go on behind the head. */
  | { readonly kind: 'main'; readonly known: number }
  /** From `from` on it is another branch than the one that stands. */
  | { readonly kind: 'aside'; readonly from: number }
  | { readonly kind: 'nowhere'; readonly answer: Answer };

/** Finds where a batch belongs. No query where it goes on behind the head, which is nearly always. */
export async function placeOf(
  tx: Transaction,
  key: ChainKey,
  {
    chain,
    batch,
    entries,
  }: { readonly chain: ChainRow; readonly batch: Batch; readonly entries: readonly CheckedEntry[] },
): Promise<Place> {
  const first = entries[0]!;
  const { seq } = first.entry;
  if (seq === chain.head_seq + 1 && follows(chain.head_hash, first)) return { kind: 'main', known: 0 };
  const standing = await standingHashes(tx, key, seq - 1, entries.at(-1)!.entry.seq);
  const own = standing.get(seq);
  const before = standing.get(seq - 1);
  const isMain = own?.equals(first.hash) === true || (before !== undefined && follows(before, first));
  if (isMain) {
    const differs = entries.findIndex(({ entry, hash }) => standing.get(entry.seq)?.equals(hash) === false);
    if (differs !== -1) return { kind: 'aside', from: differs };
    return { kind: 'main', known: entries.filter(({ entry }) => entry.seq <= chain.head_seq).length };
  }
  if (chain.is_forked && (await isAttachedAside(tx, key, first))) return { kind: 'aside', from: 0 };
  const name = batch.chain;
  const answer: Answer =
    before === undefined
      ? { kind: 'gap', chain: name, expected: chain.head_seq + 1 }
      : { kind: 'fork', chain: name, seq: seq - 1, hash: before.toString('hex') };
  return { kind: 'nowhere', answer };
}

function follows(before: Buffer, { bytes, hash }: CheckedEntry): boolean {
  return sha256(before, bytes).equals(hash);
}

async function standingHashes(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, Buffer>> {
  const rows = await tx.query<{ seq: number; hash: Buffer }>(
    'select seq, hash from entries where tenant_id = $1 and chain = $2 and seq between $3 and $4',
    [tenant, chain, from, to],
  );
  return new Map(rows.map(({ seq, hash }) => [seq, hash]));
}
