import { type Id, id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { gossip } from '../journal/_gossip.ts';
import { NOW, StoreFixture } from '../journal/_journal-fixture.ts';
import type { Journal, JournalIdentity } from '../journal/index.ts';
import { Effects } from './effects.ts';
import { SpoolFile } from './spool-file.ts';

/** One kick of the drawer at the till, and its job's id. */
function kick(store: StoreFixture, journal: Journal, { terminal }: JournalIdentity): Id<'Event'> {
  const event = store.newId<'Event'>();
  const body = { terminal, drawer: store.newId(), shift: store.newId(), reason: 'sale', note: null };
  const events = [{ id: event, type: 'payment.DrawerKicked', v: 1, aggregate: id(store.newId()), body }];
  journal.append(store.draft(store.newId(), '', { events }), NOW);
  return event;
}

function jobsOf(spool: SpoolFile): readonly string[] {
  return spool.all({ limit: 99, offset: 0 }).map(({ job }) => job);
}

describe('effects of a till with several disks', () => {
  it('happen once, at the disk that was asked, whatever branch stands and however often it starts', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const { terminal } = identity;
    const first = store.open('a', identity);
    const before = kick(store, first, identity);
    store.close(first);
    store.copy('a', 'twin');
    const [a, twin, peer] = [
      store.open('a', identity),
      store.open('twin', identity),
      store.open('p', store.identity()),
    ];
    const spool = new SpoolFile(store.path('spool'));
    const effects = new Effects(a, spool, terminal);
    expect(jobsOf(spool)).toEqual([]); // A new spool beside an old journal begins at its end.
    const [early, theirs] = [kick(store, a, identity), kick(store, twin, identity)];
    effects.take();
    const late = kick(store, a, identity); // Not taken before its entry goes aside: its copy asks for it.
    gossip(twin, peer);
    gossip(peer, a);
    expect(a.series).toBe(2);
    effects.take();
    expect(jobsOf(spool).toSorted()).toEqual([early, late].toSorted());
    expect(jobsOf(spool)).not.toContain(theirs);
    store.close(a);
    const again = store.open('a', identity);
    new Effects(again, spool, terminal).take();
    expect(jobsOf(spool).toSorted()).toEqual([early, late].toSorted());
    expect(jobsOf(spool)).not.toContain(before);
    spool[Symbol.dispose]();
  });

  it('of a wiped disk do not happen again when its facts come back', () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const [first, peer] = [store.open('a', identity), store.open('p', store.identity())];
    kick(store, first, identity);
    gossip(first, peer);
    store.close(first);
    const wiped = store.open('wiped', identity);
    const spool = new SpoolFile(store.path('spool'));
    const effects = new Effects(wiped, spool, identity.terminal);
    gossip(peer, wiped);
    const own = kick(store, wiped, identity);
    effects.take();
    expect(jobsOf(spool)).toEqual([own]);
    spool[Symbol.dispose]();
  });
});
