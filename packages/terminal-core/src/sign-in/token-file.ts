import { rmSync } from 'node:fs';
import { type Clock, type Instant, isFault, type Random, sha256, utf8ToBytes } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { type Migration, runMigrations, withSqliteFaults } from '../migrations/index.ts';

/** 'BVTK'. */
const APPLICATION_ID = 0x4256544b;

export const TOKEN_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'hashed tokens and who they speak for',
    up: (db) => {
      db.exec(`
        CREATE TABLE tokens (
          hash TEXT PRIMARY KEY,
          subject TEXT NOT NULL,
          used_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
      `);
    },
  },
];

/** Nobody guesses this many bytes, so that a plain hash on disk is enough. */
const TOKEN_BYTES = 24;
/** A use is written when the last one on disk is older: what a crash forgets of an idle time is no more than this. */
const SAVE_USE_AFTER_MS = 5 * 60_000;

export interface TokenFileOptions {
  readonly path: string;
  /** Tokens that are good at a time; beyond it the one used longest ago ends. */
  readonly max: number;
  /** A token that nobody used for so long has ended. */
  readonly idleMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

interface Kept {
  readonly subject: string;
  usedAt: Instant;
  savedAt: Instant;
}

/**
 * Tokens that outlive a restart: on disk only their SHA-256 (WAL, synchronous NORMAL: a power cut may forget the last
 * ones, and a person signs in again), all of them in memory, because every call asks. A damaged file begins anew. Faults:
 * those of `token-file/...` but `damaged`; `store/newer-than-code`.
 */
export class TokenFile implements Disposable {
  readonly #options: TokenFileOptions;
  readonly #db: Database.Database;
  /** By hash, the least recently used first. */
  readonly #kept = new Map<string, Kept>();

  constructor(options: TokenFileOptions) {
    this.#options = options;
    this.#db = openOrBegin(options.path);
    const rows = this.#db
      .prepare('SELECT hash, subject, used_at AS usedAt FROM tokens ORDER BY used_at')
      .all() as { readonly hash: string; readonly subject: string; readonly usedAt: Instant }[];
    for (const { hash, subject, usedAt } of rows) this.#kept.set(hash, { subject, usedAt, savedAt: usedAt });
    this.#dropEnded();
  }

  /** A new token that speaks for `subject`. */
  add(subject: string): string {
    const token = Buffer.from(this.#options.random.bytes(TOKEN_BYTES)).toString('base64url');
    const now = this.#options.clock.now();
    const hash = hashOf(token);
    this.#write('INSERT INTO tokens VALUES (?, ?, ?)', hash, subject, now);
    this.#kept.set(hash, { subject, usedAt: now, savedAt: now });
    this.#dropEnded();
    return token;
  }

  /** Whom a token speaks for, and counts it as used; null when it is unknown or has ended. */
  subjectOf(token: string): string | null {
    const hash = hashOf(token);
    const kept = this.#kept.get(hash);
    if (kept === undefined) return null;
    const now = this.#options.clock.now();
    if (this.#hasEnded(kept, now)) {
      this.#drop(hash);
      return null;
    }
    // A clock that was set back must not shorten what is left.
    if (now > kept.usedAt) kept.usedAt = now;
    this.#kept.delete(hash);
    this.#kept.set(hash, kept);
    if (kept.usedAt - kept.savedAt >= SAVE_USE_AFTER_MS) this.#saveUse(hash, kept);
    return kept.subject;
  }

  /** Ends a token, on disk too. */
  delete(token: string): void {
    this.#drop(hashOf(token));
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #hasEnded({ usedAt }: Kept, now: Instant): boolean {
    return now - usedAt >= this.#options.idleMs;
  }

  #dropEnded(): void {
    const now = this.#options.clock.now();
    for (const [hash, kept] of this.#kept)
      if (this.#hasEnded(kept, now) || this.#kept.size > this.#options.max) this.#drop(hash);
  }

  #drop(hash: string): void {
    if (this.#kept.delete(hash)) this.#write('DELETE FROM tokens WHERE hash = ?', hash);
  }

  /** A disk that is full stops no call: after a restart the token ends a little early. */
  #saveUse(hash: string, kept: Kept): void {
    kept.savedAt = kept.usedAt;
    try {
      this.#write('UPDATE tokens SET used_at = ? WHERE hash = ?', kept.usedAt, hash);
    } catch (error) {
      if (!isFault(error)) throw error;
    }
  }

  #write(sql: string, ...values: readonly (string | number)[]): void {
    withSqliteFaults('token-file', this.#options.path, () => this.#db.prepare(sql).run(...values));
  }
}

function hashOf(token: string): string {
  return Buffer.from(sha256(utf8ToBytes(token))).toString('hex');
}

/** Nothing in it is worth a repair: people sign in again. */
function openOrBegin(path: string): Database.Database {
  try {
    return open(path);
  } catch (error) {
    if (!isFault(error, 'token-file/damaged')) throw error;
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return open(path);
  }
}

function open(path: string): Database.Database {
  return withSqliteFaults('token-file', path, () => {
    const db = new Database(path, { timeout: 2_000 });
    try {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      runMigrations(db, { applicationId: APPLICATION_ID, migrations: TOKEN_MIGRATIONS });
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}
