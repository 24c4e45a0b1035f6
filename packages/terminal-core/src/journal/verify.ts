import { type Entry, isControl } from '@beaveros/domain/journal';
import { Fault } from '@beaveros/kit';
import { damaged, type EntryRow, isBodiless, parseWhole } from './arrived.ts';
import { idToBlob } from './blobs.ts';
import type { Chain } from './chain-rows.ts';
import type { JournalState } from './journal-state.ts';

/** Rows held at once while verifying: a usual entry is 5 kB, so this is a few megabytes. */
const VERIFY_ROWS = 500;

/**
 * At open: reads back what the own chain got since its verified mark and moves the mark. A power cut harms the end
 * of a file, and the end is where nobody has read yet; the rest is the scrub's. Faults with `journal/damaged`.
 */
export function verifySinceMark(state: JournalState, chain: Chain): void {
  const { verified } = state.chains.marks(chain.row);
  if (chain.headSeq < Math.max(verified, 1)) throw damaged(chain.name, chain.headSeq + 1, 'it is missing');
  if (chain.headSeq === verified) return;
  verifyRange(state, chain, verified, chain.headSeq);
  state.transaction(() => state.chains.setVerifiedSeq(chain.row, chain.headSeq));
}

/**
 * Reads back at most `limit` entries of the own chain behind its verified mark, moves the mark, and returns how many; 0:
 * all are verified. In quiet moments, so that the next open has little to read.
 */
export function verifyBehind(state: JournalState, chain: Chain, limit: number): number {
  const { verified } = state.chains.marks(chain.row);
  const to = Math.min(chain.headSeq, verified + limit);
  if (to <= verified) return 0;
  verifyRange(state, chain, verified, to);
  state.transaction(() => state.chains.setVerifiedSeq(chain.row, to));
  return to - verified;
}

/** Reads back at most `limit` entries of one chain in this round, and returns how many; 0 ends the round. */
export function scrub(state: JournalState, limit: number): number {
  for (const chain of state.all()) {
    const { scrubbed, verified } = state.chains.marks(chain.row);
    if (chain.headSeq === 0 || chain.headSeq < scrubbed)
      throw damaged(chain.name, chain.headSeq + 1, 'it is missing');
    if (chain.headSeq === scrubbed) continue;
    const to = Math.min(chain.headSeq, scrubbed + limit);
    verifyRange(state, chain, scrubbed, to);
    state.transaction(() => {
      state.chains.setScrubbedSeq(chain.row, to);
      state.chains.setVerifiedSeq(chain.row, Math.max(verified, to));
    });
    return to - scrubbed;
  }
  state.transaction(() => {
    for (const { row } of state.all()) state.chains.setScrubbedSeq(row, 0);
  });
  return 0;
}

/** SQLite's own opinion of the file's pages (https://www.sqlite.org/pragma.html#pragma_quick_check). */
export function checkStructure(state: JournalState): void {
  const found = state.db.pragma('quick_check(1)', { simple: true });
  if (found === 'ok') return;
  throw new Fault('journal/damaged', `${state.path}: ${String(found)}`, {
    details: { path: state.path, what: found },
  });
}

/**
 * Bytes, hashes, order, and that each entry in (from, to] is found through its indexes. Of an entry without a body its
 * place and its hash; of those up to a base, which follow nothing that is here, each by itself.
 */
function verifyRange(state: JournalState, chain: Chain, from: number, to: number): void {
  const isFound = findable(state);
  verifyBehindBase(state, chain, { from, to: Math.min(to, chain.baseSeq), isFound });
  let seq = Math.max(from, chain.baseSeq);
  let hash = seq === 0 ? Buffer.alloc(32) : state.entries.hashAt(chain.name, seq);
  while (seq < to) {
    const rows = [...state.entries.ofChain(chain.row, seq, Math.min(VERIFY_ROWS, to - seq))];
    if (rows.length === 0) throw damaged(chain.name, seq + 1, 'it is missing');
    for (const row of rows) {
      seq += 1;
      if (row.seq !== seq) throw damaged(chain.name, seq, 'it is missing');
      const entry = isBodiless(row) ? null : parseWhole(row);
      if (hash === null || !row.prev.equals(hash))
        throw damaged(chain.name, seq, 'it does not follow the one before');
      const missing = entry === null ? null : isFound(row, entry, chain);
      if (missing !== null) throw damaged(chain.name, seq, missing);
      hash = row.hash;
    }
  }
}

function verifyBehindBase(
  state: JournalState,
  chain: Chain,
  { from, to, isFound }: { readonly from: number; readonly to: number; readonly isFound: Finding },
): void {
  for (let seq = from; seq < to; ) {
    const rows = [...state.entries.ofChain(chain.row, seq, VERIFY_ROWS)].filter((row) => row.seq <= to);
    for (const row of rows) {
      const missing = isBodiless(row) ? null : isFound(row, parseWhole(row), chain);
      if (missing !== null) throw damaged(chain.name, row.seq, missing);
    }
    seq = rows.at(-1)?.seq ?? to;
  }
}

type Finding = (row: EntryRow, entry: Entry, chain: Chain) => string | null;

/** What an entry should be found through and is not, or null. */
function findable(state: JournalState): Finding {
  const { db, window } = state;
  const fact = db.prepare('SELECT 1 FROM facts WHERE aggregate = ? AND arrival = ?').pluck();
  const command = db.prepare('SELECT 1 FROM commands WHERE command = ?').pluck();
  const control = db.prepare('SELECT 1 FROM controls WHERE arrival = ?').pluck();
  const leap = db.prepare('SELECT reason FROM leaps WHERE arrival = ?').pluck();
  return (row, entry, chain) => {
    if (chain.kind === 'store' && entry.events.some(isControl) && control.get(row.arrival) === undefined)
      return 'what it says of other chains leads to it no more';
    const why = state.suspenseOf(chain, row.seq, (leap.get(row.arrival) as string | undefined) ?? null);
    if ((why !== null) !== (row.suspended === 1)) return 'it is read otherwise than fences and releases say';
    if (chain.kind === 'own' && command.get(idToBlob(entry.commandId)) === undefined)
      return 'no command id leads to it';
    if (row.suspended === 1) return null;
    for (const aggregate of new Set(entry.events.map((event) => event.aggregate))) {
      if (fact.get(idToBlob(aggregate), row.arrival) === undefined && !window.isGone(idToBlob(aggregate)))
        return `aggregate ${aggregate} does not lead to it`;
    }
    return null;
  };
}
