import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Fault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { runMigrations } from '../migrations/run-migrations.ts';
import { withSqliteFaults } from '../migrations/sqlite-faults.ts';
import { JOURNAL_PLAN } from './journal-migrations.ts';

/** Readers of the same file never block the writer in WAL; this covers a checkpoint by a tool. */
const BUSY_MS = 2_000;
/**
 * Pages of 4 KiB in the WAL before a commit also checkpoints, which costs two more syncs and a long answer. `rest()`
 * checkpoints when the till is idle; this is the bound when it never is: 16 MiB, about 1,500 sales.
 */
const CHECKPOINT_PAGES = 4000;
/** What the WAL file shrinks to after a checkpoint. */
const WAL_BYTES_KEPT = CHECKPOINT_PAGES * 4_096;
/** The page cache, in KiB. Reads are by index and of the tail. */
const CACHE_KIB = 8_192;

/**
 * Opens or creates the file with every option that durability depends on written out. A commit is on the disk when
 * it returns: WAL, FULL, and F_FULLFSYNC on macOS, where fsync alone leaves it in the drive's cache.
 */
export function openJournalFile(path: string): Database.Database {
  const isNew = !existsSync(path);
  return withSqliteFaults('journal', path, () => {
    const db = new Database(path, { timeout: BUSY_MS });
    try {
      setPragmas(db);
      runMigrations(db, JOURNAL_PLAN);
      refuseOtherTables(db);
      if (isNew) syncDirectory(dirname(path));
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** The schema is text on page 1: a byte of it turned makes other tables, or none, without any error of SQLite's. */
function refuseOtherTables(db: Database.Database): void {
  const schema = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';
  const intended = new Database(':memory:');
  try {
    runMigrations(intended, JOURNAL_PLAN);
    if (isDeepStrictEqual(db.prepare(schema).all(), intended.prepare(schema).all())) return;
  } finally {
    intended.close();
  }
  throw new Fault('journal/damaged', `${db.name}: its tables are not those of its version`, {
    details: { path: db.name },
  });
}

function setPragmas(db: Database.Database): void {
  db.pragma(`busy_timeout = ${BUSY_MS}`);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma(`fullfsync = ${process.platform === 'darwin' ? 'ON' : 'OFF'}`);
  db.pragma(`checkpoint_fullfsync = ${process.platform === 'darwin' ? 'ON' : 'OFF'}`);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  db.pragma(`journal_size_limit = ${WAL_BYTES_KEPT}`);
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma('foreign_keys = ON');
  db.pragma('temp_store = MEMORY');
  // A damaged or hostile file: schema text runs no functions, and cells are checked as pages are read.
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
}

/** SQLite syncs the directory for the WAL, not for a new database file. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return; // Directories cannot be opened there; NTFS journals their entries.
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
