import type { Database } from 'better-sqlite3';
import type { Entry } from '@beaveros/domain/journal';
import type { Migration } from '../migrations/run-migrations.ts';
import { idToBlob, nodeHash } from './blobs.ts';

/** Branches that attach, and what control facts (fences, releases, erasing) change afterwards. */
export const BRANCHES_AND_CONTROLS: Migration = {
  version: 2,
  name: 'branches and controls',
  up: (db) => {
    db.exec(`
      -- 0: what control facts and openings say was not applied to all entries yet (a file of an earlier build).
      ALTER TABLE journal ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;

      -- New with every file only, unlike the incarnation: arrivals of one numbering mean the same entry for ever.
      ALTER TABLE journal ADD COLUMN numbering BLOB;
      UPDATE journal SET numbering = incarnation;

      -- Hash before the entry; NULL: not known, so it attaches nowhere.
      ALTER TABLE asides ADD COLUMN prev BLOB;
      -- JSON of the side records that travel with it.
      ALTER TABLE asides ADD COLUMN sides TEXT NOT NULL DEFAULT '[]';
      -- 1: it came from elsewhere, so its paper is another disk's.
      ALTER TABLE asides ADD COLUMN brought INTEGER NOT NULL DEFAULT 1;

      -- Heads that authors signed on branches that do not stand; '' where a TailVouched stands for the signature, here
      -- and in signed_heads.
      CREATE TABLE aside_heads (
        chain BLOB NOT NULL,
        seq INTEGER NOT NULL,
        hash BLOB NOT NULL,
        signature TEXT NOT NULL,
        PRIMARY KEY (chain, seq, hash)
      ) STRICT, WITHOUT ROWID;

      -- Entries whose clock leapt, released or not: nothing counts from them.
      CREATE TABLE leaps (
        arrival INTEGER PRIMARY KEY REFERENCES entries (arrival),
        reason TEXT NOT NULL
      ) STRICT;

      -- Entries of back-office chains that hold control facts.
      CREATE TABLE controls (arrival INTEGER PRIMARY KEY REFERENCES entries (arrival)) STRICT;

      -- Entries of own chains that were not written on this disk, or copy such a one: their paper is another disk's.
      CREATE TABLE brought (arrival INTEGER PRIMARY KEY REFERENCES entries (arrival)) STRICT;

      -- Side records that an Erased names.
      CREATE TABLE erased (side BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

      -- When something of a terminal last arrived, by our own wall clock.
      CREATE TABLE terminals_seen (terminal BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

      -- A copy and its original may both stand: each has its side records.
      CREATE TABLE sides_by_entry (
        id BLOB NOT NULL,
        arrival INTEGER NOT NULL REFERENCES entries (arrival),
        salt BLOB NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (id, arrival)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO sides_by_entry (id, arrival, salt, value) SELECT id, arrival, salt, value FROM sides;
      DROP TABLE sides;
      ALTER TABLE sides_by_entry RENAME TO sides;
      CREATE INDEX sides_by_arrival ON sides (arrival);

      INSERT INTO leaps (arrival, reason) SELECT arrival, reason FROM unread WHERE place = -1;
    `);
    attachAsides(db);
    indexControls(db);
    seeTerminals(db);
    claimOwnChains(db);
  },
};

/** An aside follows whatever its hash says it follows. */
function attachAsides(db: Database): void {
  const asides = db.prepare('SELECT chain, seq, hash, text FROM asides ORDER BY chain, seq').all() as {
    readonly chain: Buffer;
    readonly seq: number;
    readonly hash: Buffer;
    readonly text: Buffer;
  }[];
  const before = db
    .prepare(
      `SELECT e.hash FROM entries e JOIN chains c ON c.id = e.chain WHERE c.name = ? AND e.seq = ?
        UNION ALL SELECT hash FROM asides WHERE chain = ? AND seq = ?`,
    )
    .pluck();
  const attach = db.prepare('UPDATE asides SET prev = ? WHERE chain = ? AND seq = ? AND hash = ?');
  for (const { chain, seq, hash, text } of asides) {
    const candidates = before.all(chain, seq - 1, chain, seq - 1) as Buffer[];
    const prev = candidates.find((each) => hash.equals(nodeHash(each, text)));
    if (prev !== undefined) attach.run(prev, chain, seq, hash);
  }
}

/** Control facts were parked by builds that did not know them. */
function indexControls(db: Database): void {
  const rows = db
    .prepare(`SELECT e.arrival, e.text FROM entries e JOIN chains c ON c.id = e.chain WHERE c.kind = 'store'`)
    .all() as { readonly arrival: number; readonly text: Buffer }[];
  const insert = db.prepare('INSERT INTO controls (arrival) VALUES (?)');
  for (const { arrival, text } of rows) {
    if (text.includes('"journal.')) insert.run(arrival);
  }
}

/** Nobody noted when: the author's own time of its last entry says it best. */
function seeTerminals(db: Database): void {
  const last = db
    .prepare(
      `SELECT c.terminal, e.text FROM chains c JOIN entries e ON e.chain = c.id
        WHERE c.kind = 'terminal' AND e.seq = (SELECT max(seq) FROM entries WHERE chain = c.id)`,
    )
    .all() as { readonly terminal: Buffer; readonly text: Buffer }[];
  const see = db.prepare(
    `INSERT INTO terminals_seen (terminal, at) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`,
  );
  for (const { terminal, text } of last) see.run(terminal, parsed(text)?.at ?? 0);
}

/** Chains of this terminal that came from peers (a wiped disk) are own chains, and their command ids are taken. */
function claimOwnChains(db: Database): void {
  const ours = `kind = 'terminal' AND terminal = (SELECT terminal FROM journal)`;
  const rows = db
    .prepare(`SELECT e.arrival, e.text FROM entries e JOIN chains c ON c.id = e.chain WHERE c.${ours}`)
    .all() as { readonly arrival: number; readonly text: Buffer }[];
  const command = db.prepare('INSERT OR IGNORE INTO commands (command, arrival) VALUES (?, ?)');
  const brought = db.prepare('INSERT INTO brought (arrival) VALUES (?)');
  for (const { arrival, text } of rows) {
    const entry = parsed(text);
    if (entry !== null) command.run(idToBlob(entry.commandId), arrival);
    brought.run(arrival);
  }
  db.exec(`UPDATE chains SET kind = 'own', status = 'ended' WHERE ${ours}`);
}

/** A damaged entry is the recovery's to name, not the migration's. */
function parsed(text: Buffer): Entry | null {
  try {
    return JSON.parse(text.toString('utf8')) as Entry;
  } catch {
    return null;
  }
}
