import { foldAll } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import {
  ACCOUNT_LEDGER,
  accountFoldFrom,
  accountId,
  accountRows,
  readAccountOpening,
} from '@beaveros/domain/payment';
import { readStockOpening, STOCK_LEDGER, stockIdOf, stockLedger } from '@beaveros/domain/product-catalog';
import { isFault, MICRO } from '@beaveros/kit';
import { readSnapshot, type Snapshot } from '@beaveros/protocol/exchange';
import fc from 'fast-check';
import { runsOf } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { ALL, closed, noted, NOW, opened, StoreFixture } from './_journal-fixture.ts';
import {
  bring,
  confirmAll,
  closedIsSettled,
  foldsOf,
  heardFor,
  judgeAll,
  ledgerOf,
  type Step,
  Story,
} from './_stories.ts';
import { ledgerRules } from '../settling.ts';
import type { Journal } from './journal.ts';

/** A giver with one settled order, one open, and a peer's chain. */
function giver(store: StoreFixture) {
  const journal = store.open('giver', store.identity());
  const peer = store.open('peer', store.identity());
  journal.settleBy(closedIsSettled(journal));
  const [settled, open, theirs] = [store.newId(), store.newId(), store.newId()];
  journal.append(store.draft(settled, '', { events: [opened(settled), noted(settled, 'a')] }), NOW);
  journal.append(store.draft(settled, '', { events: [closed(store, settled)] }), NOW);
  journal.append(store.draft(open, '', { events: [opened(open), noted(open, 'b')] }), NOW);
  peer.append(store.draft(theirs, '', { events: [opened(theirs)] }), NOW);
  bring(peer, journal);
  judgeAll(journal);
  confirmAll(journal);
  return { journal, peer, settled, open, theirs };
}

function spent(count: number) {
  const nothing = { order: null, line: null, payment: null, document: null, grant: null, note: null };
  const currency = { code: 'EUR', exponent: 2 };
  return { ...nothing, kind: 'gift-card', currency, label: '4711', reason: 'spent', delta: -count };
}

function begun(store: StoreFixture, text: string, name = 'new'): Journal {
  const journal = store.open(name, store.identity());
  journal.installSnapshot(text, 'the peer', NOW);
  return journal;
}

