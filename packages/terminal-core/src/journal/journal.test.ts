import { ChainOpened, sideReference } from '@beaveros/domain/journal';
import { isFault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { closed, noted, NOW, opened, StoreFixture } from './_journal-fixture.ts';
import type { Arrived } from './arrived.ts';

describe('a journal', () => {
  it('writes the opening of its chain by itself', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const [opening] = journal.after(0, 10);
    expect(opening?.hash).toBe(journal.ownChain);
    expect(opening?.entry.chain).toBe('');
    expect(opening?.recorded[0]?.header.chain).toBe(journal.ownChain);
    expect(opening?.entry.events[0]).toMatchObject({
      type: ChainOpened.type,
      body: { terminal: identity.terminal, series: 1, follows: null, publicKey: identity.signer.publicKey },
    });
    expect([journal.series, journal.entryCount(), journal.lastArrival]).toEqual([1, 1, 1]);
  });

  it('finds everything again after it was closed and opened', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const first = store.open('t1', identity);
    const order = store.newId();
    const appended = ['one', 'two', 'three'].map((note) => first.append(store.draft(order, note), NOW));
    const before = [
      first.ownHead,
      first.heads(),
      first.entryCount(),
      first.lastArrival,
      first.byAggregate(order),
    ];
    store.close(first);
    const again = store.open('t1', identity);
    expect([
      again.ownHead,
      again.heads(),
      again.entryCount(),
      again.lastArrival,
      again.byAggregate(order),
    ]).toEqual(before);
    expect(again.after(1, 10)).toEqual(appended);
    expect(again.append(store.draft(order, 'four'), NOW).entry).toMatchObject({ seq: 5, clock: 5 });
  });

  it('returns from append exactly what it reads later', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    const appended = journal.append(
      store.draft(store.newId(), 'naïve – 🦫', { approver: store.newId<'User'>() }),
      NOW,
    );
    expect(journal.after(0, 2).slice(1)).toEqual([appended]);
    expect(journal.ownEntryOf(appended.entry.commandId)).toEqual(appended);
    expect(journal.hashAt(appended.chain, appended.seq)).toBe(appended.hash);
  });

  it('says of its last arrivals from memory what the file says', () => {
    using store = new StoreFixture();
    const [journal, peer] = [store.open('a', store.identity()), store.open('b', store.identity())];
    const limits = { entries: 500, bytes: 4 * 1024 * 1024 };
    for (let at = 0; at < 40; at += 1) {
      journal.append(store.draft(store.newId(), `${at}`), NOW);
      peer.append(store.draft(store.newId(), `${at}`), NOW);
      journal.receive(peer.batchAfter(peer.ownChain, at === 0 ? 0 : peer.ownHead.seq - 1, limits)!, NOW);
    }
    const all = journal.after(0, 100); // Farther back than memory goes.
    expect(all.length).toBe(82);
    for (const from of [1, 17, 18, 19, 50, 81, 82]) {
      expect(journal.after(from, 100), `behind ${from}`).toEqual(all.slice(from));
      expect(journal.after(from, 7), `7 behind ${from}`).toEqual(all.slice(from, from + 7));
    }
  });

  it('knows a repeated command id, and takes a second entry with it for a defect', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    const draft = store.draft(store.newId(), 'once');
    const first = journal.append(draft, NOW);
    expect(journal.ownEntryOf(draft.commandId)).toEqual(first);
    expect(() => journal.append(draft, NOW)).toThrow(/already in the journal/);
    expect(journal.entryCount()).toBe(2);
    expect(journal.ownEntryOf(store.newId())).toBeNull();
  });

  it('gives the facts of one aggregate and no others', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    const [a, b] = [store.newId(), store.newId()];
    journal.append(store.draft(a, '1', { events: [noted(a, '1'), noted(b, '2'), noted(a, '3')] }), NOW);
    journal.append(store.draft(b, '4'), NOW);
    const notes = (order: string) =>
      journal.byAggregate(order).map(({ event, index }) => [event.body, index]);
    expect(notes(a)).toEqual([
      [{ note: '1' }, 0],
      [{ note: '3' }, 2],
    ]);
    expect(notes(b)).toEqual([
      [{ note: '2' }, 1],
      [{ note: '4' }, 0],
    ]);
  });

  it('advances counters with the entry that takes them', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    const order = store.newId();
    expect(journal.nextCounter('receipt')).toBe(1);
    journal.append(store.draft(order, '', { counters: ['receipt'] }), NOW);
    journal.append(store.draft(order, '', { counters: ['receipt', 'order/2026-11-22'] }), NOW);
    expect(() =>
      journal.append({ ...store.draft(order, ''), events: [], counters: ['receipt'] }, NOW),
    ).toThrow(/no events/);
    store.close(journal);
    const again = store.open('t1', identity);
    expect([again.nextCounter('receipt'), again.nextCounter('order/2026-11-22')]).toEqual([3, 2]);
  });

  it('refuses to write an event that breaks its schema, or that it does not know', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    const order = store.newId();
    const wrong = [
      { ...noted(order, ''), body: { note: 7 } },
      { ...noted(order, ''), v: 99 },
    ];
    for (const event of wrong) {
      expect(() => journal.append(store.draft(order, '', { events: [event] }), NOW)).toThrow(
        /order.OrderNoteSet/,
      );
    }
    expect(journal.entryCount()).toBe(1);
  });

  it('keeps open orders and shifts, and forgets closed orders', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    const [a, b, c] = [store.newId(), store.newId(), store.newId()];
    journal.append(store.draft(a, '', { events: [opened(a)] }), NOW);
    journal.append(store.draft(b, '', { events: [opened(b)] }), NOW);
    journal.append(store.draft(c, '', { events: [opened(c), closed(store, c)] }), NOW);
    expect(journal.openAggregates()).toEqual([a, b]);
    journal.append(store.draft(a, '', { events: [closed(store, a)] }), NOW);
    expect(journal.openAggregates()).toEqual([b]);
  });

  it('keeps side records that its events refer to, and no others', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    const order = store.newId();
    const side = { id: store.newId<'Side'>(), salt: 'ab'.repeat(16), value: 'Mr Beaver' };
    const events = [
      { type: 'order.GuestNamed', v: 1, aggregate: order, body: { guest: sideReference(side) } },
    ];
    journal.append(store.draft(order, '', { events, sides: [side] }), NOW);
    expect(journal.side(side.id)).toEqual(side);
    expect(() => journal.append(store.draft(order, '', { sides: [side] }), NOW)).toThrow(
      /referred to by no event/,
    );
    expect(journal.after(0, 9).some(({ entry }) => JSON.stringify(entry).includes('Beaver'))).toBe(false);
  });

  it('tells of each arrival after its commit, in order, also of what a listener appends', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    const order = store.newId();
    const heard: string[] = [];
    const note = ({ entry }: Arrived) => (entry.events[0]!.body as { note: string }).note;
    const stop = journal.onArrival((arrived) => {
      heard.push(...arrived.map(note), `of ${journal.entryCount()}`);
      if (heard.length === 2) journal.append(store.draft(order, 'second'), NOW);
      heard.push('end');
    });
    journal.append(store.draft(order, 'first'), NOW);
    stop();
    journal.append(store.draft(order, 'third'), NOW);
    expect(heard).toEqual(['first', 'of 2', 'end', 'second', 'of 3', 'end']);
  });

  it('takes a listener that throws for a defect', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    journal.onArrival(() => {
      throw new Error('no');
    });
    expect(() => journal.append(store.draft(store.newId(), ''), NOW)).toThrow(/listener/);
    expect(journal.entryCount()).toBe(2);
  });

  it('has one writer', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    expect(faultOf(() => store.open('t1', identity))).toMatchObject({
      code: 'journal/in-use',
      retryable: true,
    });
    const reader = new Database(store.path('t1'), { readonly: true });
    expect(reader.prepare('SELECT count(*) FROM entries').pluck().get()).toBe(1);
    reader.close();
    store.close(journal);
    expect(store.open('t1', identity).entryCount()).toBe(1);
  });

  it('is one till’s, and refuses another', () => {
    using store = new StoreFixture();
    store.close(store.open('t1', store.identity()));
    expect(faultOf(() => store.open('t1', store.identity()))).toMatchObject({
      code: 'journal/wrong-identity',
      field: 'terminal',
    });
  });

  it('begins a new chain and series when the till is enrolled again', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const first = store.open('t1', identity);
    const appended = first.append(store.draft(store.newId(), '', { counters: ['receipt'] }), NOW);
    const head = first.ownHead;
    store.close(first);
    const second = store.open('t1', store.identity({ terminal: identity.terminal, epoch: 2 }));
    expect([second.series, second.nextCounter('receipt'), second.heads().length]).toEqual([2, 1, 2]);
    expect(second.after(2, 1)[0]?.entry.events[0]?.body).toMatchObject({
      follows: head,
      series: 2,
      epoch: 2,
    });
    expect(second.ownEntryOf(appended.entry.commandId)).toEqual(appended);
  });
});

function faultOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
  return null;
}
