import type { SpoolJob, SpoolState } from '@beaveros/devices';
import type { Instant } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { type Migration, runMigrations } from '../migrations/index.ts';

/** A job as the spool keeps it. Its id is the id of the event that asked for it, so one event makes one job. */
export interface Job {
  readonly job: string;
  readonly number: number;
  readonly kind: 'receipt' | 'drawer';
  readonly device: string;
  /** Whose event asked for it: an order's or, for paper of a shift, the shift's; null: of a drawer. */
  readonly order: string | null;
  readonly document: string | null;
  /** What comes out; null: of a drawer. */
  readonly paper: JobPaper | null;
  readonly isCopy: boolean;
  readonly state: SpoolState;
  readonly confirmable: boolean;
  readonly retries: number;
  readonly cause: string | null;
  readonly createdAt: Instant;
}

export type JobPaper = 'document' | 'bill' | 'z' | 'x' | 'cash-slip';

export type NewJob = Pick<
  Job,
  'job' | 'kind' | 'device' | 'order' | 'document' | 'paper' | 'isCopy' | 'createdAt'
>;

/** 'BVSP': a spool of ours and no other file. */
const APPLICATION_ID = 0x42565350;

export const SPOOL_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'jobs and the cursor over the journal',
    up: (db) => {
      db.exec(`
        CREATE TABLE cursor (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          incarnation TEXT NOT NULL,
          arrival INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE jobs (
          number INTEGER PRIMARY KEY,
          job TEXT NOT NULL UNIQUE,
          kind TEXT NOT NULL CHECK (kind IN ('receipt', 'drawer')),
          device TEXT NOT NULL,
          order_id TEXT,
          document TEXT,
          is_copy INTEGER NOT NULL,
          state TEXT NOT NULL,
          confirmable INTEGER NOT NULL DEFAULT 1,
          retries INTEGER NOT NULL DEFAULT 0,
          cause TEXT,
          resolved_by TEXT,
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX jobs_by_state ON jobs (state, number);
      `);
    },
  },
  {
    version: 2,
    name: 'what paper a job is',
    up: (db) => {
      db.exec(`
        ALTER TABLE jobs ADD COLUMN paper TEXT;
        UPDATE jobs SET paper = 'document' WHERE kind = 'receipt';
      `);
    },
  },
];

/** The durable spool (FULL): jobs and how far the journal's effects were taken, moved together. */
export class SpoolFile implements Disposable {
  readonly #db: Database.Database;

  constructor(path: string) {
    this.#db = new Database(path);
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = FULL');
    this.#db.pragma('busy_timeout = 2000');
    if (process.platform === 'darwin') this.#db.pragma('fullfsync = 1');
    runMigrations(this.#db, { applicationId: APPLICATION_ID, migrations: SPOOL_MIGRATIONS });
  }

  /**
   * How far this journal's effects were taken. A new spool beside an old journal starts at its end: what the lost one had
   * printed must not be printed again. A journal made anew is read from its start: jobs are known by their event ids.
   */
  cursorOf(journal: {
    readonly incarnation: string;
    readonly lastArrival: number;
    readonly isNew: boolean;
  }): number {
    const known = this.#db.prepare('SELECT incarnation, arrival FROM cursor').get() as
      | { readonly incarnation: string; readonly arrival: number }
      | undefined;
    if (known?.incarnation === journal.incarnation) return known.arrival;
    const arrival = known !== undefined || journal.isNew ? 0 : journal.lastArrival;
    this.#db
      .prepare(
        'INSERT INTO cursor VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET incarnation = excluded.incarnation, arrival = excluded.arrival',
      )
      .run(journal.incarnation, arrival);
    return arrival;
  }

  /** Queues the jobs of the entries up to `arrival` and moves the cursor, in one transaction. A known job is left as it is. */
  take(jobs: readonly NewJob[], arrival: number): void {
    this.#db
      .transaction(() => {
        for (const job of jobs) this.#insert(job);
        this.#db.prepare('UPDATE cursor SET arrival = ?').run(arrival);
      })
      .immediate();
  }

  waiting(device: string): Job | undefined {
    const first = `${SELECT} WHERE device = ? AND state = 'queued' ORDER BY number LIMIT 1`;
    return toJob(this.#db.prepare(first).get(device));
  }

  job(job: string): Job | undefined {
    return toJob(this.#db.prepare(`${SELECT} WHERE job = ?`).get(job));
  }

  all({ limit, offset }: { readonly limit: number; readonly offset: number }): readonly Job[] {
    return this.#db
      .prepare(`${SELECT} ORDER BY number DESC LIMIT ? OFFSET ?`)
      .all(limit, offset)
      .map((row) => toJob(row)!);
  }

  /** Jobs a restart has to look at: everything that is not at its end. */
  unfinished(): readonly Job[] {
    return this.#db
      .prepare(`${SELECT} WHERE state NOT IN ('confirmed', 'cancelled') ORDER BY number`)
      .all()
      .map((row) => toJob(row)!);
  }

  count(states: readonly SpoolState[]): number {
    const marks = states.map(() => '?').join(', ');
    return this.#db
      .prepare(`SELECT count(*) FROM jobs WHERE state IN (${marks})`)
      .pluck()
      .get(...states) as number;
  }

  total(): number {
    return this.#db.prepare('SELECT count(*) FROM jobs').pluck().get() as number;
  }

  /** Durable when it returns. */
  record(
    job: string,
    to: Pick<SpoolJob, 'state' | 'retries' | 'confirmable'>,
    cause: string | null,
    by?: string,
  ): void {
    this.#db
      .prepare(
        'UPDATE jobs SET state = ?, retries = ?, confirmable = ?, cause = ?, resolved_by = coalesce(?, resolved_by) WHERE job = ?',
      )
      .run(to.state, to.retries, to.confirmable ? 1 : 0, cause, by ?? null, job);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #insert(job: NewJob): void {
    this.#db
      .prepare(
        `INSERT INTO jobs (job, kind, device, order_id, document, paper, is_copy, state, created_at)
         VALUES (@job, @kind, @device, @order, @document, @paper, @isCopy, 'queued', @createdAt)
         ON CONFLICT (job) DO NOTHING`,
      )
      .run({ ...job, isCopy: job.isCopy ? 1 : 0 });
  }
}

const SELECT = `SELECT number, job, kind, device, order_id AS "order", document, paper, is_copy AS isCopy, state,
  confirmable, retries, cause, created_at AS createdAt FROM jobs`;

function toJob(row: unknown): Job | undefined {
  if (row === undefined) return undefined;
  const job = row as Omit<Job, 'isCopy' | 'confirmable'> & {
    readonly isCopy: number;
    readonly confirmable: number;
  };
  return { ...job, isCopy: job.isCopy === 1, confirmable: job.confirmable === 1 };
}
