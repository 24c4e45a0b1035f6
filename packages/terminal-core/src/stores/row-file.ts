import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, type Instant, isFault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { type MigrationPlan, runMigrations, sqliteFault } from '../migrations/index.ts';

/** A copy is for the day a disk damages the file; what came after it comes down again. */
const COPY_EVERY_MS = 3_600_000;
/** Pages copied in one turn of the event loop: 1 MB, about 2 ms. */
const COPY_PAGES = 256;
/** 8 MB of pages: the search index of 100,000 items and the rows around what is sold (measured 2026-11). */
const CACHE_KIB = 8_192;

export interface RowFilePlan extends MigrationPlan {
  /** How many shapes the file holds. */
  readonly shapes: number;
}

/**
 * The file of one service's rows that came down, beside its last good copy. WAL, synchronous NORMAL: what a power cut takes
 * comes down again, because rows and position are one transaction. A damaged file is replaced by the copy, without one it
 * starts empty; either is said in {@link damage}.
 */
export class RowFile implements Disposable {
  readonly path: string;
  readonly db: Database.Database;
  /** What was wrong with the file at open, or null. */
  readonly damage: Fault | null;
  readonly #shapes: number;
  #copiedAt: number | null;
  #copying: Promise<void> | null = null;
  #isClosed = false;

  /** Faults: `rows/...` of sqliteFault but `damaged`; `store/newer-than-code`, `store/not-ours`. */
  constructor(dir: string, service: string, { shapes, ...plan }: RowFilePlan) {
    mkdirSync(dir, { recursive: true });
    this.path = join(dir, `${service}.sqlite`);
    const { db, damage } = openOrReplace(this.path, plan);
    this.db = db;
    this.damage = damage;
    this.#shapes = shapes;
    this.#copiedAt = statSync(this.copyPath, { throwIfNoEntry: false })?.mtimeMs ?? null;
  }

  get copyPath(): string {
    return `${this.path}.copy`;
  }

  /** Copies the file beside itself, a bit in each turn, at most hourly, once all its shapes are complete. */
  copyIfDue(now: Instant, onFault: (error: unknown) => void): void {
    if (this.#isClosed || this.#copying !== null) return;
    if (this.#copiedAt !== null && now - this.#copiedAt < COPY_EVERY_MS) return;
    if (Number(this.db.prepare('select count(*) from positions').pluck().get()) < this.#shapes) return;
    this.#copiedAt = now;
    this.#copying = this.#copy()
      .catch((error: unknown) => {
        // The next complete sync tries again.
        this.#copiedAt = null;
        if (!this.#isClosed) onFault(error);
      })
      .finally(() => {
        this.#copying = null;
      });
  }

  /** Resolves when no copy is being made. */
  async settled(): Promise<void> {
    await this.#copying;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.db.close();
  }

  async #copy(): Promise<void> {
    const unfinished = `${this.copyPath}.new`;
    rmSync(unfinished, { force: true });
    await this.db.backup(unfinished, { progress: () => COPY_PAGES });
    renameSync(unfinished, this.copyPath);
  }
}

function openOrReplace(
  path: string,
  plan: MigrationPlan,
): { readonly db: Database.Database; readonly damage: Fault | null } {
  try {
    return { db: openFile(path, plan), damage: null };
  } catch (error) {
    if (!isFault(error, 'rows/damaged')) throw error;
    const copy = `${path}.copy`;
    if (existsSync(copy)) {
      try {
        setAside(path);
        copyFileSync(copy, path);
        const db = openFile(path, plan);
        return {
          db,
          damage: new Fault('rows/damaged-replaced', 'a damaged file was replaced by its copy', {
            cause: error,
          }),
        };
      } catch (again) {
        if (!isFault(again, 'rows/damaged')) throw again;
        rmSync(copy, { force: true });
      }
    }
    setAside(path);
    const db = openFile(path, plan);
    return {
      db,
      damage: new Fault('rows/damaged-empty', 'a damaged file had no copy: its rows come down again', {
        cause: error,
      }),
    };
  }
}

/** One damaged file is kept for whoever wants to know why. */
function setAside(path: string): void {
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  if (existsSync(path)) renameSync(path, `${path}.damaged`);
}

function openFile(path: string, plan: MigrationPlan): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 5_000 });
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma('foreign_keys = OFF');
    // What is sorted aside while a shape is filled may be large; memory is for selling.
    db.pragma('temp_store = FILE');
    runMigrations(db, plan);
    return db;
  } catch (error) {
    db?.close();
    throw sqliteFault('rows', path, error) ?? error;
  }
}
