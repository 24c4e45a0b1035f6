import { isDeepStrictEqual } from 'node:util';
import { sideReference } from '@beaveros/domain/journal';
import { isFault } from '@beaveros/kit';
import { type EntryOnWire, readEntry, readExchangeMessage } from '@beaveros/protocol/exchange';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackOffice } from './_back-office.ts';
import { ALL, closed, noted, notesOf, NOW, opened, StoreFixture } from './_journal-fixture.ts';
import { rewritten } from './_rewritten.ts';
import type { Batch } from './batch-after.ts';
import type { Journal } from './journal.ts';

describe('two journals that exchange', () => {
  it('hold the same facts, from the opening on', () => {
    using store = new StoreFixture();
    const { a, b } = pair(store);
    const order = store.newId();
    for (const note of ['1', '2', '3']) a.append(store.draft(order, note), NOW);
    const batch = a.batchAfter(a.ownChain, 0, ALL)!;
    expect(b.receive(batch, NOW)).toEqual({ kind: 'stored', chain: a.ownChain, seq: 4 });
    expect(b.heads()).toEqual(expect.arrayContaining([...a.heads()]));
    expect(b.byAggregate(order)).toEqual(a.byAggregate(order));
    expect(b.after(1, 10).map(({ entry, hash, recorded }) => ({ entry, hash, recorded }))).toEqual(
      a.after(0, 10).map(({ entry, hash, recorded }) => ({ entry, hash, recorded })),
    );
  });

  it('take known entries for success, and bring only what is new', () => {
    using store = new StoreFixture();
    const { a, b } = pair(store);
    a.append(store.draft(store.newId(), '1'), NOW);
    const early = a.batchAfter(a.ownChain, 0, ALL)!;
    b.receive(early, NOW);
    a.append(store.draft(store.newId(), '2'), NOW);
    const heard: number[] = [];
    b.onArrival((arrived) => heard.push(...arrived.map(({ seq }) => seq)));
    const whole = a.batchAfter(a.ownChain, 0, ALL)!;
    expect([b.receive(whole, NOW), b.receive(early, NOW), b.receive(whole, NOW)].map(answerOf)).toEqual([
      'stored 3',
      'stored 3',
      'stored 3',
    ]);
    expect(heard).toEqual([3]);
  });

  it('answer a gap with the seq they expect', () => {
    using store = new StoreFixture();
    const { a, b } = pair(store);
    for (const note of ['1', '2', '3']) a.append(store.draft(store.newId(), note), NOW);
    expect(b.receive(a.batchAfter(a.ownChain, 2, ALL)!, NOW)).toMatchObject({ kind: 'gap', expected: 1 });
    b.receive(a.batchAfter(a.ownChain, 0, { entries: 1, bytes: 1 })!, NOW);
    expect(b.receive(a.batchAfter(a.ownChain, 2, ALL)!, NOW)).toMatchObject({ kind: 'gap', expected: 2 });
    expect(b.entryCount()).toBe(2);
  });

  it('relay what a third till wrote, as far as its signature covers it', () => {
    using store = new StoreFixture();
    const { a, b } = pair(store);
    const c = store.open('c', store.identity());
    for (let n = 0; n < 5; n += 1) a.append(store.draft(store.newId(), String(n)), NOW);
    b.receive(a.batchAfter(a.ownChain, 0, { entries: 4, bytes: ALL.bytes })!, NOW);
    b.receive(a.batchAfter(a.ownChain, 4, ALL)!, NOW);
    for (let seq = 0, rounds = 0; seq < 6 && rounds < 9; rounds += 1) {
      const answer = c.receive(b.batchAfter(a.ownChain, seq, { entries: 1, bytes: 1 })!, NOW);
      expect(answer.kind).toBe('stored');
      seq = answer.kind === 'stored' ? answer.seq : 99;
    }
    expect(c.hashAt(a.ownChain, 6)).toBe(a.ownHead.hash);
  });

  it('number what they append after everything they have heard', () => {
    using store = new StoreFixture();
    const { a, b } = pair(store);
    for (let n = 0; n < 5; n += 1) a.append(store.draft(store.newId(), String(n)), NOW);
    b.receive(a.batchAfter(a.ownChain, 0, ALL)!, NOW);
    expect(b.append(store.draft(store.newId(), ''), NOW).entry.clock).toBe(7);
  });

  it('bring side records along, and refuse one that no event refers to', () => {
    using store = new StoreFixture();
    const { a, b } = pair(store);
    const side = { id: store.newId<'Side'>(), salt: 'ab'.repeat(16), value: 'Mr Beaver' };
    const order = store.newId();
    const events = [
      { type: 'order.GuestNamed', v: 1, aggregate: order, body: { guest: sideReference(side) } },
    ];
    a.append(store.draft(order, '', { events, sides: [side] }), NOW);
    const batch = a.batchAfter(a.ownChain, 0, ALL)!;
    const forged = {
      ...batch,
      entries: batch.entries.map((e) => ({ ...e, sides: e.sides.map((s) => ({ ...s, value: 'x' })) })),
    };
    expect(b.receive(forged, NOW)).toMatchObject({
      kind: 'refused',
      code: 'exchange/strange-side',
      field: 'entries.1.sides.0',
    });
    expect(b.receive(batch, NOW).kind).toBe('stored');
    expect(b.side(side.id)).toEqual(side);
  });

  it('know an order as closed whichever arrives first', () => {
    using store = new StoreFixture();
    const { a, b } = pair(store);
    const c = store.open('c', store.identity());
    const order = store.newId();
    a.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    b.append(store.draft(order, '', { events: [closed(store, order)] }), NOW);
    c.receive(b.batchAfter(b.ownChain, 0, ALL)!, NOW);
    c.receive(a.batchAfter(a.ownChain, 0, ALL)!, NOW);
    expect(c.openAggregates()).toEqual([]);
    expect(c.byAggregate(order).length).toBe(2);
  });

  it('agree after any order, repetition and size of batches', () => {
    using store = new StoreFixture();
    const orders = [store.newId(), store.newId(), store.newId()];
    let round = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(8)), { minLength: 5, maxLength: 40 }),
        (steps) => {
          round += 1;
          const journals = ['a', 'b', 'c'].map((name) => store.open(`${name}${round}`, store.identity()));
          for (const [from, to, what] of steps) {
            if (what < 4) journals[from]!.append(store.draft(orders[what % 3]!, `${from}/${what}`), NOW);
            else give(journals[from]!, journals[to]!, { entries: 1 + (what % 3), bytes: ALL.bytes });
          }
          for (let n = 0; n < 3; n += 1)
            for (const from of journals) for (const to of journals) give(from, to, ALL);
          const heads = (journal: Journal) =>
            [...journal.heads()].sort((x, y) => (x.chain < y.chain ? -1 : 1));
          for (const other of journals.slice(1)) {
            expect(heads(other)).toEqual(heads(journals[0]!));
            for (const order of orders) expect(notesOf(other, order)).toEqual(notesOf(journals[0]!, order));
          }
          for (const journal of journals) store.close(journal);
        },
      ),
      { seed: 20261122, numRuns: 15 },
    );
  });
});

