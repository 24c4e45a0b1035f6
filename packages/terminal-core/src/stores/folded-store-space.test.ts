import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldAll } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import { instant } from '@beaveros/kit';
import { afterAll, describe, expect, it } from 'vitest';
import { closed, NOW, opened, StoreFixture } from '../journal/_journal-fixture.ts';
import { bring, closedIsSettled, heardFor, judgeAll } from '../journal/_stories.ts';
import type { Journal } from '../journal/index.ts';
import { FoldedStore } from './folded-store.ts';
import { orderStore } from './order/folded.ts';

const dirs: string[] = [];
const newDir = () => {
  const dir = mkdtempSync(join(tmpdir(), 'beaver-space-'));
  dirs.push(dir);
  return dir;
};
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

function storeOf(journal: Journal, dir = newDir()): FoldedStore {
  const orderOf = (order: string) => foldAll(orderFold, order, journal.byAggregate(order)).state;
  return new FoldedStore(orderStore(orderOf), journal, dir);
}

/** Orders with two entries each, closed but for the last. */
function sell(store: StoreFixture, journal: Journal, orders: number): string[] {
  return Array.from({ length: orders }, (_, at) => {
    const order = store.newId();
    journal.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    const events = at === orders - 1 ? undefined : [closed(store, order)];
    journal.append(store.draft(order, 'open', events === undefined ? {} : { events }), NOW);
    return order;
  });
}

function dropAll(journal: Journal, now: number): void {
  judgeAll(journal);
  while (journal.dropBodies({ now: instant(now), limit: 3 }).looked > 0);
}

describe('a folded store over a journal that drops', () => {
  it('removes the rows of what was dropped, as a rebuild would not make them', async () => {
    using store = new StoreFixture('store');
    const journal = store.open('t1', store.identity());
    journal.settleBy(closedIsSettled(journal));
    const dir = newDir();
    const folded = storeOf(journal, dir);
    sell(store, journal, 6);
    const whole = folded.digest();
    dropAll(journal, heardFor(journal, journal.heads(), 91));
    const dropped = folded.digest();
    expect(dropped.rows).toBeLessThan(whole.rows);
    expect(folded.db.prepare('SELECT count(*) FROM orders').pluck().get()).toBe(1);
    using anew = storeOf(journal);
    expect(anew.digest()).toEqual(dropped);
    sell(store, journal, 2);
    const later = folded.digest();
    expect(anew.digest()).toEqual(later);
    await folded.rebuild();
    expect(folded.digest()).toEqual(later);
    folded[Symbol.dispose]();
    using again = storeOf(journal, dir);
    expect(again.digest()).toEqual(later);
    expect(again.fault).toBeNull();
  });

  it('learns of what was dropped while it was closed', () => {
    using store = new StoreFixture('closed');
    const journal = store.open('t1', store.identity());
    journal.settleBy(closedIsSettled(journal));
    const dir = newDir();
    const first = storeOf(journal, dir);
    sell(store, journal, 4);
    first.catchUp();
    first[Symbol.dispose]();
    dropAll(journal, heardFor(journal, journal.heads(), 91));
    using again = storeOf(journal, dir);
    using anew = storeOf(journal);
    expect(again.digest()).toEqual(anew.digest());
  });

  it('folds anew when the journal becomes another under it', () => {
    using store = new StoreFixture('another');
    const giver = store.open('t1', store.identity());
    sell(store, giver, 4);
    const journal = store.open('t2', store.identity());
    using folded = storeOf(journal);
    const before = [folded.digest().rows, journal.incarnation];
    journal.installSnapshot(giver.snapshot(), 'x', NOW);
    using anew = storeOf(journal);
    expect(folded.digest()).toEqual(anew.digest());
    expect([folded.digest().rows, journal.incarnation]).not.toEqual(before);
    using theirs = storeOf(giver);
    expect(folded.digest()).toEqual(theirs.digest());
    sell(store, giver, 2);
    bring(giver, journal);
    expect(folded.digest()).toEqual(theirs.digest());
  });

  it('takes up what it was not told of an aggregate whose opening came last', () => {
    using store = new StoreFixture('born');
    const [giver, peer] = [store.open('giver', store.identity()), store.open('peer', store.identity())];
    giver.settleBy(closedIsSettled(giver));
    sell(store, giver, 2);
    judgeAll(giver);
    const journal = store.open('new', store.identity());
    journal.installSnapshot(giver.snapshot(), 'x', NOW);
    const reads = new Set(['order.OrderNoteSet']);
    const definitionOf = (of: Journal) => {
      const { service, foldVersion, tables, rowsOf } = storeOf(of).definition;
      return { service, foldVersion, tables, rowsOf, reads };
    };
    using folded = new FoldedStore(definitionOf(journal), journal, newDir());
    const order = store.newId();
    peer.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    bring(peer, giver);
    giver.append(store.draft(order, 'heard before its order'), NOW);
    const known = journal.heads().find(({ chain }) => chain === giver.ownChain)!.seq;
    const batch = giver.batchAfter(giver.ownChain, known, { entries: 500, bytes: 4 * 1024 * 1024 })!;
    expect(journal.receive(batch, NOW).kind).toBe('stored');
    folded.catchUp();
    expect(journal.isDropped(order)).toBe(true);
    bring(peer, journal);
    using anew = new FoldedStore(definitionOf(journal), journal, newDir());
    expect(folded.digest()).toEqual(anew.digest());
    expect(folded.db.prepare('SELECT count(*) FROM orders WHERE id = ?').pluck().get(order)).toBe(1);
  });
});
