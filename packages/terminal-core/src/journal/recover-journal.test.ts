import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { sideReference } from '@beaveros/domain/journal';
import { instant } from '@beaveros/kit';
import type { EntryOnWire } from '@beaveros/protocol/exchange';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL, notesOf, NOW, opened, StoreFixture, TODAY } from './_journal-fixture.ts';
import type { Arrived } from './arrived.ts';
import type { FetchEntry } from './heal.ts';
import type { JournalIdentity } from './identity.ts';
import type { Journal } from './journal.ts';
import { type RecoveryOptions, type RecoveryReport, recoverJournal } from './recover-journal.ts';

const LATER = instant(NOW + 60_000);

function recover(
  store: StoreFixture,
  identity: JournalIdentity,
  more: Pick<RecoveryOptions, 'fetch' | 'signedHeads' | 'seriesUsed'> = {},
): Promise<RecoveryReport> {
  const { random, newId } = store;
  const clock = { now: () => LATER };
  return recoverJournal({
    path: store.path('t1'),
    identity,
    clock,
    random,
    newId,
    businessDate: TODAY,
    ...more,
  });
}

function change(path: string, sql: string): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
}

/** The same length, other words: only its hash betrays it. */
function spoilText(path: string, arrival: number): void {
  change(
    path,
    `UPDATE entries SET text = CAST(replace(CAST(text AS TEXT), 'note', 'nope') AS BLOB) WHERE arrival = ${arrival}`,
  );
}

function peerFetch(peer: Journal): FetchEntry {
  return (chain, seq): EntryOnWire | null => {
    const entry = peer.batchAfter(chain, seq - 1, { entries: 1, bytes: 1 })?.entries[0];
    return entry?.seq === seq ? entry : null;
  };
}

