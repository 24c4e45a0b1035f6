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
  it('version 1 makes jobs and the cursor, and holds them over a restart', () => {
    expect(SPOOL_MIGRATIONS.map(({ version }) => version)).toEqual([1]);
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
