import { type EntryOnWire, headToSign, type SignedHead } from '@beaveros/protocol/exchange';
import { BEFORE_OPENING, hashAfter } from './blobs.ts';
import type { FoundEntry } from './gathered-rows.ts';
import type { FoundChain } from './salvage.ts';
import { isSignedBy } from './signer.ts';

/** Asks a peer, the cloud or a backup for one entry; by hash where that is known. */
export type FetchEntry = (
  chain: string,
  seq: number,
  hash: string | null,
) => EntryOnWire | null | Promise<EntryOnWire | null>;

/** An entry of the part of a chain that stands: found here, or fetched. */
export type Standing = { readonly seq: number; readonly hash: string } & (
  | { readonly kind: 'found'; readonly found: FoundEntry }
  | { readonly kind: 'fetched'; readonly entry: EntryOnWire }
);

export interface HealedChain {
  /** Seq 1 to the last that stands, each following the one before; of those up to a base the ones that are here. */
  readonly standing: readonly Standing[];
  /** The last that stands; seq 0: none does. */
  readonly end: { readonly seq: number; readonly hash: string };
  /** Whole, but beyond a place that is lost; in order. */
  readonly later: readonly FoundEntry[];
  /** Seqs that are lost for good. */
  readonly lost: readonly number[];
}

/** A chain as found, and as it was put together. */
export interface Healing {
  readonly chain: FoundChain;
  readonly healed: HealedChain;
}

/**
 * Puts a chain together from what was found and what others have. A fetched entry counts only when a hash that we
 * trust stands on it: the hash column of the bad row, the next whole entry's `prev`, or a head signed by the chain's
 * own key. A bad row's hash may confirm, the other two must agree. Where that ends, the chain ends.
 */
export async function healChain(
  chain: FoundChain,
  signedHeads: readonly SignedHead[],
  fetch: FetchEntry | undefined,
): Promise<HealedChain> {
  const { name, publicKey } = chain.facts;
  const signed = signedHeads.filter(
    (head) => head.chain === name && isSignedBy(publicKey, headToSign(head), head.signature),
  );
  const must = new Map(signed.map(({ seq, hash }) => [seq, hash]));
  const may = new Map<number, string>();
  for (const { seq, prev, hash, isWhole } of chain.entries.values()) {
    may.set(seq, hash);
    if (isWhole && seq > 1 && !must.has(seq - 1)) must.set(seq - 1, prev);
  }
  const end = Math.max(0, ...may.keys(), ...must.keys());
  const base = baseOf(chain);
  const standing: Standing[] = [];
  let pending: Standing[] = [];
  let previous = base.hash;
  for (let seq = base.seq + 1; seq <= end; seq += 1) {
    const here = chain.entries.get(seq);
    let next: Standing | null = null;
    if (here?.isWhole === true && here.prev === previous)
      next = { kind: 'found', seq, hash: here.hash, found: here };
    else if (fetch !== undefined)
      next = fetched(await fetch(name, seq, must.get(seq) ?? may.get(seq) ?? null), seq, previous);
    const required = must.get(seq);
    if (next === null || (required !== undefined && next.hash !== required)) break;
    pending.push(next);
    previous = next.hash;
    if (next.hash !== required && next.hash !== may.get(seq)) continue;
    standing.push(...pending);
    pending = [];
  }
  const last = standing.at(-1) ?? base;
  const whole = [...chain.entries.values()].filter((entry) => entry.isWhole).sort((a, b) => a.seq - b.seq);
  const behind = whole.filter(({ seq }) => seq <= base.seq);
  // Without its opening nobody can say whose chain it is.
  if (base.seq > 0 && behind[0]?.seq !== 1)
    return { standing: [], end: { seq: 0, hash: '' }, later: whole, lost: [] };
  const later = whole.filter(({ seq }) => seq > last.seq);
  const have = new Set(later.map(({ seq }) => seq));
  const missing = Array.from({ length: Math.max(0, end - last.seq) }, (_, at) => last.seq + 1 + at);
  return {
    standing: [...behind.map(asStanding), ...standing],
    end: { seq: last.seq, hash: last.hash },
    later,
    lost: missing.filter((seq) => !have.has(seq)),
  };
}

function asStanding(found: FoundEntry): Standing {
  return { kind: 'found', seq: found.seq, hash: found.hash, found };
}

/** Where the chain begins to be held without a hole, and the hash there. */
function baseOf({ base, entries }: FoundChain): { readonly seq: number; readonly hash: string } {
  if (base === null) return { seq: 0, hash: BEFORE_OPENING };
  const next = entries.get(base.seq + 1);
  return { seq: base.seq, hash: next?.isWhole === true ? next.prev : base.hash };
}

function fetched(entry: EntryOnWire | null, seq: number, previous: string): Standing | null {
  if (entry === null || entry.seq !== seq) return null;
  const hash = hashAfter(previous, Buffer.from(entry.text, 'utf8'));
  return { kind: 'fetched', seq, hash, entry };
}
