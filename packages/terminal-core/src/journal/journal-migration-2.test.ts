import { renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { BackOffice, stolen } from './_back-office.ts';
import { deliver, gossip } from './_gossip.ts';
import { ALL, notesOf, NOW, StoreFixture } from './_journal-fixture.ts';
import { rewritten } from './_rewritten.ts';
import { runMigrations } from '../migrations/run-migrations.ts';
import { JOURNAL_PLAN } from './journal-migrations.ts';

describe('a journal file of the first version', () => {
  it('opens with its entries, and settles what its build could not: fences, branches and a wiped disk', () => {
    using store = new StoreFixture();
    const [mine, thief, forked] = [store.identity(), store.identity(), store.identity()];
    const order = store.newId();
    const wiped = store.open('wiped', mine);
    const sold = wiped.append(store.draft(order, 'sold before the disk was wiped'), NOW);
    const peer = store.open('peer', thief);
    peer.append(store.draft(order, 'before the fence'), NOW);
    peer.append(store.draft(order, 'beyond the fence'), NOW);
    const other = store.open('other', forked);
    other.append(store.draft(order, 'one branch'), NOW);
    const till = store.open('till', mine, { seriesUsed: 1 });
    till.append(store.draft(order, 'own', { counters: ['receipt'] }), NOW);
    for (const from of [wiped, peer, other]) gossip(from, till);
    const branch = rewritten(other.batchAfter(other.ownChain, 0, ALL)!, forked, 1, { command: 'Other' });
    till.receive(branch, NOW);
    const office = new BackOffice(store);
    office.append([stolen(thief, [{ chain: peer.ownChain, seq: 2 }])]);
    deliver(office.batch(), [till]);
    const [ownHead, heads] = [till.ownHead, till.heads()];
    const { incarnation } = till;
    store.close(till);
    toVersion1(
      store.path('till'),
      `
      DELETE FROM unread WHERE place = -1;
      INSERT OR IGNORE INTO facts
        SELECT a.aggregate, e.arrival FROM entries e, facts a
         WHERE e.seq = 3 AND a.arrival = (SELECT arrival FROM entries WHERE chain = e.chain AND seq = 2);
      INSERT INTO unread SELECT arrival, 0, aggregate, 'parked', 'journal.TerminalRevoked/1'
        FROM facts JOIN entries USING (arrival) JOIN chains ON chains.id = entries.chain
       WHERE kind = 'store' AND seq = 2;
      DELETE FROM commands WHERE arrival IN
        (SELECT arrival FROM entries JOIN chains ON chains.id = chain WHERE hex(name) = '${wiped.ownChain.toUpperCase()}');
      UPDATE chains SET kind = 'terminal', status = 'open' WHERE hex(name) = '${wiped.ownChain.toUpperCase()}'`,
    );
    const again = store.open('till', mine);
    expect([again.ownHead, again.heads()]).toEqual([ownHead, heads]);
    expect(again.incarnation).not.toBe(incarnation);
    expect(notesOf(again, order).toSorted()).toEqual(
      ['sold before the disk was wiped', 'before the fence', 'one branch', 'own'].toSorted(),
    );
    expect(again.unread()).toMatchObject([{ chain: peer.ownChain, seq: 3, place: -1 }]);
    expect(again.ownEntryOf(sold.entry.commandId)).toMatchObject({ chain: wiped.ownChain });
    expect(again.asides()).toMatchObject([
      { chain: other.ownChain, seq: 2, prev: other.ownChain, sides: [], isBrought: true },
    ]);
    expect(again.nextCounter('receipt')).toBe(2);
    expect(again.scrub(99)).toBeGreaterThan(0);
    expect(again.versions.notReadBy('x.New', 1, NOW)).toEqual([forked.terminal]);
    const settled = again.incarnation;
    store.close(again);
    expect(store.open('till', mine).incarnation).toBe(settled);
  });
});

/** The same rows in the tables of version 1, then `more`. */
function toVersion1(path: string, more: string): void {
  const old = `${path}.v1`;
  const db = new Database(old);
  runMigrations(db, { ...JOURNAL_PLAN, migrations: JOURNAL_PLAN.migrations.slice(0, 1) });
  db.pragma('foreign_keys = OFF');
  db.prepare('ATTACH ? AS new').run(path);
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all() as string[];
  for (const table of tables) {
    const columns = String(
      db.prepare('SELECT group_concat(name) FROM pragma_table_info(?)').pluck().get(table),
    );
    db.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM new.${table}`);
  }
  db.exec('DETACH new');
  db.exec(more);
  db.exec(`VACUUM INTO '${path}.old'`);
  db.close();
  replaceFile(path);
}

function replaceFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  renameSync(`${path}.old`, path);
}
