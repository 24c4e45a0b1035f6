import type Database from 'better-sqlite3';

/** A place of which nobody can say which entry stands: several follow one entry and no opening decides. */
export interface Undecided {
  readonly chain: string;
  readonly seq: number;
  readonly hashes: readonly string[];
}

interface Opening {
  readonly chain: string;
  readonly clock: number;
  readonly terminal: string | null;
  readonly store: string | null;
  readonly epoch: number;
  readonly followed: string | null;
  readonly followedSeq: number | null;
  readonly followedHash: string | null;
}

/** A clock further above the highest accepted one of its chain than this is not believed. */
const LEAP = 4_294_967_296;

/**
 * Decides, from the set of entries alone, which one stands at each place and which are in suspense (design section 4,
 * Fork, Fence, Clock). Where nothing decides, the entry in `stored` stands, as it came first somewhere, and the place is
 * reported.
 */
export function fillStanding(db: Database.Database, stored: ReadonlySet<string>): readonly Undecided[] {
  const openings = db
    .prepare(
      `SELECT chain, clock, text ->> '$.events[0].body.terminal' AS terminal, text ->> '$.events[0].body.store' AS store,
         text ->> '$.events[0].body.epoch' AS epoch, text ->> '$.events[0].body.follows.chain' AS followed,
         text ->> '$.events[0].body.follows.seq' AS followedSeq, text ->> '$.events[0].body.follows.hash' AS followedHash
       FROM raw WHERE seq = 1 ORDER BY clock, chain`,
    )
    .all() as Opening[];
  const fixed = fixedPaths(db, openings);
  const undecided: Undecided[] = [];
  const insert = db.prepare('INSERT INTO standing (chain, seq, hash) VALUES (?, ?, ?)');
  for (const { chain } of openings) undecided.push(...walk(db, chain, { fixed, stored, insert }));
  suspendLeaps(db, openings);
  suspendFenced(db, openings);
  return undecided;
}

/** Hashes fixed by openings, by `chain/seq`: an opening that contradicts an earlier one, or leads nowhere, fixes nothing. */
function fixedPaths(db: Database.Database, openings: readonly Opening[]): ReadonlyMap<string, string> {
  const pathTo = db.prepare(`
    WITH RECURSIVE path (hash, prev, chain, seq) AS (
      SELECT hash, prev, chain, seq FROM raw WHERE hash = ? AND chain = ? AND seq = ?
      UNION ALL
      SELECT r.hash, r.prev, r.chain, r.seq FROM path p JOIN raw r ON r.hash = p.prev AND r.chain = p.chain AND r.seq = p.seq - 1
    ) SELECT hash, seq FROM path`);
  const fixed = new Map<string, string>();
  for (const { followed, followedSeq, followedHash } of openings) {
    if (followed === null) continue;
    const path = pathTo.all(followedHash, followed, followedSeq) as { hash: string; seq: number }[];
    if (!path.some(({ seq }) => seq === 1)) continue;
    const key = (seq: number) => `${followed}/${seq}`;
    if (path.some(({ hash, seq }) => (fixed.get(key(seq)) ?? hash) !== hash)) continue;
    for (const { hash, seq } of path) fixed.set(key(seq), hash);
  }
  return fixed;
}

/** Along one chain from its opening: the fixed entry, else the only one that follows, else the stored one. */
function walk(
  db: Database.Database,
  chain: string,
  by: {
    readonly fixed: ReadonlyMap<string, string>;
    readonly stored: ReadonlySet<string>;
    readonly insert: Database.Statement;
  },
): readonly Undecided[] {
  const undecided: Undecided[] = [];
  const followers = db
    .prepare('SELECT hash FROM raw WHERE prev = ? AND chain = ? AND seq = ? ORDER BY hash')
    .pluck();
  let at = chain;
  let seq = 1;
  for (;;) {
    by.insert.run(chain, seq, at);
    const next = followers.all(at, chain, seq + 1) as string[];
    if (next.length === 0) return undecided;
    seq += 1;
    const decided = by.fixed.get(`${chain}/${seq}`);
    const isDecided = next.length === 1 || (decided !== undefined && next.includes(decided));
    if (!isDecided) undecided.push({ chain, seq, hashes: next });
    at = next.find((hash) => hash === decided) ?? next.find((hash) => by.stored.has(hash)) ?? next[0]!;
  }
}

function suspendLeaps(db: Database.Database, openings: readonly Opening[]): void {
  const clocks = db.prepare(
    'SELECT s.seq, r.clock FROM standing s JOIN raw r USING (hash) WHERE s.chain = ? ORDER BY s.seq',
  );
  const suspend = db.prepare(`UPDATE standing SET suspense = 'clock' WHERE chain = ? AND seq = ?`);
  for (const { chain } of openings) {
    let accepted = 0;
    for (const { seq, clock } of clocks.all(chain) as { seq: number; clock: number }[]) {
      if (clock - accepted > LEAP) suspend.run(chain, seq);
      else accepted = Math.max(accepted, clock);
    }
  }
  release(db);
}

/** Control facts count only in the store's back-office chains, whose openings name no terminal. */
const CONTROL = `
  SELECT event.value -> '$.body' AS body, event.value ->> '$.type' AS type
  FROM standing s JOIN raw r USING (hash) JOIN raw o ON o.hash = s.chain JOIN json_each(r.text, '$.events') event
  WHERE s.suspense IS NULL AND o.text ->> '$.events[0].body.terminal' IS NULL
    AND o.text ->> '$.events[0].body.store' IS NOT NULL AND event.value ->> '$.v' = 1`;

function suspendFenced(db: Database.Database, openings: readonly Opening[]): void {
  const fenceOf = db
    .prepare(
      `SELECT min(coalesce(
           (SELECT f.value ->> '$.seq' FROM json_each(c.body, '$.fences') f WHERE f.value ->> '$.chain' = :chain), 0))
       FROM (${CONTROL}) c
       WHERE c.type = 'journal.TerminalRevoked' AND c.body ->> '$.reason' = 'stolen' AND c.body ->> '$.fences' IS NOT NULL
         AND c.body ->> '$.terminal' = :terminal AND c.body ->> '$.epoch' >= :epoch`,
    )
    .pluck();
  const suspend = db.prepare(
    `UPDATE standing SET suspense = 'fence' WHERE chain = ? AND seq > ? AND suspense IS NULL`,
  );
  for (const { chain, terminal, epoch } of openings) {
    if (terminal === null) continue;
    const fence = fenceOf.get({ chain, terminal, epoch }) as number | null;
    if (fence !== null) suspend.run(chain, fence);
  }
  release(db);
}

/** What a manager has looked at is folded, whatever clock or fence says. */
function release(db: Database.Database): void {
  db.exec(`
    UPDATE standing SET suspense = NULL WHERE suspense IS NOT NULL AND EXISTS (
      SELECT 1 FROM (${CONTROL}) c
      WHERE c.type = 'journal.SuspenseReleased' AND c.body ->> '$.chain' = standing.chain AND c.body ->> '$.seq' >= standing.seq)`);
}
