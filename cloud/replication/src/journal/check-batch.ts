import { type Entry, isSideOf, type SideReference, zSideReference } from '@beaveros/domain/journal';
import { isFault } from '@beaveros/kit';
import { BATCH_BYTES_MAX, ENTRY_BYTES_MAX, NO_HASH } from '@beaveros/protocol/exchange';
import type { Answer, Batch } from '@beaveros/sync/exchange';
import { sha256 } from '../keys/ed25519.ts';
import { readEntryQuickly } from './quick-entry.ts';

/** Whose journal a connection speaks to: from the token, never from a message. */
export interface Scope {
  readonly tenant: string;
  readonly store: string;
  /** Who brought it. */
  readonly terminal: string;
}

/** An entry of a batch whose bytes say what its place in the batch says. */
export interface CheckedEntry {
  readonly entry: Entry;
  readonly bytes: Buffer;
  readonly hash: Buffer;
  /** Of the entry before it; null for the first of a batch, whose predecessor is the database's to know. */
  readonly prev: Buffer | null;
}

const ZERO = Buffer.from(NO_HASH);

export type Refused = Extract<Answer, { kind: 'refused' }>;

export function refusal(chain: string, code: string, field: string): Refused {
  return { kind: 'refused', chain, code, field: field.slice(0, 256), retryable: false };
}

/**
 * Everything about a batch that can be judged without the database: gapless, each entry whole, of this tenant, store
 * and chain, hashed onto the one before it (the first one's own predecessor is the database's to know), ending at its
 * head. Whether the author signed that head is judged where its key is known.
 */
export function checkBatch(batch: Batch, scope: Scope): readonly CheckedEntry[] | Refused {
  const { chain, head, entries } = batch;
  const last = entries.at(-1)!;
  if (head.chain !== chain) return refusal(chain, 'exchange/bad-head', 'head.chain');
  if (head.seq !== last.seq) return refusal(chain, 'exchange/bad-head', 'head.seq');
  if (head.hash !== last.hash) return refusal(chain, 'exchange/bad-head', 'head.hash');
  const checked: CheckedEntry[] = [];
  let total = 0;
  for (const [at, { seq, text, hash, sides }] of entries.entries()) {
    if (seq !== entries[0]!.seq + at) return refusal(chain, 'exchange/bad-sequence', `entries.${at}.seq`);
    const entry = readOrField(text);
    if (typeof entry === 'string') return refusal(chain, 'exchange/bad-entry', `entries.${at}.text.${entry}`);
    const wrong = wrongPlace(entry, { chain, seq, scope });
    if (wrong !== null) return refusal(chain, wrong.code, `entries.${at}.text.${wrong.field}`);
    const bytes = Buffer.from(text, 'utf8');
    total += bytes.length;
    const own = Buffer.from(hash, 'hex');
    const before = at > 0 ? checked[at - 1]!.hash : seq === 1 ? ZERO : null;
    if (before !== null && !sha256(before, bytes).equals(own))
      return refusal(chain, 'exchange/bad-hash', `entries.${at}.hash`);
    const strange = strangeSide(entry, sides);
    if (strange !== -1) return refusal(chain, 'exchange/strange-side', `entries.${at}.sides.${strange}`);
    checked.push({ entry, bytes, hash: own, prev: before });
  }
  // One entry alone may be as large as an entry may be.
  if (total > Math.max(BATCH_BYTES_MAX, ENTRY_BYTES_MAX))
    return refusal(chain, 'exchange/too-large', 'entries');
  if (entries[0]!.seq === 1 && entries[0]!.hash !== chain)
    return refusal(chain, 'exchange/bad-opening', 'chain');
  return checked;
}

function wrongPlace(
  entry: Entry,
  { chain, seq, scope }: { readonly chain: string; readonly seq: number; readonly scope: Scope },
): { readonly code: string; readonly field: string } | null {
  if (entry.tenant !== scope.tenant) return { code: 'exchange/wrong-tenant', field: 'tenant' };
  if (entry.store !== scope.store) return { code: 'exchange/wrong-store', field: 'store' };
  if (entry.seq !== seq) return { code: 'exchange/wrong-chain', field: 'seq' };
  if (entry.chain !== (seq === 1 ? '' : chain)) return { code: 'exchange/wrong-chain', field: 'chain' };
  return null;
}

function readOrField(text: string): Entry | string {
  try {
    return readEntryQuickly(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.field ?? '';
  }
}

/** The place of the first side record that no event of the entry speaks of, or -1. */
function strangeSide(entry: Entry, sides: Batch['entries'][number]['sides']): number {
  if (sides.length === 0) return -1;
  const references = entry.events.flatMap(({ body }) => referencesIn(body));
  return sides.findIndex((side) => !references.some((reference) => isSideOf(reference, side)));
}

/** Every `{side, hash}` in a body, however deep: a fact of any version may hold one. */
function referencesIn(body: unknown): SideReference[] {
  if (typeof body !== 'object' || body === null) return [];
  const reference = zSideReference.safeParse(body);
  return reference.success ? [reference.data] : Object.values(body).flatMap(referencesIn);
}
