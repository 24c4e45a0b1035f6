import { isLedgerBase } from '@beaveros/domain/journal';
import type { Migration } from '../migrations/run-migrations.ts';
import { idToBlob } from './blobs.ts';

// Ledgers: what has no end goes into opening rows fact by fact, so that the body of a sale can go though it moved stock.

export const LEDGERS: Migration = {
  version: 4,
  name: 'ledgers',
  up: (db) => {
    db.exec(`
      -- Entries with a fact by which others of its ledger are judged (a count, a grant). An index.
      CREATE TABLE ledger_bases (
        aggregate BLOB NOT NULL,
        arrival INTEGER NOT NULL REFERENCES entries (arrival),
        PRIMARY KEY (aggregate, arrival)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX ledger_bases_by_arrival ON ledger_bases (arrival);

      -- Aggregates of which facts went into an opening row, by the last time: stores follow by no.
      CREATE TABLE rolled_aggregates (
        aggregate BLOB PRIMARY KEY,
        no INTEGER NOT NULL UNIQUE,
        -- The highest arrival that went.
        arrival INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- Command ids of entries whose facts went into opening rows: whoever repeats one adds nothing.
      CREATE TABLE rolled_commands (
        command BLOB PRIMARY KEY
      ) STRICT, WITHOUT ROWID;
    `);
    const insert = db.prepare('INSERT OR IGNORE INTO ledger_bases (aggregate, arrival) VALUES (?, ?)');
    const rows = db.prepare(
      `SELECT arrival, CAST(text AS TEXT) AS text FROM entries e
        WHERE NOT EXISTS (SELECT 1 FROM unread u WHERE u.arrival = e.arrival AND u.place = -1)
          AND (instr(CAST(text AS TEXT), 'product-catalog.StockCounted') > 0
            OR instr(CAST(text AS TEXT), 'payment.SpendGranted') > 0)`,
    );
    for (const { arrival, text } of rows.all() as { arrival: number; text: string }[]) {
      const { events } = JSON.parse(text) as { events: { type: string; aggregate: string }[] };
      for (const { type, aggregate } of events)
        if (isLedgerBase(type)) insert.run(idToBlob(aggregate), arrival);
    }
    // Accounts were taken for aggregates that end; those that began behind a snapshot are known by their facts now.
    db.exec('DELETE FROM settled_aggregates; UPDATE space SET judged_arrival = 0');
  },
};
