import { statSync } from 'node:fs';
import { type Instant, instant } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { closed, NOW, opened, StoreFixture } from './journal/_journal-fixture.ts';
import { closedIsSettled, heardFor } from './journal/_stories.ts';
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

  it('drops what the cloud has had for a quarter, a bounded piece a look', () => {
    using store = new StoreFixture('window');
    const clock = clockAt(NOW);
    const journal = store.open('t1', store.identity());
    journal.settleBy(closedIsSettled(journal));
    using upkeep = new Upkeep(journal, clock);
    const orders = Array.from({ length: 150 }, () => store.newId());
    for (const order of orders) {
      journal.append(store.draft(order, '', { events: [opened(order)] }), clock.now());
      journal.append(store.draft(order, '', { events: [closed(store, order)] }), clock.now());
    }
    journal.append(store.draft(store.newId(), 'the last'), clock.now());
    clock.at = heardFor(journal, journal.heads(), 91);
    const dropped: number[] = [];
    for (let look = 0; look < 12; look += 1) {
      upkeep.look();
      dropped.push(orders.filter((order) => journal.isDropped(order)).length);
    }
    const steps = dropped.map((all, at) => all - (dropped[at - 1] ?? 0));
    expect(dropped.at(-1)).toBe(150);
    expect(Math.max(...steps)).toBeLessThanOrEqual(101);
  });

  it('waits when the disk is full, and tidies up when there is room', () => {
    using store = new StoreFixture('full');
    const clock = clockAt(NOW);
    const journal = store.open('t1', store.identity());
    journal.settleBy(closedIsSettled(journal));
    using upkeep = new Upkeep(journal, clock);
    const order = store.newId();
    journal.append(store.draft(order, '', { events: [opened(order), closed(store, order)] }), clock.now());
    clock.at += 25 * SECOND;
    upkeep.look();
    const other = new Database(store.path('t1'), { timeout: 0 });
    other.exec('BEGIN IMMEDIATE'); // Whoever holds the file makes a fault that may be retried, as a full disk does.
    expect(() => upkeep.look()).not.toThrow();
    other.exec('ROLLBACK');
    other.close();
    expect(journal.judge(10)).toBe(2);
  });
});
