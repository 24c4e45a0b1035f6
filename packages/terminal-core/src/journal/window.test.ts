import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { sideReference } from '@beaveros/domain/journal';
import { instant, isFault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { runsOf } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { ALL, closed, NOW, opened, StoreFixture } from './_journal-fixture.ts';
import {
  bring,
  closedIsSettled,
  foldsOf,
  heardFor,
  judgeAll,
  ledgerOf,
  type Step,
  Story,
} from './_stories.ts';
import type { JournalIdentity } from './identity.ts';
import type { Journal } from './journal.ts';

const DAY = 24 * 60 * 60_000;
const WINDOW_DAYS = 91;

/** Rounds of drops until one looks at nothing. */
function dropAll(journal: Journal, now: number): { aggregates: number; bodies: number } {
  const sum = { aggregates: 0, bodies: 0 };
  for (;;) {
    const { looked, aggregates, bodies } = journal.dropBodies({ now: instant(now), limit: 7 });
    if (looked === 0) return sum;
    sum.aggregates += aggregates.length;
    sum.bodies += bodies;
  }
}

/** A till with a closed order (three entries) and an open one. */
function till(store: StoreFixture) {
  const identity = store.identity();
  const journal = store.open('t1', identity);
  journal.settleBy(closedIsSettled(journal));
  const [settled, open] = [store.newId(), store.newId()];
  const first = journal.append(store.draft(settled, '', { events: [opened(settled)] }), NOW);
  journal.append(store.draft(settled, 'note'), NOW);
  journal.append(store.draft(open, '', { events: [opened(open)] }), NOW);
  const last = journal.append(store.draft(settled, '', { events: [closed(store, settled)] }), NOW);
  journal.append(store.draft(open, 'the last'), NOW);
  judgeAll(journal);
  return { identity, journal, settled, open, first, last };
}

describe('the window', () => {
  it('drops what was settled, once the cloud has had it for 90 days, and keeps places, ids and sums', () => {
    using store = new StoreFixture();
    const { journal, settled, open, first } = till(store);
    const heads = journal.heads();
    const heard: string[] = [];
    journal.onDropped((aggregates) => heard.push(...aggregates));
    const now = heardFor(journal, heads, WINDOW_DAYS);
    expect(dropAll(journal, now - 2 * DAY)).toEqual({ aggregates: 0, bodies: 0 });
    expect(dropAll(journal, now)).toEqual({ aggregates: 1, bodies: 3 });
    expect(heard).toEqual([settled]);
    expect([journal.isDropped(settled), journal.isDropped(open)]).toEqual([true, false]);
    expect([journal.byAggregate(settled), journal.byAggregate(open).length]).toEqual([[], 2]);
    expect(journal.heads()).toEqual(heads);
    expect(journal.hashAt(journal.ownChain, 2)).toBe(first.hash);
    expect(journal.ownEntryOf(first.entry.commandId)).toEqual({
      dropped: true,
      chain: journal.ownChain,
      seq: 2,
      hash: first.hash,
    });
    expect(() => journal.append({ ...store.draft(open, ''), commandId: first.entry.commandId }, NOW)).toThrow(
      /already/,
    );
    expect(journal.openingRows('orders')).toEqual([
      { ledger: 'orders', key: 'all', body: { orders: 1, notes: 1, unit: 'each' } },
    ]);
    expect(journal.after(0, 99).map(({ seq }) => seq)).toEqual([1, 4, 6]);
    expect(dropAll(journal, now)).toEqual({ aggregates: 0, bodies: 0 });
  });

  it('says the same after a restart, verified and scrubbed', () => {
    using store = new StoreFixture();
    const { journal, identity, settled, open } = till(store);
    dropAll(journal, heardFor(journal, journal.heads(), WINDOW_DAYS));
    const said = (one: Journal) => [
      one.heads(),
      one.isDropped(settled),
      foldsOf(one, [settled, open]),
      one.openingRows('orders'),
    ];
    const before = said(journal);
    store.close(journal);
    const again = store.open('t1', identity);
    expect(said(again)).toEqual(before);
    while (again.scrub(2) > 0);
    again.checkStructure();
  });

  it('finds an emptied entry damaged that nobody dropped, and a changed hash of one that was', () => {
    using store = new StoreFixture();
    const { journal, identity } = till(store);
    dropAll(journal, heardFor(journal, journal.heads(), WINDOW_DAYS));
    store.close(journal);
    for (const [damage, seq] of [
      [`UPDATE entries SET text = x'' WHERE seq = 4`, 4],
      [`UPDATE entries SET hash = zeroblob(32) WHERE seq = 3`, 4],
    ] as const) {
      const name = `bad ${seq} ${damage.length}`;
      store.copy('t1', name);
      const db = new Database(store.path(name));
      db.exec(damage);
      db.close();
      expect(() => {
        const bad = store.open(name, identity);
        while (bad.scrub(100) > 0);
      }).toThrow(
        expect.objectContaining({ code: 'journal/damaged', details: expect.objectContaining({ seq }) }),
      );
    }
  });

  it('deletes side records with the bodies', () => {
    using store = new StoreFixture();
    const { journal, settled } = till(store);
    const side = { id: store.newId<'Side'>(), salt: 'ab'.repeat(16), value: 'Mr Beaver' };
    const guest = {
      type: 'order.GuestNamed',
      v: 1,
      aggregate: settled,
      body: { guest: sideReference(side) },
    } as const;
    journal.append(store.draft(settled, '', { events: [guest], sides: [side] }), NOW);
    journal.append(store.draft(store.newId(), 'the last'), NOW);
    judgeAll(journal);
    const now = heardFor(journal, journal.heads(), WINDOW_DAYS);
    expect(journal.side(side.id)).toEqual(side);
    dropAll(journal, now);
    expect(journal.side(side.id)).toBeNull();
  });

  it('keeps what is younger, unsettled, parked, or steers the journal', () => {
    using store = new StoreFixture();
    const { journal, settled } = till(store);
    const heads = journal.heads();
    const now = heardFor(journal, heads, WINDOW_DAYS);
    journal.append(store.draft(settled, 'a young fact of an old order'), NOW);
    judgeAll(journal);
    expect(dropAll(journal, now)).toEqual({ aggregates: 0, bodies: 0 });
    expect(journal.byAggregate(settled).length).toBe(4);
  });

  it('keeps an entry for the aggregate in it that is not settled, and drops the other', () => {
    using store = new StoreFixture();
    const journal = store.open('t1', store.identity());
    journal.settleBy(closedIsSettled(journal));
    const [one, two] = [store.newId(), store.newId()];
    journal.append(store.draft(one, '', { events: [opened(one), opened(two)] }), NOW);
    journal.append(store.draft(one, '', { events: [closed(store, one)] }), NOW);
    journal.append(store.draft(two, 'the last'), NOW);
    judgeAll(journal);
    const now = heardFor(journal, journal.heads(), WINDOW_DAYS);
    expect(dropAll(journal, now)).toEqual({ aggregates: 1, bodies: 1 });
    expect([journal.byAggregate(one), journal.byAggregate(two).length]).toEqual([[], 2]);
    expect(
      journal.after(0, 9).flatMap(({ recorded }) => recorded.map(({ event }) => event.aggregate)),
    ).toEqual([expect.anything(), two, two]);
    while (journal.scrub(9) > 0);
  });

  it('keeps a late fact of a dropped order, gives it on, and shows it', () => {
    using store = new StoreFixture();
    const { journal, settled } = till(store);
    const peer = store.open('peer', store.identity());
    bring(journal, peer);
    dropAll(journal, heardFor(journal, journal.heads(), WINDOW_DAYS));
    const late = peer.append(store.draft(settled, 'late'), NOW);
    bring(peer, journal);
    expect(journal.byAggregate(settled)).toEqual([]);
    expect(journal.after(journal.lastArrival - 1, 1)[0]?.recorded).toEqual([]);
    expect(journal.lateFacts()).toEqual([{ aggregate: settled, chain: peer.ownChain, seq: late.seq }]);
    const third = store.open('third', store.identity());
    third.receive(journal.batchAfter(peer.ownChain, 0, ALL)!, NOW);
    expect(third.byAggregate(settled).length).toBe(1);
  });

  it('gives a peer what has a body, and nothing that lies below the window', () => {
    using store = new StoreFixture();
    const { journal } = till(store);
    dropAll(journal, heardFor(journal, journal.heads(), WINDOW_DAYS));
    const seqsAfter = (seq: number) =>
      journal.batchAfter(journal.ownChain, seq, ALL)?.entries.map((each) => each.seq);
    expect([0, 1, 3, 4, 5].map(seqsAfter)).toEqual([[1], undefined, [4], undefined, [6]]);
    const peer = store.open('peer', store.identity());
    expect(peer.receive(journal.batchAfter(journal.ownChain, 0, ALL)!, NOW).kind).toBe('stored');
    expect(peer.receive(journal.batchAfter(journal.ownChain, 3, ALL)!, NOW)).toMatchObject({
      kind: 'gap',
      expected: 2,
    });
  });

  it('compares what it dropped by hash: known is known, another branch is another', () => {
    using store = new StoreFixture();
    const { journal } = till(store);
    const whole = journal.batchAfter(journal.ownChain, 0, ALL)!;
    const peer = store.open('peer', store.identity());
    peer.settleBy(closedIsSettled(peer));
    peer.receive(whole, NOW);
    peer.append(store.draft(store.newId(), 'the last'), NOW);
    judgeAll(peer);
    expect(dropAll(peer, heardFor(peer, peer.heads(), WINDOW_DAYS)).bodies).toBe(3);
    expect(peer.receive(whole, NOW)).toMatchObject({ kind: 'stored', seq: 6 });
  });
});

describe('the cloud’s acknowledgements', () => {
  it('count from the day they are heard, and only for what the cloud has by hash', () => {
    using store = new StoreFixture();
    const { journal } = till(store);
    const [head] = journal.heads();
    const early = { ...head!, seq: 3, hash: journal.hashAt(head!.chain, 3)! };
    journal.cloudHas([early], 'life-1', NOW);
    const now = heardFor(journal, [{ ...head!, hash: 'ab'.repeat(32) }], WINDOW_DAYS);
    // Entry 5 closes the order, and nobody has acknowledged it.
    expect(dropAll(journal, now)).toEqual({ aggregates: 0, bodies: 0 });
  });

  it('are forgotten where the cloud went back', () => {
    using store = new StoreFixture();
    const { journal } = till(store);
    const heads = journal.heads();
    const now = heardFor(journal, heads, WINDOW_DAYS);
    const [head] = heads;
    journal.cloudHas([{ ...head!, seq: 4, hash: journal.hashAt(head!.chain, 4)! }], 'life-2', now);
    expect(dropAll(journal, now)).toEqual({ aggregates: 0, bodies: 0 });
    journal.cloudHas(heads, 'life-2', now);
    expect(dropAll(journal, now)).toEqual({ aggregates: 0, bodies: 0 });
    const later = heardFor(journal, heads, WINDOW_DAYS, now);
    expect(dropAll(journal, later)).toEqual({ aggregates: 1, bodies: 3 });
  });

  it('are all forgotten in another life that does not know the chain', () => {
    using store = new StoreFixture();
    const { journal } = till(store);
    const now = heardFor(journal, journal.heads(), WINDOW_DAYS);
    journal.cloudHas([], 'life-1', now);
    journal.cloudHas([], 'life-2', now);
    expect(dropAll(journal, now)).toEqual({ aggregates: 0, bodies: 0 });
  });

  it('do not age by a clock that jumps', () => {
    using store = new StoreFixture();
    const { journal } = till(store);
    journal.cloudHas(journal.heads(), 'life-1', NOW);
    const jumped = instant(NOW + 400 * DAY);
    journal.cloudHas(journal.heads(), 'life-1', jumped);
    expect(dropAll(journal, jumped)).toEqual({ aggregates: 0, bodies: 0 });
  });

  it('cost at most one row a chain and day, and few for ever', () => {
    using store = new StoreFixture();
    const { journal } = till(store);
    const path = store.path('t1');
    for (let hour = 0; hour < 24 * 200; hour += 6)
      journal.cloudHas(journal.heads(), 'life-1', instant(NOW + hour * 3_600_000));
    const db = new Database(path, { readonly: true });
    expect(Number(db.prepare('SELECT count(*) FROM acks').pluck().get())).toBeLessThanOrEqual(92);
    db.close();
  });
});

describe('a journal with a window', () => {
  it('ends, with the same later entries, in the same heads, folds and sums as one without', () => {
    const steps = fc.array(
      fc.record({
        till: fc.nat(1),
        order: fc.nat(4),
        what: fc.constantFrom<Step['what']>('note', 'note', 'close'),
      }),
      { minLength: 1, maxLength: 25 },
    );
    fc.assert(
      fc.property(steps, steps, fc.nat(20), (before, later, unheard) => {
        using store = new StoreFixture();
        const [with90, without] = ['a', 'b'].map((name) => store.open(name, store.identity())) as [
          Journal,
          Journal,
        ];
        const story = new Story(store, 5);
        const spread = () => {
          bring(with90, without);
          bring(without, with90);
        };
        for (const step of before) {
          story.tell([with90, without], step);
          spread();
        }
        with90.settleBy(closedIsSettled(with90));
        const heads = with90.heads().map((head) => {
          const seq = Math.max(1, head.seq - (unheard % 5));
          return { ...head, seq, hash: with90.hashAt(head.chain, seq)! };
        });
        judgeAll(with90);
        const now = heardFor(with90, heads, WINDOW_DAYS);
        dropAll(with90, now);
        for (const step of later) story.tell([with90, without], step);
        spread();
        expect(with90.heads().toSorted(byChain)).toEqual(without.heads().toSorted(byChain));
        const held = story.orders.filter((order) => !with90.isDropped(order));
        expect(foldsOf(with90, held)).toEqual(foldsOf(without, held));
        expect(ledgerOf(with90, story.orders).orders).toBe(ledgerOf(without, story.orders).orders);
        for (const { event } of with90.after(0, 999).flatMap(({ recorded }) => recorded))
          expect(with90.isDropped(event.aggregate)).toBe(false);
        while (with90.scrub(10) > 0);
      }),
      { numRuns: runsOf(10) },
    );
  }, 60_000);
});

function byChain(a: { chain: string }, b: { chain: string }): number {
  return a.chain < b.chain ? -1 : 1;
}

describe('a journal that does not hold everything, with any byte of its file turned', () => {
  const TURNED = { numRuns: runsOf(50) };

  /** What it says, or the code of the fault; anything else fails the test. */
  function saidOr(store: StoreFixture, name: string, identity: JournalIdentity): unknown {
    let journal: Journal | null = null;
    try {
      journal = store.open(name, identity);
      journal.checkStructure();
      while (journal.scrub(100) > 0);
      const entries = journal.after(0, 999).map(({ hash, entry, seq }) => [seq, hash, entry]);
      return [journal.heads(), entries, journal.openingRows('orders')];
    } catch (error) {
      if (!isFault(error)) throw error;
      return error.code;
    } finally {
      if (journal !== null) store.close(journal);
    }
  }

  it.each(['the window', 'a snapshot'])('reads what was there or faults, behind %s', (what) => {
    using store = new StoreFixture();
    let { journal, identity } = till(store);
    if (what === 'the window') dropAll(journal, heardFor(journal, journal.heads(), WINDOW_DAYS));
    else {
      const giver = journal;
      identity = store.identity();
      journal = store.open('t2', identity);
      journal.installSnapshot(giver.snapshot(), 'x', NOW);
    }
    const name = what === 'the window' ? 't1' : 't2';
    journal.checkpoint();
    store.close(journal);
    const good = readFileSync(store.path(name));
    const said = saidOr(store, name, identity);
    let faults = 0;
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, turn) => {
        for (const suffix of ['-wal', '-shm']) rmSync(store.path('bad') + suffix, { force: true });
        const bytes = Buffer.from(good);
        bytes[at]! ^= turn;
        writeFileSync(store.path('bad'), bytes);
        const found = saidOr(store, 'bad', identity);
        if (typeof found === 'string') {
          faults += 1;
          expect(found).toMatch(/^(journal|store)\//);
        } else {
          expect(found).toEqual(said);
        }
      }),
      TURNED,
    );
    expect(faults).toBeGreaterThan(0);
  });
});
