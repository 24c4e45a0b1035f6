import { existsSync, readFileSync } from 'node:fs';
import { isFault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { runMigrations } from '../migrations/run-migrations.ts';
import { NOW, StoreFixture } from './_journal-fixture.ts';
import { openJournalFile } from './journal-file.ts';
import { JOURNAL_PLAN } from './journal-migrations.ts';

/**
 * Commit frames since the WAL began: in FULL, SQLite syncs the WAL once after each of them
 * (https://www.sqlite.org/walformat.html sections 2 and 4; strace on 2026-11-22: 1,000 appends, 1,000 fsyncs and those
 * of two checkpoints). Bytes 4 to 7 of a frame's header are the file's size in pages, and 0 in all but a commit's.
 */
function commitsIn(wal: string): number {
  const bytes = readFileSync(wal);
  const pageBytes = bytes.readUInt32BE(8);
  const salts = bytes.subarray(16, 24);
  let commits = 0;
  for (let at = 32; at + 24 + pageBytes <= bytes.length; at += 24 + pageBytes) {
    if (!bytes.subarray(at + 8, at + 16).equals(salts)) break; // Of an earlier round.
    if (bytes.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}

describe('the journal’s file', () => {
  it('commits once for each append and each batch received, in WAL and FULL', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    const peer = store.open('peer', store.identity());
    const wal = `${store.path('t1')}-wal`;
    const order = store.newId();
    const before = commitsIn(wal);
    for (let n = 0; n < 7; n += 1)
      journal.append(store.draft(order, 'x'.repeat(1_900), { counters: ['receipt'] }), NOW);
    expect(commitsIn(wal) - before).toBe(7);
    peer.append(store.draft(order, ''), NOW);
    const batch = peer.batchAfter(peer.ownChain, 0, { entries: 9, bytes: 1e6 })!;
    journal.receive(batch, NOW);
    journal.receive(batch, NOW);
    expect(commitsIn(wal) - before).toBe(8);
    const reads = [
      journal.after(0, 99),
      journal.byAggregate(order),
      journal.openAggregates(),
      journal.nextCounter('x'),
    ];
    expect([reads.length, commitsIn(wal) - before]).toEqual([4, 8]);
  });

  it('says every option that durability depends on', () => {
    using store = new StoreFixture();
    const db = openJournalFile(store.path('t1'));
    const options = [
      'journal_mode',
      'synchronous',
      'foreign_keys',
      'busy_timeout',
      'wal_autocheckpoint',
      'fullfsync',
    ];
    const isMac = process.platform === 'darwin' ? 1 : 0;
    expect(options.map((option) => db.pragma(option, { simple: true }))).toEqual([
      'wal',
      2,
      1,
      2_000,
      4_000,
      isMac,
    ]);
    db.close();
    expect(existsSync(`${store.path('t1')}-wal`)).toBe(false);
  });

  it('migration 1 makes the tables, and refuses what is not their type', () => {
    const db = new Database(':memory:');
    expect(runMigrations(db, { ...JOURNAL_PLAN, migrations: JOURNAL_PLAN.migrations.slice(0, 1) })).toBe(0);
    expect(
      db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all(),
    ).toEqual([
      'asides',
      'chains',
      'commands',
      'counters',
      'entries',
      'facts',
      'journal',
      'open_aggregates',
      'sides',
      'signed_heads',
      'unread',
    ]);
    const insert =
      'INSERT INTO entries (arrival, chain, seq, prev, hash, clock, text) VALUES (1, 1, 1, ?, ?, 1, ?)';
    const blob = Buffer.alloc(32);
    expect(() => db.prepare(insert).run(blob, blob, 'text')).toThrow(/cannot store TEXT/);
    expect(() => db.prepare(insert).run(blob, blob, blob)).toThrow(/FOREIGN KEY/);
  });

  it('is refused when another program, a later build or another table made it', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const make = (name: string, sql: string): string => {
      store.close(store.open(name, identity));
      const db = new Database(store.path(name));
      db.exec(sql);
      db.close();
      try {
        store.open(name, identity);
      } catch (error) {
        if (isFault(error)) return error.code;
        throw error;
      }
      return 'opened';
    };
    expect(make('same', 'SELECT 1')).toBe('opened');
    expect(make('other', 'PRAGMA application_id = 7')).toBe('store/not-ours');
    expect(make('later', 'PRAGMA user_version = 99')).toBe('store/newer-than-code');
    expect(make('tables', 'CREATE TABLE more (x)')).toBe('journal/damaged');
  });
});
