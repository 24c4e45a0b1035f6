import type { Migration } from '../migrations/run-migrations.ts';

// Space: what a till need not hold any more, and what it never held because it began with a snapshot. None of it can be
// made again from the entries, so a recovery carries these tables over.

export const WINDOW: Migration = {
  version: 3,
  name: 'window',
  up: (db) =>
    void db.exec(`
      -- Entries up to here came as a snapshot: held where they mattered then, otherwise not here. 0: from the opening on.
      ALTER TABLE chains ADD COLUMN base_seq INTEGER NOT NULL DEFAULT 0;
      -- The hash of the entry at base_seq; NULL without a base.
      ALTER TABLE chains ADD COLUMN base_hash BLOB;

      -- From when on the cloud was seen to have a chain up to seq; one row a day.
      CREATE TABLE acks (
        chain INTEGER NOT NULL REFERENCES chains (id),
        -- Days since 1970, UTC.
        day INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (chain, day)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE space (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        -- The cloud's life that gave the acks; another one may have gone back.
        cloud_life TEXT,
        -- Whose word settled_aggregates is: another policy judges anew.
        policy TEXT NOT NULL,
        -- Entries up to this arrival were judged.
        judged_arrival INTEGER NOT NULL,
        -- Entries up to this arrival came with a snapshot: no effect of theirs is ours to make.
        snapshot_arrival INTEGER NOT NULL,
        -- SHA-256 of the snapshot's text and the public key that signed it; NULL: none was taken.
        snapshot_id BLOB,
        snapshot_key TEXT
      ) STRICT;
      INSERT INTO space (only, policy, judged_arrival, snapshot_arrival) VALUES (1, '', 0, 0);

      -- Entries whose text was dropped. Said twice (the text is empty too), because a damaged row could look like one.
      CREATE TABLE dropped_bodies (
        arrival INTEGER PRIMARY KEY REFERENCES entries (arrival)
      ) STRICT;

      -- Aggregates that are held here no longer, in the order they were dropped: stores follow by no.
      CREATE TABLE dropped_aggregates (
        no INTEGER PRIMARY KEY,
        aggregate BLOB NOT NULL UNIQUE
      ) STRICT;

      -- Behind a snapshot: aggregates with facts here whose opening is not; until it comes they are not held whole.
      CREATE TABLE unborn_aggregates (
        aggregate BLOB PRIMARY KEY
      ) STRICT, WITHOUT ROWID;

      -- Facts that came after their aggregate was dropped: kept, sent, and a task for a person.
      CREATE TABLE late_facts (
        aggregate BLOB NOT NULL,
        arrival INTEGER NOT NULL REFERENCES entries (arrival),
        PRIMARY KEY (aggregate, arrival)
      ) STRICT, WITHOUT ROWID;

      -- Found settled in a quiet moment, with what they add to the ledgers; gone with the next fact. An index.
      CREATE TABLE settled_aggregates (
        aggregate BLOB PRIMARY KEY,
        rows TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- What dropped aggregates added to ledgers.
      CREATE TABLE opening_rows (
        ledger TEXT NOT NULL,
        key TEXT NOT NULL,
        body TEXT NOT NULL,
        -- SHA-256 of the three: nothing else in the file says what was sold.
        digest BLOB NOT NULL,
        PRIMARY KEY (ledger, key)
      ) STRICT, WITHOUT ROWID;
    `),
};
