import type { ExchangeMessage } from '@beaveros/protocol/exchange';
import { type Alarm, Conversation, hearFrame } from '@beaveros/sync/exchange';
import { describe, expect, it } from 'vitest';
import { journalPorts, type SnapshotKeys } from '../sync/exchange/journal-ports.ts';
import { closed, NOW, opened, StoreFixture } from './_journal-fixture.ts';
import { closedIsSettled, confirmAll, foldsOf, heardFor, judgeAll } from './_stories.ts';
import type { JournalIdentity } from './identity.ts';
import type { Journal } from './journal.ts';

/** A conversation of two tills is over long before. */
const FRAMES_MAX = 500;
const CLOCK = { now: () => NOW };

interface Till {
  readonly journal: Journal;
  readonly identity: JournalIdentity;
}

/** Two journals talk until neither says more; what they said and what alarmed them. */
function talk(one: Till, other: Till): { frames: ExchangeMessage[]; alarms: Alarm[] } {
  const frames: ExchangeMessage[] = [];
  const alarms: Alarm[] = [];
  const queue: { readonly to: () => Conversation; readonly text: string }[] = [];
  const sides = [
    side(one, other, (text) => queue.push({ to: () => b, text })),
    side(other, one, (text) => queue.push({ to: () => a, text })),
  ] as const;
  const [a, b]: readonly [Conversation, Conversation] = sides;
  a.open(one.journal.heads());
  b.open(other.journal.heads());
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    expect(frames.length).toBeLessThan(FRAMES_MAX);
    frames.push(JSON.parse(next.text) as ExchangeMessage);
    expect(hearFrame(next.to(), next.text)).toBeNull();
  }
  return { frames, alarms };

  function side(us: Till, them: Till, send: (text: string) => void): Conversation {
    const keys: SnapshotKeys = { signer: us.identity.signer, theirPublicKey: them.identity.signer.publicKey };
    const ports = journalPorts(us.journal, CLOCK, keys);
    return new Conversation(
      ports.sessionOptions(),
      {
        send: (message) => send(JSON.stringify(message)),
        read: (request, done) => done(ports.read(request)),
        store: (batch, done) => {
          const { answer, head } = ports.store(batch);
          done(answer, head);
        },
        peerHas: (heads, life) => ports.peerHas(heads, life),
        giveSnapshot: (done) => done(ports.giveSnapshot()),
        takeSnapshot: (snapshot, done) => done(ports.takeSnapshot(snapshot)),
        alarm: (alarm) => alarms.push(alarm),
        close: (code) => expect.unreachable(code),
        wake: () => undefined,
      },
      CLOCK,
    );
  }
}

function till(store: StoreFixture, name: string): Till {
  const identity = store.identity();
  const journal = store.open(name, identity);
  journal.settleBy(closedIsSettled(journal));
  return { journal, identity };
}

/** Orders, all closed but the last. */
function sell(store: StoreFixture, { journal }: Till, orders: number): string[] {
  return Array.from({ length: orders }, (_, at) => {
    const order = store.newId();
    journal.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    journal.append(store.draft(order, 'x', at === orders - 1 ? {} : { events: [closed(store, order)] }), NOW);
    return order;
  });
}

function dropAll({ journal }: Till): void {
  judgeAll(journal);
  const now = heardFor(journal, journal.heads(), 91);
  while (journal.dropBodies({ now, limit: 50 }).looked > 0);
}

describe('a conversation with a till that does not hold everything', () => {
  it('begins a new till with a snapshot, then goes on with entries', () => {
    using store = new StoreFixture();
    const [old, fresh] = [till(store, 'old'), till(store, 'fresh')];
    const orders = sell(store, old, 4);
    judgeAll(old.journal);
    confirmAll(old.journal);
    const { frames, alarms } = talk(old, fresh);
    expect([frames.some(({ m }) => m === 'snapshot'), alarms]).toEqual([true, []]);
    expect(fresh.journal.heads()).toContainEqual(old.journal.ownHead);
    expect(foldsOf(fresh.journal, orders)).toEqual(foldsOf(old.journal, orders.slice(-1)));
    const more = sell(store, old, 2);
    sell(store, fresh, 1);
    expect(talk(old, fresh).frames.some(({ m }) => m === 'snapshot')).toBe(false);
    expect(foldsOf(fresh.journal, more)).toEqual(foldsOf(old.journal, more));
    expect(old.journal.heads()).toContainEqual(fresh.journal.ownHead);
  });

  it('begins one with a snapshot of a till behind its window, too', () => {
    using store = new StoreFixture();
    const [old, fresh] = [till(store, 'old'), till(store, 'fresh')];
    const orders = sell(store, old, 4);
    dropAll(old);
    talk(old, fresh);
    expect(fresh.journal.heads()).toContainEqual(old.journal.ownHead);
    expect(foldsOf(fresh.journal, orders)).toEqual(foldsOf(old.journal, orders));
    expect(fresh.journal.openingRows('orders')).toEqual(old.journal.openingRows('orders'));
  });

  it('ends quietly with a peer below the window, who gets that chain from somebody who has it', () => {
    using store = new StoreFixture();
    const [old, below, whole] = [till(store, 'old'), till(store, 'below'), till(store, 'whole')];
    sell(store, below, 1); // Not fresh: no snapshot.
    old.journal.append(store.draft(store.newId(), 'heard by all'), NOW);
    talk(old, below);
    const orders = sell(store, old, 4);
    talk(old, whole);
    dropAll(old);
    const theirs = sell(store, whole, 1);
    talk(old, whole);
    const { alarms } = talk(old, below);
    expect(alarms).toEqual([]);
    expect(below.journal.heads()).toContainEqual(whole.journal.ownHead);
    expect(below.journal.heads()).not.toContainEqual(old.journal.ownHead);
    talk(below, whole);
    expect(below.journal.heads()).toContainEqual(old.journal.ownHead);
    expect(foldsOf(below.journal, [...orders, ...theirs])).toEqual(
      foldsOf(whole.journal, [...orders, ...theirs]),
    );
    expect(talk(old, below).frames.filter(({ m }) => m === 'entries')).toEqual([]);
  });

  it('gets a branch that leaves the chain above the window', () => {
    using store = new StoreFixture();
    const [before, peer, relay] = [till(store, 'a'), till(store, 'peer'), till(store, 'relay')];
    sell(store, before, 6);
    talk(before, peer);
    talk(before, relay);
    store.close(before.journal);
    store.copy('a', 'twin');
    const { identity } = before;
    const [a, twin] = ['a', 'twin'].map((name) => {
      const journal = store.open(name, identity);
      journal.settleBy(closedIsSettled(journal));
      return { journal, identity };
    }) as [Till, Till];
    sell(store, a, 2);
    talk(a, peer);
    dropAll(relay);
    sell(store, twin, 1);
    talk(twin, relay);
    const { ownHead } = twin.journal;
    const { frames } = talk(relay, peer);
    const kept = frames.flatMap((frame) =>
      frame.m === 'heads' && frame.answer !== null ? [frame.answer] : [],
    );
    expect(kept).toContainEqual({ kind: 'aside', chain: ownHead.chain, seq: ownHead.seq });
  });
});
