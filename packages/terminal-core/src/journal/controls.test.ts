import { sideReference } from '@beaveros/domain/journal';
import { id } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { BackOffice, erased, released, stolen, vouched } from './_back-office.ts';
import { agree, deliver, gossip, until } from './_gossip.ts';
import { ALL, closed, notesOf, NOW, opened, StoreFixture } from './_journal-fixture.ts';
import { rewritten } from './_rewritten.ts';
import type { Journal } from './journal.ts';

describe('a fence', () => {
  it('takes what is beyond it out of the folds, also what was folded before, and what comes later', () => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    for (const note of ['1', '2', '3']) a.append(store.draft(order, note), NOW);
    const [early, late] = [store.open('early', store.identity()), store.open('late', store.identity())];
    const office = new BackOffice(store);
    gossip(a, early);
    office.append([stolen(thief, [{ chain: a.ownChain, seq: 2 }])]);
    let replaced = 0;
    early.onReplaced(() => (replaced += 1));
    deliver(office.batch(), [early, late]);
    gossip(a, late);
    expect(replaced).toBe(1);
    for (const journal of [early, late]) {
      expect(notesOf(journal, order)).toEqual(['1']);
      expect(journal.unread()).toMatchObject([
        { chain: a.ownChain, seq: 3, place: -1, kind: 'suspense' },
        { chain: a.ownChain, seq: 4, place: -1, kind: 'suspense' },
      ]);
    }
    a.append(store.draft(order, '4'), NOW);
    gossip(a, early);
    expect([notesOf(early, order), replaced]).toEqual([['1'], 1]);
    until([a, early, late]);
    agree([a, early, late], [order]);
  });

  it('is 0 in a chain of that epoch that it does not name, and none in one of a later epoch', () => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    a.append(store.draft(order, 'stolen'), NOW);
    const next = store.open('next', store.identity({ terminal: thief.terminal, epoch: 2 }));
    next.append(store.draft(order, 'replaced'), NOW);
    const peer = store.open('peer', store.identity());
    const office = new BackOffice(store);
    office.append([stolen(thief, [])]);
    for (const from of [a, next]) gossip(from, peer);
    deliver(office.batch(), [peer]);
    expect(notesOf(peer, order)).toEqual(['replaced']);
  });

  it('is the lowest of several, and a till that died has none', () => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    for (const note of ['1', '2', '3']) a.append(store.draft(order, note), NOW);
    const peer = store.open('peer', store.identity());
    const office = new BackOffice(store);
    office.append([stolen(thief, [{ chain: a.ownChain, seq: 3 }])]);
    office.append([stolen(thief, [{ chain: a.ownChain, seq: 2 }])]);
    office.append([dead(thief)]);
    gossip(a, peer);
    deliver(office.batch(), [peer]);
    expect(notesOf(peer, order)).toEqual(['1']);
    const spared = store.open('spared', store.identity());
    const other = new BackOffice(store);
    other.append([dead(thief)]);
    gossip(a, spared);
    deliver(other.batch(), [spared]);
    expect(notesOf(spared, order)).toEqual(['1', '2', '3']);
  });

  it('in a chain that no tenant’s key signed is none', () => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    const [peer, liar] = [store.open('peer', store.identity()), store.open('liar', store.identity())];
    a.append(store.draft(order, '1'), NOW);
    liar.append(store.draft(order, '', { events: [{ ...stolen(thief, []), aggregate: id(order) }] }), NOW);
    gossip(a, peer);
    gossip(liar, peer);
    expect(notesOf(peer, order)).toEqual(['1']);
  });

  it('is told as the one that counts, whichever was learned first', () => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    for (const note of ['1', '2', '3']) a.append(store.draft(order, note), NOW);
    const [early, late] = [store.open('early', store.identity()), store.open('late', store.identity())];
    const office = new BackOffice(store);
    for (const peer of [early, late]) gossip(a, peer);
    office.append([stolen(thief, [{ chain: a.ownChain, seq: 3 }])]);
    deliver(office.batch(), [early]);
    office.append([stolen(thief, [{ chain: a.ownChain, seq: 2 }])]);
    deliver(office.batch(), [early, late]);
    expect(early.unread()).toEqual(late.unread());
    expect(new Set(early.unread().map(({ reason }) => reason))).toEqual(new Set(['beyond the fence at 2']));
  });

  it('opens and closes aggregates by what is read only', () => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    const [peer, other] = [store.open('peer', store.identity()), store.newId()];
    a.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    a.append(store.draft(order, '', { events: [closed(store, order)] }), NOW);
    a.append(store.draft(other, '', { events: [opened(other)] }), NOW);
    gossip(a, peer);
    expect(peer.openAggregates()).toEqual([other]);
    const office = new BackOffice(store);
    office.append([stolen(thief, [{ chain: a.ownChain, seq: 2 }])]);
    deliver(office.batch(), [peer]);
    expect(peer.openAggregates()).toEqual([order]);
    office.append([released(store, a.ownChain, 4)]);
    deliver(office.batch(), [peer]);
    expect(peer.openAggregates()).toEqual([other]);
  });
});