describe('what a peer may not write', () => {
  it('is refused with a code and the field, and changes nothing', () => {
    using store = new StoreFixture();
    using neighbour = new StoreFixture('neighbour');
    const { a, b } = pair(store);
    a.append(store.draft(store.newId(), 'one'), NOW);
    a.append(store.draft(store.newId(), 'two'), NOW);
    const good = a.batchAfter(a.ownChain, 0, ALL)!;
    const entry = (at: number, change: Partial<EntryOnWire>): Batch => ({
      ...good,
      entries: good.entries.map((one, n) => (n === at ? { ...one, ...change } : one)),
    });
    const signature = Buffer.alloc(64, 7).toString('base64');
    const cases: readonly (readonly [Batch, string, string])[] = [
      [{ ...good, entries: [] }, 'exchange/bad-batch', 'entries'],
      [
        entry(1, { text: good.entries[1]!.text.replace('one', 'won') }),
        'exchange/bad-hash',
        'entries.1.hash',
      ],
      [
        entry(1, { text: `${good.entries[1]!.text.slice(0, -1)}\ud800}` }),
        'exchange/bad-entry',
        'entries.1.text',
      ],
      [entry(1, { seq: 9 }), 'exchange/bad-sequence', 'entries.1.seq'],
      [{ ...good, head: { ...good.head, seq: 2 } }, 'exchange/bad-head', 'head.seq'],
      [{ ...good, head: { ...good.head, hash: good.chain } }, 'exchange/bad-head', 'head.hash'],
      [{ ...good, head: { ...good.head, chain: good.head.hash } }, 'exchange/bad-head', 'head.chain'],
      [{ ...good, head: { ...good.head, signature } }, 'exchange/bad-signature', 'head.signature'],
      [{ ...good, head: { ...good.head, signature: 'no' } }, 'exchange/bad-signature', 'head.signature'],
      [{ ...good, certificate: null }, 'exchange/no-certificate', 'certificate'],
      [
        { ...good, certificate: { ...good.certificate!, signature } },
        'exchange/bad-certificate',
        'certificate.signature',
      ],
      [
        { ...good, certificate: store.identity().certificate },
        'exchange/bad-certificate',
        'certificate.text.terminal',
      ],
      [
        { ...good, certificate: store.identity({}, neighbour.tenantSigner).certificate },
        'exchange/bad-certificate',
        'certificate.signature',
      ],
    ];
    for (const [batch, code, field] of cases) {
      expect([b.receive(batch, NOW), field]).toEqual([
        { kind: 'refused', chain: batch.chain, code, field, retryable: false },
        field,
      ]);
    }
    expect([b.entryCount(), b.heads().length]).toEqual([1, 1]);
    expect(b.receive(good, NOW).kind).toBe('stored');
  });

  it('is a neighbour’s: another tenant, or another store of ours', () => {
    using store = new StoreFixture();
    using neighbour = new StoreFixture('neighbour');
    const { b } = pair(store);
    const stranger = neighbour.open('n', neighbour.identity());
    expect(b.receive(stranger.batchAfter(stranger.ownChain, 0, ALL)!, NOW)).toMatchObject({
      code: 'exchange/wrong-tenant',
      field: 'entries.0.text.tenant',
    });
    const elsewhere = store.open('elsewhere', store.identity({ store: store.newId<'Store'>() }));
    expect(b.receive(elsewhere.batchAfter(elsewhere.ownChain, 0, ALL)!, NOW)).toMatchObject({
      code: 'exchange/wrong-store',
      field: 'entries.0.text.store',
    });
    expect(b.entryCount()).toBe(1);
  });

  it('is an entry whose header says another terminal, chain, epoch or store', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const b = store.open('b', store.identity());
    const a = store.open('a', identity);
    a.append(store.draft(store.newId(), 'one'), NOW);
    const good = a.batchAfter(a.ownChain, 0, ALL)!;
    const changes = {
      terminal: store.newId<'Terminal'>(),
      chain: 'ab'.repeat(32),
      epoch: 7,
      seq: 3,
      store: store.newId<'Store'>(),
      tenant: store.newId<'Tenant'>(),
    };
    for (const [field, value] of Object.entries(changes)) {
      const answer = b.receive(rewritten(good, identity, 1, { [field]: value }), NOW);
      expect(answer).toMatchObject({ kind: 'refused', field: `entries.1.text.${field}` });
    }
    expect(b.receive(rewritten(good, identity, 1, { command: '' }), NOW)).toMatchObject({
      code: 'exchange/bad-entry',
    });
    expect(b.entryCount()).toBe(1);
  });

  it('is another branch: it is kept aside and answered so', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const b = store.open('b', store.identity());
    const a = store.open('a', identity);
    a.append(store.draft(store.newId(), 'one'), NOW);
    a.append(store.draft(store.newId(), 'two'), NOW);
    const good = a.batchAfter(a.ownChain, 0, ALL)!;
    b.receive(good, NOW);
    const fork = rewritten(good, identity, 2, { command: 'Another' });
    const answer = { kind: 'aside', chain: a.ownChain, seq: 3 };
    expect([b.receive(fork, NOW), b.receive(fork, NOW)]).toEqual([answer, answer]);
    expect(b.hashAt(a.ownChain, 3)).toBe(a.ownHead.hash);
    expect(b.asides().map(({ seq, text, reason }) => [seq, text, reason])).toEqual([
      [3, fork.entries[2]!.text, 'fork'],
    ]);
  });

  it('is a clock that leaps: the entry is kept, in suspense, and advances nobody', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const b = store.open('b', store.identity());
    const a = store.open('a', identity);
    const order = store.newId();
    a.append(store.draft(order, 'one'), NOW);
    a.append(store.draft(order, 'two'), NOW);
    const good = a.batchAfter(a.ownChain, 0, ALL)!;
    const leap = 2 + 2 ** 32;
    b.receive(rewritten(good, identity, 2, { clock: leap + 1 }), NOW);
    expect(b.byAggregate(order).map(({ event }) => event.body)).toEqual([{ note: 'one' }]);
    expect(b.after(2, 9).map(({ recorded }) => recorded.length)).toEqual([1, 0]);
    expect(b.unread()).toMatchObject([{ chain: a.ownChain, seq: 3, place: -1, kind: 'suspense' }]);
    expect(b.append(store.draft(order, ''), NOW).entry.clock).toBe(3);
    store.close(b);
    const c = store.open('c', store.identity());
    c.receive(rewritten(good, identity, 2, { clock: leap }), NOW);
    expect(c.unread()).toEqual([]);
    expect(c.append(store.draft(order, ''), NOW).entry.clock).toBe(leap + 1);
  });

  it('never makes receive throw, whatever is changed in a batch', () => {
    using store = new StoreFixture();
    const { a, b } = pair(store);
    a.append(store.draft(store.newId(), 'one'), NOW);
    const good = a.batchAfter(a.ownChain, 0, ALL)!;
    const json = JSON.stringify({ m: 'entries', ...good });
    fc.assert(
      fc.property(
        fc.nat(json.length - 1),
        fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }),
        (at, put) => {
          const mutated = parsed(json.slice(0, at) + put + json.slice(at + put.length));
          if (mutated === null || isDeepStrictEqual(mutated, parsed(json))) return;
          expect(b.receive(mutated, NOW).kind).not.toBe('stored');
        },
      ),
      { seed: 20261122, numRuns: 300 },
    );
    expect(b.entryCount()).toBe(1);
  });
});

