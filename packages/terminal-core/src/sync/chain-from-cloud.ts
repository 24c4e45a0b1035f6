import { Fault } from '@beaveros/kit';
import { type EntryOnWire, type SignedHead, zEntries } from '@beaveros/protocol/exchange';
import * as z from 'zod';
import type { FetchEntry } from '../journal/index.ts';

const ANSWER_TIMEOUT_MS = 15_000;
/** Batches of one chain: a year of a busy till, 500 entries each. */
const BATCHES_MAX = 4_000;

const zAnswer = z.object({ batch: zEntries.omit({ m: true }).nullable() });

export interface ChainFromCloud {
  readonly entries: ReadonlyMap<number, EntryOnWire>;
  readonly signedHeads: readonly SignedHead[];
}

/** Everything the cloud has of a chain of our store. Faults: `chain/unreachable` (retryable), `chain/refused`, `chain/bad-answer`. */
export async function chainFromCloud(
  { gatewayUrl, token }: { readonly gatewayUrl: string; readonly token: () => Promise<string> },
  chain: string,
): Promise<ChainFromCloud> {
  const entries = new Map<number, EntryOnWire>();
  const signedHeads: SignedHead[] = [];
  let after = 0;
  for (let batches = 0; batches < BATCHES_MAX; batches += 1) {
    const url = new URL(`/v1/chains/${chain}/entries?after=${after}`, gatewayUrl);
    const { batch } = await ask(url, await token());
    if (batch === null || batch.head.seq <= after) return { entries, signedHeads };
    for (const entry of batch.entries) entries.set(entry.seq, entry);
    const { signature } = batch.head;
    if (signature !== null) signedHeads.push({ ...batch.head, signature });
    after = batch.head.seq;
  }
  throw new Fault('chain/bad-answer', 'the chain does not end', { details: { chain } });
}

/** Answers single entries for a recovery, asking the cloud for each chain once. */
export function fetchFrom(chainOf: (chain: string) => Promise<ChainFromCloud>): FetchEntry {
  const known = new Map<string, Promise<ChainFromCloud>>();
  return async (chain, seq, hash) => {
    let asked = known.get(chain);
    if (asked === undefined) known.set(chain, (asked = chainOf(chain)));
    const entry = (await asked).entries.get(seq) ?? null;
    return hash !== null && entry?.hash !== hash ? null : entry;
  };
}

async function ask(url: URL, token: string): Promise<z.output<typeof zAnswer>> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      throw new Fault('chain/unreachable', 'the cloud is not reachable', { retryable: true, cause });
    },
  );
  if (!response.ok) throw new Fault('chain/refused', `the cloud answered ${response.status}`);
  const parsed = zAnswer.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Fault('chain/bad-answer', 'the cloud answered with nonsense instead of a chain', { field });
}
