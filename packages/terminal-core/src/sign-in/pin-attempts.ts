import Database from 'better-sqlite3';
import type { Instant } from '@beaveros/kit';
import { instant } from '@beaveros/kit';
import { type Migration, runMigrations } from '../migrations/index.ts';

/** 'BVPA'. */
const APPLICATION_ID = 0x42565041;

export const PIN_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'wrong tries by user',
    up: (db) => {
      db.exec(`
        CREATE TABLE pin_attempts (
          user TEXT PRIMARY KEY,
          wrong INTEGER NOT NULL,
          locked_until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
      `);
    },
  },
];

/** Tries before the first wait: a slip or two is human. */
const FREE_TRIES = 3;
/** The wait doubles with each further wrong try up to this: 10,000 PINs would take a month. */
const WAIT_MAX_MS = 5 * 60_000;
const WAIT_FIRST_MS = 5_000;

export interface PinAttempts {
  readonly wrong: number;
  readonly lockedUntil: Instant;
}

/** Wrong tries by user; on disk, because a restart must not be a way around the wait. */
export class PinAttemptsFile implements Disposable {
  readonly #db: Database.Database;

  constructor(path: string) {
    this.#db = new Database(path);
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = NORMAL');
    this.#db.pragma('busy_timeout = 2000');
    runMigrations(this.#db, { applicationId: APPLICATION_ID, migrations: PIN_MIGRATIONS });
  }

  of(user: string): PinAttempts {
    const row = this.#db
      .prepare('SELECT wrong, locked_until AS lockedUntil FROM pin_attempts WHERE user = ?')
      .get(user) as PinAttempts | undefined;
    return row ?? { wrong: 0, lockedUntil: instant(0) };
  }

  /** Counts a wrong try and tells until when the next one has to wait. */
  wrong(user: string, now: Instant): PinAttempts {
    const wrong = this.of(user).wrong + 1;
    const lockedUntil = instant(wrong < FREE_TRIES ? 0 : now + waitMs(wrong));
    this.#db
      .prepare(
        'INSERT INTO pin_attempts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET wrong = excluded.wrong, locked_until = excluded.locked_until',
      )
      .run(user, wrong, lockedUntil);
    return { wrong, lockedUntil };
  }

  right(user: string): void {
    this.#db.prepare('DELETE FROM pin_attempts WHERE user = ?').run(user);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

export function triesLeft(attempts: PinAttempts): number {
  return Math.max(0, FREE_TRIES - attempts.wrong);
}

function waitMs(wrong: number): number {
  return Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** Math.min(20, wrong - FREE_TRIES));
}
