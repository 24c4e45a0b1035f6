import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf } from './_paper-fixture.ts';
import { type NewJob, SPOOL_MIGRATIONS, SpoolFile } from './spool-file.ts';

const JOB: NewJob = {
  job: idOf('event'),
  kind: 'receipt',
  device: idOf('printer'),
  order: idOf('order'),
  document: idOf('document'),
  paper: 'document',
  isCopy: false,
  createdAt: instant(1),
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beaver-spool-file-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const path = () => join(dir, 'spool.sqlite');
const OLD = { incarnation: 'a', lastArrival: 40, isNew: false };
const NEW = { incarnation: 'a', lastArrival: 1, isNew: true };

describe('the spool file', () => {
  it('makes jobs and the cursor, and holds them over a restart', () => {
    const first = new SpoolFile(path());
    expect(first.cursorOf(NEW)).toBe(0);
    first.take([JOB], 7);
    first[Symbol.dispose]();
    using again = new SpoolFile(path());
    expect(again.cursorOf({ ...NEW, lastArrival: 9 })).toBe(7);
    expect(again.job(JOB.job)).toEqual({
      ...JOB,
      number: 1,
      state: 'queued',
      confirmable: true,
      retries: 0,
      cause: null,
    });
  });

  it('version 2 knows what paper the jobs of version 1 were', () => {
    expect(SPOOL_MIGRATIONS.map(({ version }) => version)).toEqual([1, 2]);
    const db = new Database(path());
    db.pragma('application_id = 0x42565350');
    SPOOL_MIGRATIONS[0]!.up(db);
    db.pragma('user_version = 1');
    const old = "VALUES (?, ?, 'd', NULL, NULL, 0, 'unknown', 1, 0, NULL, NULL, 1)";
    const columns =
      'job, kind, device, order_id, document, is_copy, state, confirmable, retries, cause, resolved_by';
    const insert = db.prepare(`INSERT INTO jobs (${columns}, created_at) ${old}`);
    insert.run('a', 'receipt');
    insert.run('b', 'drawer');
    db.close();
    using spool = new SpoolFile(path());
    expect(spool.unfinished().map(({ job, paper }) => [job, paper])).toEqual([
      ['a', 'document'],
      ['b', null],
    ]);
  });

  it('of a later build is refused, and so is a file that is no spool', () => {
    new SpoolFile(path())[Symbol.dispose]();
    const later = new Database(path());
    later.pragma('user_version = 99');
    later.close();
    expect(() => new SpoolFile(path())).toThrow(expect.objectContaining({ code: 'store/newer-than-code' }));
    const strange = new Database(join(dir, 'other.sqlite'));
    strange.exec('CREATE TABLE theirs (a)');
    strange.close();
    expect(() => new SpoolFile(join(dir, 'other.sqlite'))).toThrow(
      expect.objectContaining({ code: 'store/not-ours' }),
    );
  });

  it('that is new beside an old journal starts at its end: what the lost one printed is not printed again', () => {
    using spool = new SpoolFile(path());
    expect(spool.cursorOf(OLD)).toBe(40);
  });

  it('reads a journal that was made anew from its start: jobs are known by their events', () => {
    using spool = new SpoolFile(path());
    spool.cursorOf(NEW);
    spool.take([JOB], 7);
    expect(spool.cursorOf({ incarnation: 'b', lastArrival: 40, isNew: false })).toBe(0);
    spool.take([JOB], 7);
    expect(spool.total()).toBe(1);
  });
});
