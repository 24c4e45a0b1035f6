import type { Migration, MigrationPlan } from '../migrations/run-migrations.ts';
import { BRANCHES_AND_CONTROLS } from './journal-migration-2.ts';
import { WINDOW } from './journal-migration-3.ts';
import { LEDGERS } from './journal-migration-4.ts';

// Ids and hashes are blobs (16 and 32 bytes), an entry's text is its author's bytes. STRICT, so that a wrong type is an
// error on the day it is written. What can be derived from the entries (facts, commands, open aggregates, unread
// events) is an index: recovery makes it again.

const tables: Migration = {
  version: 1,
  name: 'tables',
  up: (db) =>
    void db.exec(`
      CREATE TABLE journal (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        tenant BLOB NOT NULL,
        store BLOB NOT NULL,
        terminal BLOB NOT NULL,
        -- Random, new with every file: what counts by arrival numbers starts over when it changes.
        incarnation BLOB NOT NULL,
        own_chain INTEGER REFERENCES chains (id)
      ) STRICT;

      CREATE TABLE chains (
        id INTEGER PRIMARY KEY,
        -- Hash of the opening entry.
        name BLOB NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('own', 'terminal', 'store')),
        terminal BLOB,
        epoch INTEGER NOT NULL,
        -- Ed25519, raw.
        public_key BLOB NOT NULL,
        certificate_text TEXT,
        certificate_signature TEXT,
        series INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'ended')),
        -- Highest accepted clock received in it; 0 in the own chain, whose head says it.
        clock INTEGER NOT NULL,
        -- Entries up to here were read back from the disk and found whole.
        verified_seq INTEGER NOT NULL,
        -- The same for the round of the daily scrub, which starts at 0 again.
        scrubbed_seq INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE entries (
        arrival INTEGER PRIMARY KEY,
        chain INTEGER NOT NULL REFERENCES chains (id),
        seq INTEGER NOT NULL,
        -- hash = SHA-256(prev, text): each row can be judged by itself.
        prev BLOB NOT NULL,
        hash BLOB NOT NULL,
        clock INTEGER NOT NULL,
        text BLOB NOT NULL,
        UNIQUE (chain, seq)
      ) STRICT;

      -- Which entries speak of an aggregate. The events themselves are in the entry's text.
      CREATE TABLE facts (
        aggregate BLOB NOT NULL,
        arrival INTEGER NOT NULL REFERENCES entries (arrival),
        PRIMARY KEY (aggregate, arrival)
      ) STRICT, WITHOUT ROWID;

      -- Command ids of own chains; of a copy and its original the copy is named.
      CREATE TABLE commands (
        command BLOB PRIMARY KEY,
        arrival INTEGER NOT NULL REFERENCES entries (arrival)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE signed_heads (
        chain INTEGER NOT NULL REFERENCES chains (id),
        seq INTEGER NOT NULL,
        signature TEXT NOT NULL,
        PRIMARY KEY (chain, seq)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE counters (
        chain INTEGER NOT NULL REFERENCES chains (id),
        name TEXT NOT NULL,
        value INTEGER NOT NULL,
        -- -value.
        mirror INTEGER NOT NULL,
        PRIMARY KEY (chain, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE sides (
        id BLOB PRIMARY KEY,
        arrival INTEGER NOT NULL REFERENCES entries (arrival),
        salt BLOB NOT NULL,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sides_by_arrival ON sides (arrival);

      CREATE TABLE open_aggregates (
        aggregate BLOB PRIMARY KEY,
        arrival INTEGER NOT NULL REFERENCES entries (arrival)
      ) STRICT, WITHOUT ROWID;

      -- Events kept but not read. place: index in the entry, or -1 for the whole entry.
      CREATE TABLE unread (
        arrival INTEGER NOT NULL REFERENCES entries (arrival),
        place INTEGER NOT NULL,
        aggregate BLOB NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('parked', 'suspense')),
        reason TEXT NOT NULL,
        PRIMARY KEY (arrival, place, aggregate)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX unread_by_aggregate ON unread (aggregate);

      -- Bytes that stand in no chain here: the other branch of a fork, or what recovery could not attach.
      CREATE TABLE asides (
        chain BLOB NOT NULL,
        seq INTEGER NOT NULL,
        hash BLOB NOT NULL,
        text BLOB NOT NULL,
        reason TEXT NOT NULL CHECK (reason IN ('fork', 'stranded')),
        kept_at INTEGER NOT NULL,
        PRIMARY KEY (chain, seq, hash)
      ) STRICT, WITHOUT ROWID;
    `),
};

/** 'BVJ1'. */
export const JOURNAL_PLAN: MigrationPlan = {
  applicationId: 0x42564a31,
  migrations: [tables, BRANCHES_AND_CONTROLS, WINDOW, LEDGERS],
};
