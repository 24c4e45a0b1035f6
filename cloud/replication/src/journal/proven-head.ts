import { headToSign } from '@beaveros/protocol/exchange';
import type { Transaction } from '@beaveros/service-kit';
import type { Batch } from '@beaveros/sync/exchange';
import { isSignedBy } from '../keys/ed25519.ts';
import type { ChainKey } from './chain-row.ts';
import { type Refused, refusal } from './check-batch.ts';
import { isVouched } from './control-facts.ts';

/**
 * Whether the head of a batch is the author's own, or vouched for by the store's back-office chain; null when it is.
 * A voucher that is not here yet may come with another chain: that may be tried again.
 */
export async function whyUnproven(
  tx: Transaction,
  {
    key,
    batch: { chain, head },
    store,
    publicKey,
  }: { readonly key: ChainKey; readonly batch: Batch; readonly store: string; readonly publicKey: Buffer },
): Promise<Refused | null> {
  const { signature } = head;
  if (signature !== null) {
    return isSignedBy(publicKey, headToSign(head), Buffer.from(signature, 'base64'))
      ? null
      : refusal(chain, 'exchange/bad-signature', 'head.signature');
  }
  if (await isVouched(tx, key, { store, seq: head.seq, hash: head.hash })) return null;
  return { ...refusal(chain, 'exchange/not-vouched', 'head.signature'), retryable: true };
}
