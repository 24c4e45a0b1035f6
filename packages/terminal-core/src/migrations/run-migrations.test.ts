import { isFault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type Migration, type MigrationPlan, runMigrations } from './run-migrations.ts';

const first: Migration = {
  version: 1,
  name: 'guests',
  up: (db) => void db.exec('CREATE TABLE guests (name TEXT) STRICT'),
};
const second: Migration = {
  version: 2,
  name: 'tables',
  up: (db) => void db.exec('ALTER TABLE guests ADD COLUMN seat INTEGER'),
};
const plan = (...migrations: readonly Migration[]): MigrationPlan => ({
  applicationId: 0x42560001,
  migrations,
});

function codeOf(work: () => unknown): string | null {
  try {
    work();
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return null;
}

function stateOf(db: Database.Database): unknown[] {
  const columns = db.prepare(`SELECT name FROM pragma_table_info('guests')`).pluck().all();
  return [
    db.pragma('user_version', { simple: true }),
    db.pragma('application_id', { simple: true }),
    columns,
  ];
}

describe('migrations', () => {
  it('bring an empty file to the last version, and an old one the rest of the way', () => {
    const db = new Database(':memory:');
    expect(runMigrations(db, plan(first))).toBe(0);
    expect(stateOf(db)).toEqual([1, 0x42560001, ['name']]);
    db.exec(`INSERT INTO guests VALUES ('Ada')`);
    expect(runMigrations(db, plan(first, second))).toBe(1);
    expect(stateOf(db)).toEqual([2, 0x42560001, ['name', 'seat']]);
    expect(runMigrations(db, plan(first, second))).toBe(2);
    expect(db.prepare('SELECT name, seat FROM guests').all()).toEqual([{ name: 'Ada', seat: null }]);
  });

  it('refuse a file that a later build has written, and leave it alone', () => {
    const db = new Database(':memory:');
    runMigrations(db, plan(first, second));
    expect(codeOf(() => runMigrations(db, plan(first)))).toBe('store/newer-than-code');
    expect(stateOf(db)).toEqual([2, 0x42560001, ['name', 'seat']]);
  });

  it('refuse a file that is not ours: another application id, or none and tables in it', () => {
    const other = new Database(':memory:');
    runMigrations(other, { ...plan(first), applicationId: 7 });
    expect(codeOf(() => runMigrations(other, plan(first, second)))).toBe('store/not-ours');
    const foreign = new Database(':memory:');
    foreign.exec('CREATE TABLE recipes (name TEXT)');
    expect(codeOf(() => runMigrations(foreign, plan(first)))).toBe('store/not-ours');
    expect(foreign.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['recipes']);
  });

  it('leave a whole version behind when a step fails', () => {
    const db = new Database(':memory:');
    const broken: Migration = {
      version: 2,
      name: 'broken',
      up: (db) => {
        db.exec('ALTER TABLE guests ADD COLUMN half INTEGER');
        db.exec('CREATE TABLE guests (name TEXT)');
      },
    };
    expect(() => runMigrations(db, plan(first, broken))).toThrow(/already exists/);
    expect(stateOf(db)).toEqual([1, 0x42560001, ['name']]);
    expect(runMigrations(db, plan(first, second))).toBe(1);
  });

  it('take a gap, a repetition or a missing application id for a defect', () => {
    const db = new Database(':memory:');
    expect(() => runMigrations(db, plan(second))).toThrow(/expected 1/);
    expect(() => runMigrations(db, plan(first, { ...second, version: 3 }))).toThrow(/expected 2/);
    expect(() => runMigrations(db, plan(first, first))).toThrow(/expected 2/);
    expect(() => runMigrations(db, { applicationId: 0, migrations: [first] })).toThrow(/application id/);
    expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
  });
});
