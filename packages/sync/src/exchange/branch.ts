/**
 * Which branch of a forked chain stands (shared/design.md section 4, Fork). A chain forks when its disk was restored or
 * cloned; the till that learns of it opens a new chain, whose opening names the last entry of the old one that stands.
 * Pure: till and cloud settle with the same function, so that they fold the same branch whatever came first.
 */

/** An opening that names a place of the forked chain (`ChainOpened.follows`). */
export interface Follower {
  /** Of the opening's entry. */
  readonly clock: number;
  /** The chain it opens. */
  readonly chain: string;
  /** The place it names, in the forked chain; 0 names none. */
  readonly seq: number;
  readonly hash: string;
}

/** What is known of the forked chain. Hashes in one notation of the caller's, by `===`. */
export interface BranchView {
  /** The entry that stands at a place now; null beyond the end, and where nothing is known. */
  standingAt(seq: number): string | null;
  /** The hash before an entry that is kept aside; null when those bytes are not here. */
  previousOf(seq: number, hash: string): string | null;
  /** The entry kept aside at `seq` whose predecessor is `previous`; of several the one kept first; null: none. */
  nextOf(seq: number, previous: string): string | null;
}

/** How what stands has to move: places up to `after` stay, then these, and nothing beyond them. */
export interface Switch {
  readonly after: number;
  /** Of the entries at `after + 1`, `after + 2`, ...: all of them kept aside until now. */
  readonly hashes: readonly string[];
}

/**
 * How the chain has to move so that the right branch stands; null: it does. The openings are heard in canonical order
 * (clock, chain). Each fixes the path up to the entry that it names, unless an earlier one fixed another, or bytes of
 * the path are missing: then it decides nothing yet. Beyond what is fixed the entry stored first stands, and what was
 * kept aside and attaches follows. The fixed path depends on what is known only, never on the order it came in.
 * Cost: the length of the branches that are aside.
 */
export function standingPath(followers: readonly Follower[], view: BranchView): Switch | null {
  let fixed: Path | null = null;
  for (const { seq, hash } of followers.toSorted(inCanonicalOrder)) {
    if (seq === 0) continue;
    const path = pathTo(seq, hash, view);
    if (path === null) continue;
    const shared = Math.min(seq, fixed?.seq ?? 0);
    if (fixed !== null && hashOn(path, shared, view) !== hashOn(fixed, shared, view)) continue;
    if (fixed === null || path.seq > fixed.seq) fixed = path;
  }
  if (fixed === null || fixed.hashes.length === 0) return null;
  return { after: fixed.after, hashes: [...fixed.hashes, ...attached(fixed, view)] };
}

/** A branch from where it leaves what stands (`after`) to one of its entries, at `seq`. */
interface Path extends Switch {
  readonly seq: number;
}

/** The path to an entry; null when something of it is not here. */
function pathTo(seq: number, hash: string, view: BranchView): Path | null {
  const hashes: string[] = [];
  let [at, last] = [seq, hash];
  // Ends at the opening of the chain, which has no branches: its hash is the chain's name.
  while (view.standingAt(at) !== last) {
    const previous = view.previousOf(at, last);
    if (previous === null || at === 1) return null;
    hashes.push(last);
    [at, last] = [at - 1, previous];
  }
  return { after: at, hashes: hashes.reverse(), seq };
}

function hashOn(path: Path, seq: number, view: BranchView): string | null {
  return seq <= path.after ? view.standingAt(seq) : path.hashes[seq - path.after - 1]!;
}

/** What was kept aside and goes on behind the end of a path. Bounded by what is kept. */
function attached({ seq, hashes }: Path, view: BranchView): string[] {
  const more: string[] = [];
  let last: string | null = hashes.at(-1)!;
  for (let at = seq + 1; last !== null; at += 1) {
    last = view.nextOf(at, last);
    if (last !== null) more.push(last);
  }
  return more;
}

function inCanonicalOrder(a: Follower, b: Follower): number {
  return a.clock - b.clock || (a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : 0);
}
