import { EVENT_CATALOGUE, readEvent } from '@beaveros/domain/journal';
import { type Id, instant } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { BackOffice } from './_back-office.ts';
import { deliver, gossip } from './_gossip.ts';
import { NOW, noted, StoreFixture } from './_journal-fixture.ts';
import { VERSIONS_BEFORE_ANNOUNCEMENT } from './versions-before-announcement.ts';

const DAY_MS = 24 * 60 * 60_000;
const OLD = 'order.OrderNoteSet';
const NEW = 'order.DocumentReversed';

describe('event versions', () => {
  it('are announced once, and again when the build reads others', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('a', identity);
    journal.versions.announce(['x.Bb/1', 'x.Aa/1'], NOW);
    journal.versions.announce(['x.Aa/1', 'x.Bb/1'], NOW);
    expect(journal.entryCount()).toBe(2);
    store.close(journal);
    const again = store.open('a', identity);
    again.versions.announce(['x.Aa/1', 'x.Bb/1'], NOW);
    again.versions.announce(['x.Aa/1'], NOW);
    expect(again.after(0, 9).map(({ entry }) => entry.command)).toEqual([
      'OpenChain',
      'AnnounceVersions',
      'AnnounceVersions',
    ]);
  });

  it('may be written when every till heard of in seven days has announced them', () => {
    using store = new StoreFixture();
    const [mine, theirs] = [store.identity(), store.identity()];
    const [a, b] = [store.open('a', mine), store.open('b', theirs)];
    expect(a.versions.mayWrite(NEW, 1, NOW)).toBe(true);
    gossip(b, a);
    expect([a.versions.mayWrite(NEW, 1, NOW), a.versions.mayWrite(OLD, 1, NOW)]).toEqual([false, true]);
    expect(a.versions.notReadBy(NEW, 1, NOW)).toEqual([theirs.terminal]);
    b.versions.announce([`${OLD}/1`, `${NEW}/1`], NOW);
    expect(a.versions.mayWrite(NEW, 1, NOW)).toBe(false);
    gossip(b, a);
    expect([a.versions.mayWrite(NEW, 1, NOW), a.versions.mayWrite(NEW, 2, NOW)]).toEqual([true, false]);
    b.versions.announce([`${OLD}/1`], NOW);
    gossip(b, a);
    expect(a.versions.mayWrite(NEW, 1, NOW)).toBe(false);
    expect(a.versions.mayWrite(NEW, 1, instant(NOW + 8 * DAY_MS))).toBe(true);
  });

  it('wait for no till that was revoked', () => {
    using store = new StoreFixture();
    const theirs = store.identity();
    const [a, b] = [store.open('a', store.identity()), store.open('b', theirs)];
    gossip(b, a);
    const office = new BackOffice(store);
    const body = { terminal: theirs.terminal, epoch: 1, reason: 'replaced', fences: null };
    office.append([{ type: 'journal.TerminalRevoked', v: 1, aggregate: theirs.terminal, body }]);
    deliver(office.batch(), [a]);
    expect(a.versions.mayWrite(NEW, 1, NOW)).toBe(true);
    const next = store.open('next', store.identity({ terminal: theirs.terminal, epoch: 2 }));
    gossip(next, a);
    expect(a.versions.mayWrite(NEW, 1, NOW)).toBe(false);
  });

  it('are not announced for another', () => {
    using store = new StoreFixture();
    const theirs = store.identity();
    const [a, b, liar] = [theirs, store.identity(), store.identity()].map((one, n) =>
      store.open(`t${n}`, one),
    );
    const body = { reads: [`${NEW}/1`] };
    const events = [{ type: 'journal.VersionsAnnounced', v: 1, aggregate: theirs.terminal, body }];
    liar!.append(store.draft(theirs.terminal, '', { events }), NOW);
    gossip(a!, b!);
    gossip(liar!, b!);
    expect(b!.versions.notReadBy(NEW, 1, NOW)).toContain(theirs.terminal);
  });

  it('of the build before announcements are those it read', () => {
    expect(VERSIONS_BEFORE_ANNOUNCEMENT.size).toBe(18);
    for (const version of VERSIONS_BEFORE_ANNOUNCEMENT) expect(EVENT_CATALOGUE.has(version)).toBe(true);
    expect(VERSIONS_BEFORE_ANNOUNCEMENT.has('journal.VersionsAnnounced/1')).toBe(false);
  });
});

describe('a till of an older build', () => {
  it('parks what it does not read, and folds it after its upgrade', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const a = store.open('a', store.identity());
    const reads: typeof readEvent = (event) => (event.type === OLD ? { kind: 'parked' } : readEvent(event));
    const old = store.open('old', identity, { readEvent: reads });
    const order: Id = store.newId();
    a.append(store.draft(order, 'new'), NOW);
    gossip(a, old);
    expect([old.hasParked(order), old.byAggregate(order)]).toEqual([true, []]);
    expect(() => old.append(store.draft(order, '', { events: [noted(order, 'x')] }), NOW)).toThrow(/unknown/);
    const { incarnation, numbering } = old;
    store.close(old);
    const upgraded = store.open('old', identity);
    expect([upgraded.hasParked(order), upgraded.byAggregate(order).length]).toEqual([false, 1]);
    expect(upgraded.incarnation).not.toBe(incarnation);
    expect(upgraded.numbering).toBe(numbering);
  });
});