describe('a fence or a control fact that the file lost', () => {
  it.each([
    ['the index of control facts', 'DELETE FROM controls'],
    ['the suspense', 'DELETE FROM unread WHERE place = -1'],
  ])('is found by the scrub: %s', (_what, sql) => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    const mine = store.identity();
    const peer = store.open('peer', mine);
    a.append(store.draft(order, '1'), NOW);
    gossip(a, peer);
    const office = new BackOffice(store);
    office.append([stolen(thief, [])]);
    deliver(office.batch(), [peer]);
    store.close(peer);
    const db = new Database(store.path('peer'));
    db.exec(sql);
    db.close();
    const again = store.open('peer', mine);
    expect(() => {
      while (again.scrub(99) > 0);
    }).toThrow(/damaged/);
  });
});

describe('a release', () => {
  it('lets what a fence or a leaping clock held back into the folds, up to its seq', () => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    const mine = store.identity();
    const peer = store.open('peer', mine);
    a.append(store.draft(order, 'one'), NOW);
    a.append(store.draft(order, 'leapt'), NOW);
    const leap = rewritten(a.batchAfter(a.ownChain, 0, ALL)!, thief, 2, { clock: 2 ** 33 });
    deliver(leap, [peer]);
    expect(notesOf(peer, order)).toEqual(['one']);
    const office = new BackOffice(store);
    office.append([released(store, a.ownChain, 2)]);
    deliver(office.batch(), [peer]);
    expect(notesOf(peer, order)).toEqual(['one']);
    const { incarnation } = peer;
    office.append([released(store, a.ownChain, 3)]);
    deliver(office.batch(), [peer]);
    expect([notesOf(peer, order), peer.unread()]).toEqual([['one', 'leapt'], []]);
    expect(peer.incarnation).not.toBe(incarnation);
    expect(peer.append(store.draft(order, ''), NOW).entry.clock).toBeLessThan(100);
    store.close(peer);
    expect(notesOf(store.open('peer', mine), order)).toEqual(['one', '', 'leapt']);
  });

  it('before the entries come spares them', () => {
    using store = new StoreFixture();
    const { a, thief, order } = tills(store);
    const peer = store.open('peer', store.identity());
    for (const note of ['1', '2']) a.append(store.draft(order, note), NOW);
    const office = new BackOffice(store);
    office.append([released(store, a.ownChain, 2)]);
    office.append([stolen(thief, [])]);
    deliver(office.batch(), [peer]);
    gossip(a, peer);
    expect(notesOf(peer, order)).toEqual(['1']);
  });
});

describe('a vouched head', () => {
  it('stands for the author’s signature, at that head only, and can be given on', () => {
    using store = new StoreFixture();
    const { a, order } = tills(store);
    const [peer, third] = [store.open('peer', store.identity()), store.open('third', store.identity())];
    for (const note of ['1', '2']) a.append(store.draft(order, note), NOW);
    const signed = a.batchAfter(a.ownChain, 0, ALL)!;
    const unsigned = { ...signed, head: { ...signed.head, signature: null } };
    const { signature: _, ...head } = signed.head;
    const office = new BackOffice(store);
    office.append([vouched(store, { ...head, hash: a.ownChain })]);
    deliver(office.batch(), [peer]);
    expect(peer.receive(unsigned, NOW)).toMatchObject({
      code: 'exchange/not-vouched',
      field: 'head.signature',
      retryable: true,
    });
    office.append([vouched(store, head)]);
    deliver(office.batch(), [peer]);
    expect(peer.receive(unsigned, NOW)).toEqual({ kind: 'stored', chain: a.ownChain, seq: 3 });
    expect(peer.batchAfter(a.ownChain, 0, ALL)?.head).toEqual({ ...head, signature: null });
    deliver(office.batch(), [third]);
    gossip(peer, third);
    expect(notesOf(third, order)).toEqual(['1', '2']);
  });
});

describe('erased side records', () => {
  it('are deleted wherever they are, and not taken again; the chain still verifies', () => {
    using store = new StoreFixture();
    const { a, order } = tills(store);
    const [early, late] = [store.open('early', store.identity()), store.open('late', store.identity())];
    const record = (value: string) => ({ id: store.newId<'Side'>(), salt: 'ab'.repeat(16), value });
    const [gone, kept] = [record('Ada'), record('Eve')];
    for (const side of [gone, kept]) {
      const guest = {
        type: 'order.GuestNamed',
        v: 1,
        aggregate: id(order),
        body: { guest: sideReference(side) },
      };
      a.append(store.draft(order, '', { events: [guest], sides: [side] }), NOW);
    }
    const office = new BackOffice(store);
    office.append([erased(store, [gone.id])]);
    gossip(a, early);
    expect(early.side(gone.id)).toEqual(gone);
    deliver(office.batch(), [early, late, a]);
    gossip(a, late);
    deliver(a.batchAfter(a.ownChain, 0, ALL)!, [late]);
    for (const journal of [a, early, late]) {
      expect([journal.side(gone.id), journal.side(kept.id)]).toEqual([null, kept]);
      expect(journal.scrub(99)).toBeGreaterThan(0);
    }
    expect(a.batchAfter(a.ownChain, 1, ALL)?.entries.map(({ sides }) => sides)).toEqual([[], [kept]]);
  });
});

function tills(store: StoreFixture): {
  a: Journal;
  thief: ReturnType<StoreFixture['identity']>;
  order: string;
} {
  const thief = store.identity();
  return { a: store.open('a', thief), thief, order: store.newId() };
}

function dead(identity: ReturnType<StoreFixture['identity']>): ReturnType<typeof stolen> {
  const { terminal, epoch } = identity;
  const body = { terminal, epoch, reason: 'dead', fences: null };
  return { type: 'journal.TerminalRevoked', v: 1, aggregate: terminal, body };
}
