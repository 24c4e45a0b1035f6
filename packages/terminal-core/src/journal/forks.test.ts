import { type SideRecord, sideReference } from '@beaveros/domain/journal';
import { id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { BackOffice, vouched } from './_back-office.ts';
import { agree, deliver, gossip, until } from './_gossip.ts';
import { ALL, notesOf, NOW, StoreFixture } from './_journal-fixture.ts';
import type { JournalIdentity } from './identity.ts';
import type { Journal } from './journal.ts';

describe('a till whose disk was cloned', () => {
  it('leaves its branch for the one it hears of, and copies its own into a new chain', () => {
    using store = new StoreFixture();
    const { a, twin, peer, order } = cloned(store);
    const mine = a.append(store.draft(order, 'mine', { counters: ['receipt'] }), NOW);
    const theirs = twin.append(store.draft(order, 'theirs', { counters: ['receipt'] }), NOW);
    peer.receive(twin.batchAfter(twin.ownChain, 0, ALL)!, NOW);
    const old = a.ownChain;
    const heard: string[] = [];
    a.onReplaced(() => heard.push('replaced'));
    a.onArrival((arrived) => heard.push(...arrived.map(({ entry }) => entry.command)));
    const { incarnation } = a;
    const answer = a.receive(peer.batchAfter(old, 2, ALL)!, NOW);
    expect(answer).toEqual({ kind: 'stored', chain: old, seq: 3 });
    expect([a.hashAt(old, 3), a.series, a.nextCounter('receipt')]).toEqual([theirs.hash, 2, 1]);
    expect(a.incarnation).not.toBe(incarnation);
    expect(heard).toEqual(['replaced', 'OpenChain', 'SetOrderNote', 'SetOrderNote']);
    expect(notesOf(a, order)).toEqual(['before', 'theirs', 'mine']);
    const [, copy] = a.after(0, 99).filter(({ chain }) => chain === a.ownChain);
    expect(copy?.entry).toMatchObject({
      commandId: mine.entry.commandId,
      at: mine.entry.at,
      events: [
        { type: 'journal.Recovered', body: { chain: old, seq: 3, hash: mine.hash } },
        mine.entry.events[0],
      ],
    });
    expect(a.asides()).toMatchObject([{ chain: old, seq: 3, hash: mine.hash, isBrought: false }]);
    expect([a.wasBrought(copy!.arrival), a.wasBrought(copy!.arrival - 2)]).toEqual([false, false]);
    expect(a.ownEntryOf(mine.entry.commandId)).toMatchObject({ chain: a.ownChain, seq: 2 });
    expect(peer.receive(a.batchAfter(a.ownChain, 0, ALL)!, NOW).kind).toBe('stored');
    expect(notesOf(peer, order)).toEqual(notesOf(a, order));
  });

  it('takes the side records of its copies along, whichever branch they came from', () => {
    using store = new StoreFixture();
    const { a, twin, peer, order } = cloned(store);
    const record = (value: string) => ({ id: store.newId<'Side'>(), salt: 'ab'.repeat(16), value });
    const [mine, theirs] = [record('Ada'), record('Eve')];
    const named = (side: SideRecord) => ({
      events: [
        { type: 'order.GuestNamed', v: 1, aggregate: id(order), body: { guest: sideReference(side) } },
      ],
      sides: [side],
    });
    a.append(store.draft(order, '', named(mine)), NOW);
    twin.append(store.draft(order, '', named(theirs)), NOW);
    peer.receive(twin.batchAfter(twin.ownChain, 0, ALL)!, NOW);
    a.receive(peer.batchAfter(a.ownChain, 0, ALL)!, NOW);
    expect([a.side(mine.id), a.side(theirs.id)]).toEqual([mine, theirs]);
    peer.receive(a.batchAfter(a.ownChain, 0, ALL)!, NOW);
    expect(peer.side(mine.id)).toEqual(mine);
  });

  it('gives its branch on with the author’s word, also after somebody stood for it', () => {
    using store = new StoreFixture();
    const { a, twin, peer, order } = cloned(store);
    a.append(store.draft(order, 'mine'), NOW);
    twin.append(store.draft(order, 'theirs'), NOW);
    const old = a.ownChain;
    peer.receive(a.batchAfter(old, 0, ALL)!, NOW);
    const theirs = twin.batchAfter(old, 0, ALL)!;
    const { signature, ...head } = theirs.head;
    const office = new BackOffice(store);
    office.append([vouched(store, head)]);
    deliver(office.batch(), [peer]);
    for (const said of [signature, null])
      expect(peer.receive({ ...theirs, head: { ...head, signature: said } }, NOW).kind).toBe('aside');
    a.receive(theirs, NOW);
    peer.receive(a.batchAfter(a.ownChain, 0, ALL)!, NOW);
    expect(peer.batchAfter(old, 0, ALL)?.head).toEqual({ ...head, signature });
  });

  it('stays where it is when an earlier opening says that its own branch stands', () => {
    using store = new StoreFixture();
    const { a, twin, peer, order } = cloned(store);
    const other = store.open('other', store.identity());
    a.append(store.draft(order, 'mine'), NOW);
    twin.append(store.draft(order, 'theirs'), NOW);
    peer.receive(twin.batchAfter(twin.ownChain, 0, ALL)!, NOW);
    other.receive(a.batchAfter(a.ownChain, 0, ALL)!, NOW);
    gossip(other, twin);
    const [own, old] = [twin.ownChain, a.ownChain];
    gossip(twin, a);
    expect([a.hashAt(old, 3), a.hashAt(own, 1)]).toEqual([other.hashAt(old, 3), own]);
    gossip(peer, a);
    expect(a.asides().map(({ seq }) => seq)).toContain(3);
    until([a, twin, peer, other]);
    agree([a, twin, peer, other], [order]);
    expect(notesOf(a, order)).toEqual(expect.arrayContaining(['before', 'mine', 'theirs']));
  });

  it('moves a branch that a third till took first, once the opening says so, and back after a restart', () => {
    using store = new StoreFixture();
    const { a, twin, peer, order } = cloned(store);
    const identity = store.identity();
    const third = store.open('third', identity);
    a.append(store.draft(order, 'mine'), NOW);
    twin.append(store.draft(order, 'theirs'), NOW);
    gossip(a, third);
    gossip(twin, third);
    expect(third.asides().length).toBe(1);
    gossip(twin, peer);
    gossip(peer, a);
    let replaced = 0;
    third.onReplaced(() => (replaced += 1));
    gossip(a, third);
    expect(replaced).toBe(1);
    expect(third.asides()).toMatchObject([{ seq: 3 }]);
    const before = [third.heads(), notesOf(third, order), third.incarnation];
    store.close(third);
    const again = store.open('third', identity);
    expect([again.heads(), notesOf(again, order), again.incarnation]).toEqual(before);
    expect(again.scrub(99)).toBeGreaterThan(0);
    until([a, twin, peer, again]);
    agree([a, twin, peer, again], [order]);
  });

  it('answers what it cannot attach with the place where it stands otherwise', () => {
    using store = new StoreFixture();
    const { a, twin, peer, order } = cloned(store);
    a.append(store.draft(order, 'mine'), NOW);
    for (const note of ['x', 'y', 'z']) twin.append(store.draft(order, note), NOW);
    peer.receive(a.batchAfter(a.ownChain, 0, ALL)!, NOW);
    const chain = a.ownChain;
    expect(peer.receive(twin.batchAfter(chain, 4, ALL)!, NOW)).toMatchObject({ kind: 'gap', expected: 4 });
    expect(peer.receive(twin.batchAfter(chain, 3, ALL)!, NOW)).toEqual({
      kind: 'fork',
      chain,
      seq: 3,
      hash: a.ownHead.hash,
    });
    expect(peer.receive(twin.batchAfter(chain, 2, { entries: 1, bytes: 1 })!, NOW)).toEqual({
      kind: 'aside',
      chain,
      seq: 3,
    });
    expect(peer.receive(twin.batchAfter(chain, 3, ALL)!, NOW)).toEqual({ kind: 'aside', chain, seq: 5 });
    expect(peer.asides().map(({ seq }) => seq)).toEqual([3, 4, 5]);
  });
});

describe('a till whose disk was wiped', () => {
  it('has its command ids again when it hears of them, and leaves the series they used', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const peer = store.open('peer', store.identity());
    const first = store.open('first', identity);
    const order = store.newId();
    const sold = first.append(store.draft(order, 'sold', { counters: ['receipt'] }), NOW);
    peer.receive(first.batchAfter(first.ownChain, 0, ALL)!, NOW);
    store.close(first);
    const wiped = store.open('wiped', identity);
    expect([wiped.series, wiped.ownEntryOf(sold.entry.commandId)]).toEqual([1, null]);
    const own = wiped.ownChain;
    gossip(peer, wiped);
    expect(wiped.ownEntryOf(sold.entry.commandId)).toMatchObject({ hash: sold.hash });
    expect(wiped.wasBrought(wiped.after(0, 99).find(({ hash }) => hash === sold.hash)!.arrival)).toBe(true);
    expect(wiped.ownChain).not.toBe(own);
    expect(wiped.series).toBeGreaterThan(1);
    expect(wiped.sharedSeries()).toEqual([{ terminal: identity.terminal, series: 1 }]);
    until([peer, wiped]);
    agree([peer, wiped], [order]);
    expect(peer.sharedSeries()).toEqual(wiped.sharedSeries());
  });

  it('says which branch of its old chain stands, when nobody else of its disks is left', () => {
    using store = new StoreFixture();
    const { a, twin, peer, order, identity } = cloned(store);
    const other = store.open('other', store.identity());
    a.append(store.draft(order, 'mine'), NOW);
    twin.append(store.draft(order, 'theirs'), NOW);
    gossip(a, peer);
    gossip(twin, other);
    const old = a.ownChain;
    for (const dead of [a, twin]) store.close(dead);
    const wiped = store.open('wiped', identity);
    until([peer, other, wiped]);
    agree([peer, other, wiped], [order]);
    expect(notesOf(peer, order).toSorted()).toEqual(['before', 'mine', 'theirs']);
    expect([peer, other].map((each) => each.hashAt(old, 3))).toEqual([
      wiped.hashAt(old, 3),
      wiped.hashAt(old, 3),
    ]);
    const chains = wiped.heads().length;
    until([peer, other, wiped]);
    expect(wiped.heads().length).toBe(chains);
  });

  it('begins above the series that enrolment says was used', () => {
    using store = new StoreFixture();
    const till = store.open('till', store.identity(), { seriesUsed: 6 });
    expect(till.series).toBe(7);
  });
});

function cloned(store: StoreFixture): {
  a: Journal;
  twin: Journal;
  peer: Journal;
  order: string;
  identity: JournalIdentity;
} {
  const identity = store.identity();
  const order = store.newId();
  const before = store.open('a', identity);
  before.append(store.draft(order, 'before', { counters: ['receipt'] }), NOW);
  store.close(before);
  store.copy('a', 'twin');
  const peer = store.open('peer', store.identity());
  return { a: store.open('a', identity), twin: store.open('twin', identity), peer, order, identity };
}
