import { statSync } from 'node:fs';
import { type Instant, instant } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { NOW, StoreFixture } from './journal/_journal-fixture.ts';
import { Upkeep } from './upkeep.ts';

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

function clockAt(now: number) {
  return {
    at: now,
    now(): Instant {
      return instant(this.at);
    },
  };
}

describe('the upkeep of a till', () => {
  it('moves the WAL into the file only when nobody sold for a while', () => {
    using store = new StoreFixture('upkeep');
    const clock = clockAt(NOW);
    const journal = store.open('t1', store.identity());
    using upkeep = new Upkeep(journal, clock);
    for (let entry = 0; entry < 50; entry += 1)
      journal.append(store.draft(store.newId(), `n${entry}`), clock.now());
    const before = statSync(store.path('t1')).size;
    clock.at += 10 * SECOND;
    upkeep.look();
    expect(statSync(store.path('t1')).size).toBe(before);
    clock.at += 15 * SECOND;
    upkeep.look();
    expect(statSync(store.path('t1')).size).toBeGreaterThan(before);
  });

  it('verifies what is new, so that the next start finds the mark at the head', () => {
    using store = new StoreFixture('mark');
    const identity = store.identity();
    const clock = clockAt(NOW);
    const journal = store.open('t1', identity);
    using upkeep = new Upkeep(journal, clock);
    for (let entry = 0; entry < 700; entry += 1)
      journal.append(store.draft(store.newId(), `n${entry}`), clock.now());
    clock.at += 25 * SECOND;
    upkeep.look();
    upkeep.look();
    store.close(journal);
    const db = new Database(store.path('t1'), { readonly: true });
    expect(db.prepare(`SELECT verified_seq FROM chains WHERE kind = 'own'`).pluck().get()).toBe(701);
    db.close();
  });

  it('reads every entry back within a day, and finds what the start did not look at', () => {
    using store = new StoreFixture('scrub');
    const identity = store.identity();
    const clock = clockAt(NOW);
    const first = store.open('t1', identity);
    for (let entry = 0; entry < 1_200; entry += 1)
      first.append(store.draft(store.newId(), `n${entry}`), clock.now());
    store.close(first);
    store.close(store.open('t1', identity)); // Verified: the next start does not read these again.
    const db = new Database(store.path('t1'));
    db.exec('UPDATE entries SET text = zeroblob(length(text)) WHERE seq = 700');
    db.close();
    const journal = store.open('t1', identity);
    using upkeep = new Upkeep(journal, clock);
    clock.at += DAY - SECOND;
    upkeep.look();
    clock.at += 2 * SECOND;
    upkeep.look(); // Entries 1 to 500.
    expect(() => upkeep.look()).toThrow(
      expect.objectContaining({ code: 'journal/damaged', details: expect.objectContaining({ seq: 700 }) }),
    );
  });
});
