import { Fault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { withSqliteFaults } from '../migrations/sqlite-faults.ts';

/** How long an opener waits for a predecessor that is just dying: the operating system frees its lock at once. */
const LOCK_WAIT_MS = 500;

/**
 * The right to be a journal's only writer: an exclusive lock on `<path>.writer`, an empty SQLite file beside it.
 * The operating system drops it when the process dies, so nothing is ever stale. It is not `locking_mode=EXCLUSIVE` on
 * the journal itself, because that also shuts out readers: a support tool, a rebuild in a worker, a backup. Faults
 * with `journal/in-use` (retryable) while another process, or this one, holds it.
 */
export class WriterLock implements Disposable {
  readonly #db: Database.Database;

  constructor(path: string) {
    this.#db = withSqliteFaults(
      'journal',
      path,
      () => new Database(`${path}.writer`, { timeout: LOCK_WAIT_MS }),
    );
    try {
      // Nothing is ever written: no rollback file, no sync.
      this.#db.pragma('journal_mode = MEMORY');
      this.#db.pragma('synchronous = OFF');
      this.#db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      this.#db.close();
      if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
      throw new Fault('journal/in-use', `${path} is open in another process`, {
        retryable: true,
        details: { path },
        cause: error,
      });
    }
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}
