import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { type Fault, isFault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW, StoreFixture } from './_journal-fixture.ts';
import type { JournalIdentity } from './identity.ts';

/** Turns one bit of a stored entry's text, behind the journal's back. */
function spoil(path: string, seq: number, column: 'text' | 'hash' | 'prev' = 'text'): void {
  const db = new Database(path);
  const row = db.prepare(`SELECT arrival, ${column} AS bytes FROM entries WHERE seq = ?`).get(seq) as {
    arrival: number;
    bytes: Buffer;
  };
  row.bytes[10] = row.bytes[10]! ^ 1;
  db.prepare(`UPDATE entries SET ${column} = ? WHERE arrival = ?`).run(row.bytes, row.arrival);
  db.close();
}

function faultOf(work: () => unknown): Fault | null {
  try {
    work();
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
  return null;
}

/** A closed journal of an opening and `entries` notes on one order. */
function filled(
  store: StoreFixture,
  identity: JournalIdentity,
  entries: number,
): { order: string; chain: string } {
  const journal = store.open('t1', identity);
  const order = store.newId();
  for (let n = 0; n < entries; n += 1) journal.append(store.draft(order, `note ${n}`), NOW);
  const chain = journal.ownChain;
  store.close(journal);
  return { order, chain };
}

describe('a damaged entry', () => {
  it.each(['text', 'hash', 'prev'] as const)('is named at open when its %s was never read back', (column) => {
    using store = new StoreFixture();
    const identity = store.identity();
    const { chain } = filled(store, identity, 5);
    spoil(store.path('t1'), 4, column);
    expect(faultOf(() => store.open('t1', identity))).toMatchObject({
      code: 'journal/damaged',
      retryable: false,
      details: { chain, seq: 4 },
    });
    expect(faultOf(() => store.open('t1', identity))?.details).toMatchObject({ seq: 4 });
  });

  it('is named when it is read, sent or scrubbed, once the mark is behind it', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const { order, chain } = filled(store, identity, 5);
    store.close(store.open('t1', identity)); // Verifies all of it.
    spoil(store.path('t1'), 4);
    const journal = store.open('t1', identity);
    const details = { chain, seq: 4 };
    const reads = [
      () => journal.byAggregate(order),
      () => journal.after(0, 100),
      () => journal.batchAfter(chain, 0, { entries: 100, bytes: 1e6 }),
      () => journal.scrub(100),
    ];
    for (const read of reads) expect(faultOf(read)).toMatchObject({ code: 'journal/damaged', details });
    expect(journal.scrub(3)).toBe(3);
    expect(faultOf(() => journal.scrub(1))).toMatchObject({ details });
    // The rest of it serves.
    expect(journal.after(4, 100).length).toBe(2);
    expect(journal.append(store.draft(order, 'on'), NOW).seq).toBe(7);
  });

  it('is found when it is gone, or when an index no longer leads to it', () => {
    const wrongs = [
      [
        'DELETE FROM facts WHERE arrival = 5; DELETE FROM commands WHERE arrival = 5; DELETE FROM entries WHERE seq = 5',
        5,
      ],
      ['DELETE FROM facts WHERE arrival = 3', 3],
      ['DELETE FROM commands WHERE arrival = 3', 3],
      ['UPDATE entries SET clock = 99 WHERE seq = 3', 3],
    ] as const;
    for (const [sql, seq] of wrongs) {
      using store = new StoreFixture();
      const identity = store.identity();
      filled(store, identity, 5);
      const db = new Database(store.path('t1'));
      db.exec(sql);
      db.close();
      expect(faultOf(() => store.open('t1', identity))).toMatchObject({
        code: 'journal/damaged',
        details: { seq },
      });
    }
  });

  it('is found by a scrub that goes round all chains and begins again', () => {
    using store = new StoreFixture();
    const a = store.open('a', store.identity());
    const b = store.open('b', store.identity());
    for (let n = 0; n < 9; n += 1) a.append(store.draft(store.newId(), ''), NOW);
    b.receive(a.batchAfter(a.ownChain, 0, { entries: 100, bytes: 1e6 })!, NOW);
    const round = () => [b.scrub(4), b.scrub(4), b.scrub(4), b.scrub(4), b.scrub(4)];
    expect(round()).toEqual([1, 4, 4, 2, 0]);
    expect(round()).toEqual([1, 4, 4, 2, 0]);
  });
});

describe('a damaged file', () => {
  it('is a fault when it is no database, and when it is cut short', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    filled(store, identity, 200);
    const path = store.path('t1');
    const whole = readFileSync(path);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    expect(faultOf(() => store.open('t1', identity))).toMatchObject({ code: 'journal/damaged' });
    writeFileSync(path, Buffer.concat([Buffer.alloc(100, 7), whole.subarray(100)]));
    expect(faultOf(() => store.open('t1', identity))).toMatchObject({ code: 'journal/damaged' });
    writeFileSync(path, whole);
    expect(store.open('t1', identity).entryCount()).toBe(201);
  });

  it('never lets anything but the truth or a fault through, whichever byte is turned', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const { order, chain } = filled(store, identity, 20);
    const path = store.path('t1');
    const whole = readFileSync(path);
    const sound = store.open('t1', identity);
    const truth = JSON.stringify(sound.after(0, 100).map(({ entry }) => entry));
    const heads = JSON.stringify(sound.heads());
    store.close(sound);
    let found = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, mask) => {
          const spoiled = Buffer.from(whole);
          spoiled[at] = spoiled[at]! ^ mask;
          writeFileSync(path, spoiled);
          const fault = faultOf(() => {
            const journal = store.open('t1', identity);
            try {
              journal.checkStructure();
              expect(JSON.stringify(journal.after(0, 100).map(({ entry }) => entry))).toBe(truth);
              expect(JSON.stringify(journal.heads())).toBe(heads);
              expect([journal.ownChain, journal.byAggregate(order).length]).toEqual([chain, 20]);
            } finally {
              store.close(journal);
            }
          });
          if (fault === null) return;
          found += 1;
          expect(fault.code).toMatch(
            /^(journal\/(damaged|wrong-identity)|store\/(not-ours|newer-than-code))$/,
          );
        },
      ),
      { seed: 20261122, numRuns: 80 },
    );
    expect(found).toBeGreaterThan(10);
  });
});
