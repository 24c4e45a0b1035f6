import { instant } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { BackOffice, erased, released, stolen, vouched } from './_back-office.ts';
import { deliver, gossip } from './_gossip.ts';
import { ALL, closed, NOW, opened, StoreFixture, TODAY } from './_journal-fixture.ts';
import { rewritten } from './_rewritten.ts';
import { closedIsSettled, foldsOf, heardFor, judgeAll } from './_stories.ts';
import type { JournalIdentity } from './identity.ts';
import type { Journal } from './journal.ts';
import { type RecoveryReport, recoverJournal } from './recover-journal.ts';

async function recover(store: StoreFixture, identity: JournalIdentity): Promise<RecoveryReport> {
  const { random, newId } = store;
  return recoverJournal({
    path: store.path('t1'),
    identity,
    clock: { now: () => NOW },
    random,
    newId,
    businessDate: TODAY,
  });
}

/** An index that leads nowhere, so that the journal is damaged and nothing of it lost. */
function spoilIndex(path: string): void {
  const db = new Database(path);
  db.exec('DELETE FROM commands WHERE arrival IN (SELECT max(arrival) FROM commands)');
  db.close();
}

describe('a recovery keeps', () => {
  it('branches that do not stand, with what vouches for them, and settles as before', async () => {
    using store = new StoreFixture();
    const [identity, author, thief] = [store.identity(), store.identity(), store.identity()];
    const order = store.newId();
    const journal = store.open('t1', identity);
    const [a, b] = [store.open('a', author), store.open('b', thief)];
    const side = { id: store.newId<'Side'>(), salt: 'ab'.repeat(16), value: 'Ada' };
    for (const note of ['1', '2']) a.append(store.draft(order, note), NOW);
    for (const note of ['3', '4']) b.append(store.draft(order, note), NOW);
    gossip(a, journal);
    journal.receive(rewritten(a.batchAfter(a.ownChain, 0, ALL)!, author, 2, { command: 'Other' }), NOW);
    const whole = b.batchAfter(b.ownChain, 0, ALL)!;
    const { signature: _, ...head } = whole.head;
    const office = new BackOffice(store);
    office.append([vouched(store, head), stolen(thief, [{ chain: b.ownChain, seq: 1 }])]);
    office.append([released(store, b.ownChain, 2), erased(store, [side.id])]);
    deliver(office.batch(), [journal]);
    deliver({ ...whole, head: { ...head, signature: null } }, [journal]);
    journal.append(store.draft(order, 'own', { counters: ['receipt'] }), NOW);
    const said = (one: Journal) => [
      one.heads(),
      one.asides(),
      one.unread(),
      one.after(0, 99).map(({ arrival, hash, recorded }) => [arrival, hash, recorded]),
      one.batchAfter(b.ownChain, 0, ALL),
      one.versions.notReadBy('x.New', 1, NOW),
      one.nextCounter('receipt'),
    ];
    const before = said(journal);
    expect(before[1]).toHaveLength(1);
    expect(before[2]).toHaveLength(1);
    store.close(journal);
    spoilIndex(store.path('t1'));
    expect(await recover(store, identity)).toMatchObject({ isNewChain: false, lost: [], copied: [] });
    const again = store.open('t1', identity);
    expect(said(again)).toEqual(before);
    again.checkStructure();
    while (again.scrub(10) > 0);
  });

  it('nothing of a branch whose bytes are spoilt, and nothing that says no place or no time', async () => {
    using store = new StoreFixture();
    const [identity, author] = [store.identity(), store.identity()];
    const order = store.newId();
    const journal = store.open('t1', identity);
    const a = store.open('a', author);
    for (const note of ['1', '2']) a.append(store.draft(order, note), NOW);
    gossip(a, journal);
    const branch = rewritten(a.batchAfter(a.ownChain, 0, ALL)!, author, 2, { command: 'Other' });
    journal.receive(branch, NOW);
    const [kept] = journal.asides();
    store.close(journal);
    const db = new Database(store.path('t1'));
    const [text] = db.prepare('SELECT text FROM asides').pluck().all() as Buffer[];
    const spoilt = Buffer.from(text!.toString('utf8').replace('Other', 'Ether'));
    db.prepare('UPDATE asides SET text = ?').run(spoilt);
    db.exec('UPDATE terminals_seen SET at = -5');
    db.close();
    spoilIndex(store.path('t1'));
    await recover(store, identity);
    const again = store.open('t1', identity);
    expect(again.asides()).toEqual([]);
    // So that it is taken when somebody brings it whole.
    expect(again.receive(branch, NOW).kind).toBe('aside');
    expect(again.asides()).toEqual([kept]);
  });

  it('what the window dropped: places, command ids, sums, and since when the cloud has what is here', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const journal = store.open('t1', identity);
    journal.settleBy(closedIsSettled(journal));
    const [settled, open] = [store.newId(), store.newId()];
    const first = journal.append(store.draft(settled, '', { events: [opened(settled)] }), NOW);
    journal.append(store.draft(open, '', { events: [opened(open)] }), NOW);
    journal.append(store.draft(settled, '', { events: [closed(store, settled)] }), NOW);
    journal.append(store.draft(open, 'the last'), NOW);
    judgeAll(journal);
    const now = heardFor(journal, journal.heads(), 91);
    while (journal.dropBodies({ now: instant(now), limit: 9 }).looked > 0);
    const said = (one: Journal) => [
      one.heads(),
      one.isDropped(settled),
      foldsOf(one, [settled, open]),
      one.openingRows('orders'),
      one.ownEntryOf(first.entry.commandId),
      one.lateFacts(),
      one.droppedAfter(0, 9),
    ];
    const before = said(journal);
    expect(before[1]).toBe(true);
    store.close(journal);
    spoilIndex(store.path('t1'));
    expect(await recover(store, identity)).toMatchObject({ isNewChain: false, lost: [] });
    const again = store.open('t1', identity);
    expect(said(again)).toEqual(before);
    while (again.scrub(10) > 0);
    const db = new Database(store.path('t1'), { readonly: true });
    expect(db.prepare('SELECT count(*) FROM acks').pluck().get()).toBeGreaterThan(2);
    db.close();
  });

  it('a journal that began with a snapshot', async () => {
    using store = new StoreFixture();
    const identity = store.identity();
    const giver = store.open('giver', store.identity());
    giver.settleBy(closedIsSettled(giver));
    const [settled, open] = [store.newId(), store.newId()];
    giver.append(store.draft(settled, '', { events: [opened(settled)] }), NOW);
    giver.append(store.draft(settled, '', { events: [closed(store, settled)] }), NOW);
    giver.append(store.draft(open, '', { events: [opened(open)] }), NOW);
    judgeAll(giver);
    const journal = store.open('t1', identity);
    journal.installSnapshot(giver.snapshot(), 'the giver', NOW);
    giver.append(store.draft(open, 'later'), NOW);
    gossip(giver, journal);
    journal.append(store.draft(open, 'own'), NOW);
    const said = (one: Journal) => [
      one.heads(),
      foldsOf(one, [settled, open]),
      one.openingRows('orders'),
      one.snapshotArrival,
    ];
    const before = said(journal);
    store.close(journal);
    spoilIndex(store.path('t1'));
    expect(await recover(store, identity)).toMatchObject({ isNewChain: false, lost: [] });
    const again = store.open('t1', identity);
    expect(said(again)).toEqual(before);
    while (again.scrub(10) > 0);
    giver.append(store.draft(open, 'and on'), NOW);
    gossip(giver, again);
    expect(again.hashAt(giver.ownChain, giver.ownHead.seq)).toBe(giver.ownHead.hash);
  });
});
