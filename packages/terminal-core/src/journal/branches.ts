import { type ChainOpened, clockAfter, type Entry, type EventOf } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import { type BranchView, type Follower, standingPath, type Switch } from '@beaveros/sync/exchange';
import { isBodiless, parseWhole } from './arrived.ts';
import { blobToHash } from './blobs.ts';
import type { Chain } from './chain-rows.ts';
import { leapAfter } from './clock-leap.ts';
import type { JournalState } from './journal-state.ts';

/**
 * The openings that name a place of another chain of their terminal, by the chain they name: nobody else says which of a
 * till's branches stands. Reads the opening of every chain.
 */
export function followersOf(state: JournalState): ReadonlyMap<string, readonly Follower[]> {
  const followers = new Map<string, Follower[]>();
  for (const { row, name, terminal } of state.all()) {
    if (terminal === null) continue;
    const [opening] = state.entries.ofChain(row, 0, 1);
    if (opening === undefined) continue;
    const { clock, events } = parseWhole(opening);
    const { follows } = (events[0] as EventOf<typeof ChainOpened>).body;
    if (follows === null) continue;
    const { chain, seq, hash } = follows;
    if (state.chain(chain)?.terminal !== terminal) continue;
    followers.set(chain, [...(followers.get(chain) ?? []), { clock, chain: name, seq, hash }]);
  }
  return followers;
}

/** How a chain has to move by the openings that name it; null: it stands right. */
export function switchOf(state: JournalState, chain: string, followers: readonly Follower[]): Switch | null {
  if (followers.length === 0 || state.asides.count(chain) === 0) return null;
  const view: BranchView = {
    standingAt: (seq) => state.entries.hashAt(chain, seq)?.toString('hex') ?? null,
    previousOf: (seq, hash) => state.asides.get(chain, seq, hash)?.prev ?? null,
    nextOf: (seq, previous) => state.asides.next(chain, seq, previous),
  };
  return standingPath(followers, view);
}

/** Whether what a switch would move is all here: bodies that the window dropped cannot go aside. */
export function canSwitch(state: JournalState, chain: Chain, { after }: Switch): boolean {
  if (after < chain.baseSeq) return false;
  return [...state.entries.ofChain(chain.row, after, chain.headSeq - after)].every((row) => !isBodiless(row));
}

/** Whether another branch leaves the one that stands at a place that no opening fixed. */
export function isForkUndecided(
  state: JournalState,
  { name }: Chain,
  followers: readonly Follower[],
): boolean {
  const standing = (seq: number) => state.entries.hashAt(name, seq)?.toString('hex') ?? null;
  const fixed = Math.max(0, ...followers.map(({ seq, hash }) => (standing(seq) === hash ? seq : 0)));
  return state.asides
    .ofChain(name)
    .some(({ seq, prev }) => seq > fixed && prev !== null && standing(seq - 1) === prev);
}

/** Whether an opening made now, after all others, would make the branch with that tip stand. */
export function wouldStand(state: JournalState, tip: Head, followers: readonly Follower[]): boolean {
  const { chain, seq, hash } = tip;
  // Behind every other one in canonical order, as what we append is.
  const ours = { clock: Number.MAX_SAFE_INTEGER, chain: '', seq, hash };
  const moves = switchOf(state, chain, [...followers, ours]);
  return moves !== null && moves.hashes[seq - moves.after - 1] === hash;
}

/**
 * Inside a transaction that moves memory too: another branch of a chain takes its place, and what stood there goes
 * aside, bytes, side records and signatures.
 */
export function switchBranch(
  state: JournalState,
  chain: Chain,
  { after, hashes }: Switch,
  now: Instant,
): void {
  const incoming = hashes.map((hash, at) => {
    const aside = state.asides.get(chain.name, after + 1 + at, hash)!;
    const signature = state.asides.headOf(chain.name, aside.seq, hash);
    state.asides.remove(aside);
    return { aside, signature };
  });
  setAside(state, chain, after, now);
  let { clock } = chain;
  const entries = incoming.map(({ aside }) => {
    const text = Buffer.from(aside.text, 'utf8');
    const entry = JSON.parse(aside.text) as Entry;
    const leap = leapAfter(entry.clock, clock);
    clock = clockAfter({ clock: entry.clock, accepted: clock });
    const { sides, isBrought } = aside;
    const isOwn = chain.kind === 'own';
    return {
      text,
      hash: Buffer.from(aside.hash, 'hex'),
      entry,
      isOwn,
      isWritten: false,
      isBrought,
      leap,
      sides,
    };
  });
  const move = state.extend(chain, entries);
  state.moved(move);
  state.chains.setClock(chain.row, move.clock);
  for (const { aside, signature } of incoming) {
    if (signature !== null) state.chains.keepHead(chain.row, aside.seq, signature);
  }
}

/** What stands behind `seq` goes aside. */
function setAside(state: JournalState, chain: Chain, seq: number, now: Instant): void {
  for (const head of state.chains.headsBeyond(chain.row, seq)) {
    const hash = state.entries.hashAt(chain.name, head.seq);
    if (hash !== null) state.asides.keepHead(chain.name, head.seq, blobToHash(hash), head.signature);
  }
  const kept = [...state.entries.ofChain(chain.row, seq, chain.headSeq - seq)].map((row) => ({
    chain: chain.name,
    seq: row.seq,
    hash: blobToHash(row.hash),
    prev: blobToHash(row.prev),
    text: row.text.toString('utf8'),
    sides: state.sides.ofEntry(row.arrival),
    reason: 'fork' as const,
    isBrought: state.controlRows.isBrought(row.arrival),
  }));
  state.cutBack(chain, seq);
  for (const aside of kept) state.asides.keep(aside, now);
}
