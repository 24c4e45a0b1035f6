import {
  type EntriesMessage,
  type EntryOnWire,
  headToSign,
  type SignedHead,
} from '@beaveros/protocol/exchange';
import { isBodiless, parseWhole } from './arrived.ts';
import { blobToHash } from './blobs.ts';
import type { Chain } from './chain-rows.ts';
import type { JournalState } from './journal-state.ts';
import type { Signer } from './signer.ts';

export interface BatchLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** A run of one chain without the message's name. */
export type Batch = Omit<EntriesMessage, 'm'>;

/**
 * The entries of a chain beyond `seq`, ending at a head its author signed: a chain whose key we hold is signed now,
 * any other ends at a signature that came with it. null: nothing more, nothing a signature covers, or no bodies of it are
 * here (the window, a snapshot). At least one
 * run is given, even beyond the limits; stored signatures are dense enough (`ChainRows.keepHead`) for every batch of
 * the protocol. Faults with `journal/damaged`: an entry is verified whenever it is sent.
 */
export function batchAfter(
  state: JournalState,
  signer: Signer,
  chain: Chain,
  seq: number,
  limits: BatchLimits,
): Batch | null {
  if (seq >= chain.headSeq) return null;
  const gathered = gather(state, chain, seq, limits);
  const last = gathered.at(-1);
  if (last === undefined) return null;
  const head =
    chain.kind === 'own' && chain.publicKey === signer.publicKey
      ? signHead(signer, chain, last)
      : (state.chains.lastSignedHead(chain, seq, last.seq) ?? state.chains.firstSignedHead(chain, seq));
  if (head === null) return null;
  const entries =
    head.seq > last.seq
      ? gather(state, chain, seq, { entries: head.seq - seq, bytes: Number.POSITIVE_INFINITY })
      : gathered.slice(0, head.seq - seq);
  if (entries.at(-1)?.seq !== head.seq) return null; // A body on the way to the next signature is not here.
  return { chain: chain.name, certificate: seq === 0 ? chain.certificate : null, entries, head };
}

/** {@link batchAfter}, past the holes that the window or a snapshot left: of the runs behind `seq` the first to be given. */
export function batchBeyond(
  state: JournalState,
  signer: Signer,
  chain: Chain,
  seq: number,
  limits: BatchLimits,
): Batch | null {
  for (let after: number | null = seq; after !== null; after = state.entries.nextRun(chain.row, after)) {
    const batch = batchAfter(state, signer, chain, after, limits);
    if (batch !== null) return batch;
  }
  return null;
}

/** As far as bodies are here without a hole: what the window or a snapshot left out cannot be given. */
function gather(state: JournalState, chain: Chain, seq: number, limits: BatchLimits): EntryOnWire[] {
  const entries: EntryOnWire[] = [];
  let bytes = 0;
  for (const row of state.entries.ofChain(chain.row, seq, Math.max(1, limits.entries))) {
    if (row.seq !== seq + entries.length + 1 || isBodiless(row)) break;
    bytes += row.text.length;
    if (entries.length > 0 && bytes > limits.bytes) break;
    parseWhole(row);
    const sides = state.sides.ofEntry(row.arrival);
    entries.push({ seq: row.seq, text: row.text.toString('utf8'), hash: blobToHash(row.hash), sides });
  }
  return entries;
}

/** The author's word for how far its chain goes. */
export function signHead(
  signer: Signer,
  chain: Chain,
  at: { readonly seq: number; readonly hash: string },
): SignedHead {
  const head = { chain: chain.name, seq: at.seq, hash: at.hash };
  return { ...head, signature: Buffer.from(signer.sign(headToSign(head))).toString('base64') };
}