describe('recovering a journal', () => {
  it('puts back by hash what a peer has, and the chain goes on', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const peer = store.open('peer', store.identity());
    const order = store.newId();
    journal.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    for (let n = 1; n <= 5; n += 1)
      journal.append(store.draft(order, `note ${n}`, { counters: ['receipt'] }), NOW);
    peer.receive(journal.batchAfter(journal.ownChain, 0, ALL)!, NOW);
    journal.receive(peer.batchAfter(peer.ownChain, 0, ALL)!, NOW);
    const before = [journal.ownHead, journal.heads(), journal.after(0, 99), journal.nextCounter('receipt')];
    const { incarnation } = journal;
    store.close(journal);
    spoilText(store.path('t1'), 4);
    spoilText(store.path('t1'), 5);
    const report = await recover(store, identity, { fetch: peerFetch(peer) });
    const chain = peer.heads().find((head) => head.seq === 7)!.chain;
    expect(report).toMatchObject({
      ownChain: chain,
      isNewChain: false,
      healed: [
        { chain, seq: 4 },
        { chain, seq: 5 },
      ],
      lost: [],
      copied: [],
      stranded: [],
      isEndKnown: true,
    });
    const again = store.open('t1', identity);
    expect([again.ownHead, again.heads(), again.after(0, 99), again.nextCounter('receipt')]).toEqual(before);
    expect(again.openAggregates()).toEqual([order]);
    expect(again.incarnation).not.toBe(incarnation);
    expect(again.append(store.draft(order, 'on'), NOW)).toMatchObject({ chain, seq: 8 });
    expect(again.scrub(99)).toBe(8);
  });

  it('believes a fetched entry only by its hash', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    for (let n = 1; n <= 3; n += 1) journal.append(store.draft(store.newId(), `note ${n}`), NOW);
    const entry = journal.batchAfter(journal.ownChain, 2, ALL)!.entries[0]!;
    store.close(journal);
    spoilText(store.path('t1'), 3);
    const fetch: FetchEntry = () => ({ ...entry, text: entry.text.replace('note', 'fake') });
    expect(await recover(store, identity, { fetch })).toMatchObject({
      healed: [],
      lost: [{ seq: 3 }],
      isNewChain: true,
    });
  });

  it('ends the chain where an entry is lost, and copies what follows it into a new one', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const order = store.newId();
    const side = { id: store.newId<'Side'>(), salt: 'ab'.repeat(16), value: 'Mr Beaver' };
    const named = { type: 'order.GuestNamed', v: 1, aggregate: order, body: { guest: sideReference(side) } };
    const appended = [1, 2, 3, 4].map((n) =>
      journal.append(store.draft(order, `note ${n}`, { counters: ['receipt'] }), NOW),
    );
    const guest = journal.append(store.draft(order, '', { events: [named], sides: [side] }), NOW);
    const { ownChain: chain } = journal;
    const good = { chain, seq: 2, hash: appended[0]!.hash };
    store.close(journal);
    spoilText(store.path('t1'), 3);
    const report = await recover(store, identity);
    expect(report).toMatchObject({
      isNewChain: true,
      lost: [{ chain, seq: 3 }],
      copied: [4, 5, 6].map((seq) => ({ chain, seq })),
    });
    const again = store.open('t1', identity);
    expect(again.ownChain).toBe(report.ownChain);
    expect([again.series, again.nextCounter('receipt')]).toEqual([2, 1]);
    expect(again.heads()).toEqual([good, again.ownHead]);
    const opening = again.after(2, 99).find(({ chain: name }) => name === again.ownChain)!;
    expect(opening.entry.events[0]).toMatchObject({
      type: 'journal.ChainOpened',
      body: { follows: good, series: 2 },
    });
    const copy = again.ownEntryOf(appended[2]!.entry.commandId) as Arrived;
    const { events, commandId, command, actor, businessDate, at } = appended[2]!.entry;
    expect(copy.chain).toBe(again.ownChain);
    expect(copy.entry).toMatchObject({ commandId, command, actor, businessDate, at });
    expect(copy.entry.events[0]).toMatchObject({
      type: 'journal.Recovered',
      body: { chain, seq: 4, hash: appended[2]!.hash },
    });
    expect(copy.entry.events.slice(1)).toEqual(events);
    expect(notesOf(again, order)).toEqual(['note 1', 'note 3', 'note 4']);
    expect(again.side(side.id)).toEqual(side);
    expect(again.batchAfter(again.ownChain, 3, ALL)?.entries[0]?.sides).toEqual([side]);
    expect((again.ownEntryOf(guest.entry.commandId) as Arrived).entry.events.length).toBe(2);
    expect(() => again.append({ ...store.draft(order, ''), commandId }, NOW)).toThrow(/already/);
  });

  it('leads a peer that still has the originals to the same fold', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const peer = store.open('peer', store.identity());
    const order = store.newId();
    for (let n = 1; n <= 4; n += 1) journal.append(store.draft(order, `note ${n}`), NOW);
    peer.receive(journal.batchAfter(journal.ownChain, 0, ALL)!, NOW);
    store.close(journal);
    spoilText(store.path('t1'), 3);
    await recover(store, identity);
    const again = store.open('t1', identity);
    const own = again.ownChain;
    expect(peer.receive(again.batchAfter(own, 0, ALL)!, NOW).kind).toBe('stored');
    const old = peer.heads().find(({ seq }) => seq === 5)!.chain;
    expect(again.receive(peer.batchAfter(old, 2, ALL)!, NOW)).toMatchObject({ kind: 'stored', seq: 5 });
    expect(again.ownChain).toBe(own);
    expect(notesOf(again, order)).toEqual(['note 1', 'note 2', 'note 3', 'note 4']);
    expect(notesOf(peer, order)).toEqual(notesOf(again, order));
  });

  it('keeps a peer’s chain as far as it is whole, and the rest of it aside', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const peer = store.open('peer', store.identity());
    const order = store.newId();
    for (let n = 1; n <= 4; n += 1) {
      peer.append(store.draft(order, `note ${n}`), NOW);
      journal.receive(peer.batchAfter(peer.ownChain, n === 1 ? 0 : n, ALL)!, NOW);
    }
    const { ownHead } = journal;
    store.close(journal);
    spoilText(store.path('t1'), 4);
    const report = await recover(store, identity);
    const chain = peer.ownChain;
    expect(report).toMatchObject({
      isNewChain: false,
      lost: [{ chain, seq: 3 }],
      stranded: [{ seq: 4 }, { seq: 5 }],
    });
    const again = store.open('t1', identity);
    expect(again.ownHead).toEqual(ownHead);
    expect(again.asides().map(({ seq, reason }) => [seq, reason])).toEqual([
      [4, 'stranded'],
      [5, 'stranded'],
    ]);
    expect(again.receive(peer.batchAfter(chain, 2, ALL)!, NOW)).toMatchObject({ kind: 'stored', seq: 5 });
    expect(notesOf(again, order)).toEqual(notesOf(peer, order));
  });

  it('saves what a file cut short still holds, and fetches the rest up to a signed head', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const peer = store.open('peer', store.identity());
    const order = store.newId();
    for (let n = 1; n <= 300; n += 1) journal.append(store.draft(order, `note ${n}`), NOW);
    const { ownChain: chain, ownHead } = journal;
    const batch = journal.batchAfter(chain, 0, ALL)!;
    peer.receive(batch, NOW);
    store.close(journal);
    const path = store.path('t1');
    truncateSync(path, Math.floor((statSync(path).size / 4_096) * 0.6) * 4_096);
    store.copy('t1', 'cut');
    const alone = await recover(store, identity);
    expect(alone).toMatchObject({ isNewChain: true, isEndKnown: false });
    const half = store.open('t1', identity);
    expect(half.entryCount()).toBeGreaterThan(20);
    expect(notesOf(half, order).length).toBeGreaterThan(20);
    store.close(half);
    store.copy('cut', 't1');
    const helped = await recover(store, identity, { fetch: peerFetch(peer), signedHeads: [batch.head] });
    expect(helped).toMatchObject({ lost: [], copied: [], isNewChain: true });
    const again = store.open('t1', identity);
    expect(again.heads()[0]).toEqual(ownHead);
    expect([again.series, notesOf(again, order).length]).toEqual([2, 300]);
    expect(again.openAggregates()).toEqual([]);
  });

  it('takes everything from a peer when the file is no database at all', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const peer = store.open('peer', store.identity());
    const order = store.newId();
    for (let n = 1; n <= 5; n += 1) journal.append(store.draft(order, `note ${n}`), NOW);
    const batch = journal.batchAfter(journal.ownChain, 0, ALL)!;
    peer.receive(batch, NOW);
    store.close(journal);
    writeFileSync(store.path('t1'), Buffer.alloc(9_000, 3));
    const report = await recover(store, identity, { fetch: peerFetch(peer), signedHeads: [batch.head] });
    expect(report).toMatchObject({ isNewChain: true, isEndKnown: false, lost: [] });
    expect(report.healed.length).toBe(6);
    expect(readFileSync(report.damagedPath)).toEqual(Buffer.alloc(9_000, 3));
    const again = store.open('t1', identity);
    expect([again.series, notesOf(again, order).length]).toEqual([2, 5]);
  });

  it('never repeats a receipt series, even with nothing left', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    store.close(store.open('t1', identity));
    writeFileSync(store.path('t1'), Buffer.alloc(9_000, 3));
    await recover(store, identity, { seriesUsed: 4 });
    expect(store.open('t1', identity).series).toBe(5);
  });

  it('can be done again when the new journal is damaged too', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const order = store.newId();
    for (let n = 1; n <= 6; n += 1) journal.append(store.draft(order, `note ${n}`), NOW);
    store.close(journal);
    spoilText(store.path('t1'), 3);
    await recover(store, identity);
    const second = store.open('t1', identity);
    const { lastArrival } = second;
    expect(notesOf(second, order)).toEqual(['note 1', 'note 3', 'note 4', 'note 5', 'note 6']);
    store.close(second);
    spoilText(store.path('t1'), lastArrival - 2);
    await recover(store, identity);
    const third = store.open('t1', identity);
    expect(notesOf(third, order)).toEqual(['note 1', 'note 3', 'note 5', 'note 6']);
    expect(third.series).toBe(3);
  });

  it('gives a sound journal that repeats no receipt number, whichever byte was turned', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const peer = store.open('peer', store.identity());
    const order = store.newId();
    for (let n = 1; n <= 20; n += 1)
      journal.append(store.draft(order, `note ${n}`, { counters: ['receipt'] }), NOW);
    journal.receive(peer.batchAfter(peer.ownChain, 0, ALL)!, NOW);
    const { head } = journal.batchAfter(journal.ownChain, 0, ALL)!;
    peer.receive(journal.batchAfter(journal.ownChain, 0, ALL)!, NOW);
    store.close(journal);
    const path = store.path('t1');
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, mask, helped) => {
          const spoiled = Buffer.from(whole);
          spoiled[at] = spoiled[at]! ^ mask;
          writeFileSync(path, spoiled);
          const help = helped ? { fetch: peerFetch(peer), signedHeads: [head] } : { seriesUsed: 1 };
          const report = await recover(store, identity, help);
          const again = store.open('t1', identity);
          try {
            again.checkStructure();
            for (let read = again.scrub(99); read > 0; read = again.scrub(99));
            const receipt = [again.series, again.nextCounter('receipt')];
            expect(receipt).toEqual(report.isNewChain ? [2, 1] : [1, 21]);
            if (helped || !report.isNewChain) expect(notesOf(again, order).length).toBe(20);
            again.append(store.draft(order, 'on'), NOW);
          } finally {
            store.close(again);
          }
        },
      ),
      { seed: 20261122, numRuns: 40 },
    );
  });
});