describe('events that this build cannot read', () => {
  it('are parked, and later versions of the till read them', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const mine = store.identity();
    const b = store.open('b', mine);
    const a = store.open('a', identity);
    const [order, other] = [store.newId(), store.newId()];
    a.append(store.draft(order, '', { events: [noted(order, 'one'), noted(other, 'two')] }), NOW);
    const good = a.batchAfter(a.ownChain, 0, ALL)!;
    const events = readEntry(good.entries[1]!.text).events;
    b.receive(rewritten(good, identity, 1, { events: [{ ...events[0]!, v: 99 }, events[1]!] }), NOW);
    expect([b.hasParked(order), b.hasParked(other)]).toEqual([true, false]);
    expect([b.byAggregate(order), b.byAggregate(other).length]).toEqual([[], 1]);
    store.close(b);
    expect(store.open('b', mine).hasParked(order)).toBe(true);
  });

  it('are in suspense when they break their schema', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const b = store.open('b', store.identity());
    const a = store.open('a', identity);
    const order = store.newId();
    a.append(store.draft(order, ''), NOW);
    const good = a.batchAfter(a.ownChain, 0, ALL)!;
    const events = readEntry(good.entries[1]!.text).events;
    b.receive(rewritten(good, identity, 1, { events: [{ ...events[0]!, body: { note: 7 } }] }), NOW);
    expect(b.hasParked(order)).toBe(false);
    expect(b.unread()).toMatchObject([{ seq: 2, place: 0, kind: 'suspense', reason: 'note' }]);
  });
});

