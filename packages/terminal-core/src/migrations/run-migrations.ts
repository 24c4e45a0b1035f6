import { assert, Fault } from '@beaveros/kit';
import type { Database } from 'better-sqlite3';

/** One step of a file's tables. Never edited once shipped: a later need is the next version. */
export interface Migration {
  /** 1, 2, 3 ... without a gap. */
  readonly version: number;
  readonly name: string;
  /** Runs inside the step's transaction; never commits and never touches `user_version`. */
  readonly up: (db: Database) => void;
}

export interface MigrationPlan {
  /** Four bytes that say whose file this is (https://www.sqlite.org/pragma.html#pragma_application_id). Not 0. */
  readonly applicationId: number;
  readonly migrations: readonly Migration[];
}

/**
 * Brings one of our SQLite files to the version of this build and returns the version it had (0: it was empty). One
 * transaction a step, with `user_version` in it: a crash leaves a whole version. Faults, before anything is changed:
 * `store/not-ours` for a file with another application id (or none, but with tables in it),
 * `store/newer-than-code` for a file that a later build has written. A gap or a repetition in the list is a defect.
 */
export function runMigrations(db: Database, { applicationId, migrations }: MigrationPlan): number {
  assert(applicationId !== 0, 'a file of ours has an application id');
  migrations.forEach(({ version, name }, at) => {
    assert(version === at + 1, `migration ${name} is version ${version}, expected ${at + 1}`);
  });
  const found = Number(db.pragma('user_version', { simple: true }));
  refuseForeignFile(db, applicationId, found);
  if (found > migrations.length) {
    throw new Fault(
      'store/newer-than-code',
      `${db.name} has version ${found}, this build knows ${migrations.length}`,
      {
        details: { path: db.name, found, known: migrations.length },
      },
    );
  }
  for (const { version, up } of migrations.slice(found)) {
    db.transaction(() => {
      up(db);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${version}`);
    }).immediate();
  }
  return found;
}

function refuseForeignFile(db: Database, applicationId: number, version: number): void {
  const found = Number(db.pragma('application_id', { simple: true }));
  if (found === applicationId) return;
  const objects = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (found === 0 && version === 0 && objects === 0) return;
  throw new Fault('store/not-ours', `${db.name} is not the file it should be`, {
    details: { path: db.name, found, expected: applicationId },
  });
}
