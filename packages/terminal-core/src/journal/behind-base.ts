import type { Batch } from './batch-after.ts';
import { hashAfter } from './blobs.ts';
import type { Chain } from './chain-rows.ts';
import type { Answer } from './check-batch.ts';

/**
 * What of a batch can be judged in a chain that began with a snapshot. Entries behind the base are not here to compare;
 * the base's own hash is, and it follows from them. A batch that begins behind the base and reaches beyond it is judged
 * from the base on; one that ends before it is known, and nothing of it is kept.
 */
export function behindBase(
  batch: Batch,
  chain: Chain | undefined,
  hashAt: (seq: number) => string | null,
): { readonly answer: Answer } | { readonly cut: Batch } {
  const first = batch.entries[0];
  if (chain === undefined || first === undefined || first.seq === 1 || first.seq > chain.baseSeq)
    return { cut: batch };
  if (hashAt(first.seq - 1) !== null) return { cut: batch };
  const isRun = batch.entries.every(({ seq }, at) => seq === first.seq + at);
  const isChained = batch.entries.every(
    ({ text, hash }, at) =>
      at === 0 || hashAfter(batch.entries[at - 1]!.hash, Buffer.from(text, 'utf8')) === hash,
  );
  // Whatever else is wrong with it is said by who judges batches.
  if (!isRun || !isChained) return { cut: batch };
  const other = batch.entries.find(({ seq, hash }) => {
    const held = seq <= chain.headSeq ? hashAt(seq) : null;
    return held !== null && held !== hash;
  });
  if (other !== undefined && other.seq <= chain.baseSeq) {
    return { answer: { kind: 'fork', chain: chain.name, seq: other.seq, hash: hashAt(other.seq)! } };
  }
  const beyond = batch.entries.filter(({ seq }) => seq > chain.baseSeq);
  if (beyond.length === 0) return { answer: { kind: 'stored', chain: chain.name, seq: chain.headSeq } };
  return { cut: { ...batch, certificate: null, entries: beyond } };
}