describe('a till whose disk was put back to an earlier day', () => {
  it('takes what it wrote since from a peer, and opens a new chain and series', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const b = store.open('b', store.identity());
    const before = store.open('a', identity);
    before.append(store.draft(store.newId(), 'before', { counters: ['receipt'] }), NOW);
    store.close(before);
    store.copy('a', 'a-old');
    const a = store.open('a', identity);
    const late = a.append(store.draft(store.newId(), 'after', { counters: ['receipt'] }), NOW);
    b.receive(a.batchAfter(a.ownChain, 0, ALL)!, NOW);
    const old = store.open('a-old', identity);
    const heard: string[] = [];
    old.onArrival((arrived) => heard.push(...arrived.map(({ entry }) => entry.command)));
    expect(old.receive(b.batchAfter(a.ownChain, 2, ALL)!, NOW)).toMatchObject({ kind: 'stored', seq: 3 });
    expect(heard).toEqual(['SetOrderNote', 'OpenChain']);
    expect(old.ownEntryOf(late.entry.commandId)?.hash).toBe(late.hash);
    expect([old.series, old.nextCounter('receipt')]).toEqual([2, 1]);
    expect(old.after(3, 1)[0]?.entry.events[0]?.body).toMatchObject({ follows: a.ownHead });
    expect(b.receive(old.batchAfter(old.ownChain, 0, ALL)!, NOW).kind).toBe('stored');
  });
});

describe('a store’s back-office chain', () => {
  it('is taken when the tenant’s key signs it, and nobody else’s', () => {
    using store = new StoreFixture();
    const { b } = pair(store);
    expect(b.receive(new BackOffice(store).batch(), NOW).kind).toBe('stored');
    expect(b.receive(new BackOffice(store, store.identity().signer).batch(), NOW)).toMatchObject({
      code: 'exchange/wrong-key',
    });
  });
});

function pair(store: StoreFixture): { a: Journal; b: Journal } {
  return { a: store.open('a', store.identity()), b: store.open('b', store.identity()) };
}

function answerOf(answer: ReturnType<Journal['receive']>): string {
  return `${answer.kind} ${'seq' in answer ? answer.seq : ''}`;
}

/** Everything `from` has that `to` lacks, one batch a chain. */
function give(from: Journal, to: Journal, limits: typeof ALL): void {
  if (from === to) return;
  for (const { chain } of from.heads()) {
    const has = to.heads().find((head) => head.chain === chain)?.seq ?? 0;
    const batch = from.batchAfter(chain, has, limits);
    if (batch !== null) expect(to.receive(batch, NOW).kind).toBe('stored');
  }
}

/** As it would come through the exchange, which lets no malformed message pass. */
function parsed(text: string): Batch | null {
  try {
    const message = readExchangeMessage(text);
    return message.m === 'entries' ? message : null;
  } catch (error) {
    if (isFault(error)) return null;
    throw error;
  }
}
