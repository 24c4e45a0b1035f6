import { hashEntry, headToSign, readEntry, writeEntry } from '@beaveros/protocol/exchange';
import type { Batch } from './batch-after.ts';
import { blobToHash, nodeHash } from './blobs.ts';
import type { JournalIdentity } from './identity.ts';

/** The batch as its author might have written it, with one header changed; hashes and signature are right again. */
export function rewritten(
  batch: Batch,
  author: JournalIdentity,
  at: number,
  change: Record<string, unknown>,
): Batch {
  let previous = at === 0 ? Buffer.alloc(32) : Buffer.from(batch.entries[at - 1]!.hash, 'hex');
  const entries = batch.entries.map((one, n) => {
    if (n < at) return one;
    const text = n === at ? writeEntry({ ...readEntry(one.text), ...change }) : one.text;
    previous = Buffer.from(hashEntry(nodeHash, previous, text));
    return { ...one, text, hash: blobToHash(previous) };
  });
  const last = entries.at(-1)!;
  const head = { chain: batch.chain, seq: last.seq, hash: last.hash };
  return { ...batch, entries, head: { ...head, signature: signed(author, headToSign(head)) } };
}

export function signed({ signer }: Pick<JournalIdentity, 'signer'>, bytes: Uint8Array): string {
  return Buffer.from(signer.sign(bytes)).toString('base64');
}
