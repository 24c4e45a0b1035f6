import type { Instant } from '@beaveros/kit';
import type { EntryOnWire } from '@beaveros/protocol/exchange';
import { hashToBlob } from './blobs.ts';
import type { JournalState } from './journal-state.ts';

/** Bytes that stand in no chain here: a person, or a later opening, says what becomes of them. */
export interface Aside {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly text: string;
  /** `fork`: another branch of the chain. `stranded`: whole, but something before it is lost. */
  readonly reason: 'fork' | 'stranded';
}

/** Entries kept aside of one chain: a restored disk forks once, a hostile till for ever. */
const ASIDES_MAX = 10_000;
/** Read at once; a person never looks at more. */
const ASIDES_SHOWN = 1_000;

/** Inside a transaction. What is aside already stays; beyond the bound nothing more is kept. */
export function keepAsides(
  state: JournalState,
  chain: string,
  entries: readonly Pick<EntryOnWire, 'seq' | 'hash' | 'text'>[],
  why: { readonly reason: Aside['reason']; readonly now: Instant },
): void {
  const name = hashToBlob(chain);
  const held = Number(state.db.prepare('SELECT count(*) FROM asides WHERE chain = ?').pluck().get(name));
  const insert = state.db.prepare(
    'INSERT OR IGNORE INTO asides (chain, seq, hash, text, reason, kept_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const { seq, hash, text } of entries.slice(0, Math.max(0, ASIDES_MAX - held))) {
    insert.run(name, seq, hashToBlob(hash), Buffer.from(text, 'utf8'), why.reason, why.now);
  }
}

export function listAsides(state: JournalState): readonly Aside[] {
  return state.db
    .prepare(
      `SELECT lower(hex(chain)) AS chain, seq, lower(hex(hash)) AS hash, CAST(text AS TEXT) AS text, reason
         FROM asides ORDER BY chain, seq, hash LIMIT ${ASIDES_SHOWN}`,
    )
    .all() as Aside[];
}