describe('a snapshot', () => {
  it('knows the levels and balances of what it does not bring, and only what a week has not settled comes whole', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('giver', identity);
    const policy = { ...closedIsSettled(journal), ledgers: ledgerRules(() => undefined) };
    journal.settleBy(policy);
    const item = store.newId<'Item'>();
    const stock = stockIdOf(store.store, item);
    const account = accountId(store.tenant, 'gift-card', '6035 4711');
    const sold = (count: number) => {
      const order = store.newId();
      journal.append(
        store.draft(order, '', {
          events: [
            opened(order),
            closed(store, order),
            {
              type: 'product-catalog.StockMoved',
              v: 1,
              aggregate: stock,
              body: { item, kind: 'sale', deltaMicro: -count * MICRO, cause: null, note: null },
            },
            { type: 'payment.AccountMoved', v: 1, aggregate: account, body: spent(count) },
          ],
        }),
        NOW,
      );
    };
    const card = { kind: 'gift-card', currency: { code: 'EUR', exponent: 2 }, label: '4711', customer: null };
    const opening = {
      type: 'payment.AccountOpened',
      v: 1,
      aggregate: account,
      body: { ...card, creditLimit: 0 },
    };
    journal.append(store.draft(account, '', { events: [opening] }), NOW);
    sold(1);
    sold(2);
    judgeAll(journal);
    const now = heardFor(journal, journal.heads(), 12);
    sold(4);
    judgeAll(journal);
    journal.cloudHas(journal.heads(), 'life-1', now);
    const fresh = store.open('new', store.identity());
    fresh.settleBy(policy);
    fresh.installSnapshot(journal.snapshot(), 'the peer', NOW);
    const known = (of: Journal) => {
      const row = of.openingRow(STOCK_LEDGER, stock);
      const account_ = of.openingRow(ACCOUNT_LEDGER, account);
      const fold = accountFoldFrom(account_ === null ? null : readAccountOpening(account_.body));
      const { levelMicro } = stockLedger(
        stock,
        of.byAggregate(stock),
        row === null ? null : readStockOpening(row.body),
      );
      const { state } = foldAll(fold, account, of.byAggregate(account));
      return { level: levelMicro / MICRO, accounts: accountRows(state).accounts };
    };
    expect(known(journal)).toMatchObject({ level: -7, accounts: [{ balance: -7, label: '4711' }] });
    expect(known(fresh)).toEqual(known(journal));
    expect([journal, fresh].map((each) => each.byAggregate(stock).length)).toEqual([3, 1]);
    expect([journal, fresh].map((each) => each.byAggregate(account).length)).toEqual([4, 1]);
    sold(1);
    bring(journal, fresh);
    expect(known(fresh)).toEqual(known(journal));
    // Given on again, it is still what it was.
    judgeAll(fresh);
    const third = store.open('third', store.identity());
    third.settleBy(policy);
    third.installSnapshot(fresh.snapshot(), 'the new one', NOW);
    expect(known(third)).toEqual(known(journal));
  });

  it('is the same text for the same knowledge, and brings open aggregates, heads and opening rows', () => {
    using store = new StoreFixture();
    const { journal, settled, open, theirs } = giver(store);
    const text = journal.snapshot();
    expect(journal.snapshot()).toBe(text);
    expect(text).not.toContain(settled);
    const fresh = begun(store, text);
    expect(fresh.heads()).toEqual(expect.arrayContaining([...journal.heads()]));
    expect(foldsOf(fresh, [settled, open, theirs])).toEqual(foldsOf(journal, [open, theirs]));
    expect(fresh.openingRows('orders')).toEqual([
      { ledger: 'orders', key: 'all', body: { orders: 1, notes: 1, unit: 'each' } },
    ]);
    expect(fresh.openAggregates().toSorted()).toEqual([open, theirs].toSorted());
    expect(fresh.snapshotArrival).toBe(fresh.lastArrival);
  });

  it('holds whole what the cloud has not confirmed: whoever begins with it may be the only one left', () => {
    using store = new StoreFixture();
    const { journal, settled } = giver(store);
    journal.cloudHas([], 'another life', NOW);
    const fresh = begun(store, journal.snapshot());
    expect(foldsOf(fresh, [settled])).toEqual(foldsOf(journal, [settled]));
    expect(fresh.openingRows('orders')).toEqual([]);
    const third = store.open('third', store.identity());
    bring(fresh, third);
    expect(third.heads()).toContainEqual(journal.ownHead);
    expect(foldsOf(third, [settled])).toEqual(foldsOf(journal, [settled]));
    confirmAll(journal);
    expect(begun(store, journal.snapshot(), 'later').isDropped(settled)).toBe(false);
    expect(JSON.parse(journal.snapshot())).not.toEqual(JSON.parse(fresh.snapshot()));
  });

  it('is a beginning for every chain: what comes later attaches, and is verified', () => {
    using store = new StoreFixture();
    const { journal, peer, open } = giver(store);
    const fresh = begun(store, journal.snapshot());
    journal.append(store.draft(open, 'later'), NOW);
    peer.append(store.draft(open, 'by the peer'), NOW);
    bring(journal, fresh);
    bring(peer, fresh);
    bring(peer, journal);
    expect(fresh.heads()).toEqual(expect.arrayContaining([...journal.heads()]));
    expect(foldsOf(fresh, [open])).toEqual(foldsOf(journal, [open]));
    while (fresh.scrub(3) > 0);
    store.close(fresh);
  });

  it('survives a restart, with and without entries behind it', () => {
    using store = new StoreFixture();
    const { journal, open } = giver(store);
    const identity = store.identity();
    let fresh = store.open('new', identity);
    fresh.installSnapshot(journal.snapshot(), 'the peer', NOW);
    for (const note of ['', 'later']) {
      if (note !== '') {
        journal.append(store.draft(open, note), NOW);
        bring(journal, fresh);
      }
      const before = { heads: fresh.heads(), count: fresh.entryCount(), facts: fresh.byAggregate(open) };
      store.close(fresh);
      fresh = store.open('new', identity);
      expect({ heads: fresh.heads(), count: fresh.entryCount(), facts: fresh.byAggregate(open) }).toEqual(
        before,
      );
    }
  });

  it('is given on by who began with one, as good as the first', () => {
    using store = new StoreFixture();
    const { journal, settled, open, theirs } = giver(store);
    const second = begun(store, journal.snapshot());
    second.settleBy(closedIsSettled(second));
    judgeAll(second);
    const third = begun(store, second.snapshot(), 'third');
    expect(foldsOf(third, [settled, open, theirs])).toEqual(foldsOf(journal, [open, theirs]));
    expect(third.openingRows('orders')).toEqual(second.openingRows('orders'));
    journal.append(store.draft(open, 'later'), NOW);
    bring(journal, third);
    expect(foldsOf(third, [open])).toEqual(foldsOf(journal, [open]));
  });

  it('cannot give what came before it, and takes a batch that begins before it for what it is', () => {
    using store = new StoreFixture();
    const { journal, open } = giver(store);
    const fresh = begun(store, journal.snapshot());
    expect(fresh.batchAfter(journal.ownChain, 0, { entries: 1, bytes: 1 })).toBeNull();
    expect(fresh.batchAfter(journal.ownChain, 1, ALL)).toBeNull();
    journal.append(store.draft(open, 'later'), NOW);
    for (const from of [0, 1, 2]) {
      expect(fresh.receive(journal.batchAfter(journal.ownChain, from, ALL)!, NOW)).toEqual({
        kind: 'stored',
        chain: journal.ownChain,
        seq: journal.ownHead.seq,
      });
    }
    const old = journal.batchAfter(journal.ownChain, 1, { entries: 1, bytes: 1 })!;
    expect(fresh.receive(old, NOW)).toMatchObject({ kind: 'stored', seq: journal.ownHead.seq });
  });

  it('hides an aggregate whose opening may have been before it, until the opening comes', () => {
    using store = new StoreFixture();
    const { journal, peer, settled } = giver(store);
    const fresh = begun(store, journal.snapshot());
    journal.append(store.draft(settled, 'late'), NOW);
    bring(journal, fresh);
    expect([fresh.isDropped(settled), fresh.byAggregate(settled)]).toEqual([true, []]);
    expect(fresh.after(fresh.lastArrival - 1, 1)[0]?.recorded).toEqual([]);
    const order = store.newId();
    peer.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    bring(peer, journal);
    journal.append(store.draft(order, 'heard first'), NOW);
    const [first, last] = [journal, peer];
    const seq = fresh.heads().find(({ chain }) => chain === journal.ownChain)!.seq;
    fresh.receive(first.batchAfter(journal.ownChain, seq, ALL)!, NOW);
    expect(fresh.isDropped(order)).toBe(true);
    bring(last, fresh);
    expect(fresh.isDropped(order)).toBe(false);
    expect(foldsOf(fresh, [order])).toEqual(foldsOf(journal, [order]));
  });

  it('holds a closed order whose opening is still on its way to the giver', () => {
    using store = new StoreFixture();
    const { journal, peer } = giver(store);
    const order = store.newId();
    const other = store.open('other', store.identity());
    other.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    peer.append(store.draft(order, '', { events: [closed(store, order)] }), NOW);
    bring(peer, journal);
    judgeAll(journal);
    const fresh = begun(store, journal.snapshot());
    for (const each of [journal, fresh]) bring(other, each);
    expect(foldsOf(fresh, [order])).toEqual(foldsOf(journal, [order]));
  });

  it('is refused by a journal in which something happened', () => {
    using store = new StoreFixture();
    const { journal, peer } = giver(store);
    expect(peer.isFresh).toBe(false);
    expect(() => peer.installSnapshot(journal.snapshot(), 'x', NOW)).toThrow(
      expect.objectContaining({ code: 'journal/not-fresh' }),
    );
  });

  it('changes nothing when anything in it is wrong, and names the field', () => {
    using store = new StoreFixture();
    const { journal } = giver(store);
    const good = readSnapshot(journal.snapshot());
    const fresh = store.open('new', store.identity());
    const before = { heads: fresh.heads(), incarnation: fresh.incarnation, last: fresh.lastArrival };
    const own = good.chains.findIndex(({ head }) => head.chain === journal.ownChain);
    const at = good.entries.findIndex(({ chain }) => chain === journal.ownChain);
    const wrongs: [string, (snapshot: Snapshot) => unknown][] = [
      ['tenant', (s) => ({ ...s, tenant: store.newId() })],
      ['store', (s) => ({ ...s, store: store.newId() })],
      [
        `chains.${own}.head.signature`,
        (s) => withChain(s, own, { head: { ...s.chains[own]!.head, seq: 99 } }),
      ],
      [
        `chains.${own}.head.signature`,
        (s) => withChain(s, own, { head: { ...s.chains[own]!.head, signature: null } }),
      ],
      [`chains.${own}.certificate`, (s) => withChain(s, own, { certificate: null })],
      [`chains.${own}.kind`, (s) => withChain(s, own, { kind: 'store' })],
      [`chains.${own}.clock`, (s) => withChain(s, own, { clock: 2 ** 40 })],
      [
        `entries.${at}.hash`,
        (s) => withEntry(s, at, (e) => ({ ...e, entry: { ...e.entry, text: `${e.entry.text} ` } })),
      ],
      [`entries.${at}.hash`, (s) => withEntry(s, at, (e) => ({ ...e, prev: '0'.repeat(64) }))],
      [`entries.${at}.seq`, (s) => withEntry(s, at, (e) => ({ ...e, chain: s.chains[1 - own]!.head.chain }))],
      [`entries.${good.entries.length}`, (s) => ({ ...s, entries: [...s.entries, s.entries[at]!] })],
      [
        'openingRows.0.body.orders',
        (s) => ({ ...s, openingRows: [{ ledger: 'orders', key: 'all', body: { orders: 0.5 } }] }),
      ],
      ['chains', (s) => ({ ...s, chains: [...s.chains, s.chains[0]!] })],
      ['v', (s) => ({ ...s, v: 2 })],
    ];
    for (const [field, change] of wrongs) {
      const fault = faultOf(() => fresh.installSnapshot(JSON.stringify(change(good)), 'x', NOW));
      expect([fault.code, fault.field]).toEqual(['exchange/bad-snapshot', field]);
      expect({ heads: fresh.heads(), incarnation: fresh.incarnation, last: fresh.lastArrival }).toEqual(
        before,
      );
    }
    fresh.installSnapshot(JSON.stringify(good), 'x', NOW);
    expect(fresh.incarnation).not.toBe(before.incarnation);
  });

  it('ends, with the same later entries, in the same heads, folds and ledgers as hearing everything', () => {
    const steps = fc.array(
      fc.record({
        till: fc.nat(2),
        order: fc.nat(5),
        what: fc.constantFrom<Step['what']>('open', 'note', 'note', 'close'),
      }),
      { minLength: 1, maxLength: 25 },
    );
    fc.assert(
      fc.property(steps, steps, fc.boolean(), (before, later, isJudged) => {
        using store = new StoreFixture();
        const tills = ['a', 'b', 'c'].map((name) => store.open(name, store.identity()));
        const story = new Story(store, 6);
        const spread = () => {
          for (const from of tills) for (const to of tills) if (from !== to) bring(from, to);
        };
        for (const step of before) {
          story.tell(tills, step);
          spread();
        }
        const [first] = tills as [Journal];
        first.settleBy(closedIsSettled(first));
        if (isJudged) judgeAll(first);
        const fresh = begun(store, first.snapshot());
        for (const step of later) story.tell(tills, step);
        spread();
        bring(tills[1]!, fresh);
        expect(fresh.heads()).toEqual(expect.arrayContaining([...first.heads()]));
        const held = story.orders.filter((order) => fresh.byAggregate(order).length > 0);
        for (const order of held) {
          expect(foldAll(orderFold, order, fresh.byAggregate(order)).state).toEqual(
            foldAll(orderFold, order, first.byAggregate(order)).state,
          );
        }
        expect(fresh.openAggregates().toSorted()).toEqual(
          first
            .openAggregates()
            .filter((order) => held.includes(order))
            .toSorted(),
        );
        expect(ledgerOf(fresh, story.orders).orders).toBe(ledgerOf(first, story.orders).orders);
        while (fresh.scrub(10) > 0);
      }),
      { numRuns: runsOf(10) },
    );
  }, 60_000);
});

function withChain(snapshot: Snapshot, at: number, change: object): unknown {
  return {
    ...snapshot,
    chains: snapshot.chains.map((each, n) => (n === at ? { ...each, ...change } : each)),
  };
}

function withEntry(
  snapshot: Snapshot,
  at: number,
  change: (entry: Snapshot['entries'][number]) => object,
): unknown {
  return { ...snapshot, entries: snapshot.entries.map((each, n) => (n === at ? change(each) : each)) };
}

function faultOf(work: () => unknown): { code: string; field: string | undefined } {
  try {
    work();
  } catch (error) {
    if (isFault(error)) return { code: error.code, field: error.field };
    throw error;
  }
  return { code: 'none', field: undefined };
}
