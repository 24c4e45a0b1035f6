import { type Id, id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { gossip } from '../journal/_gossip.ts';
import { NOW, StoreFixture } from '../journal/_journal-fixture.ts';
import type { Journal, JournalIdentity } from '../journal/index.ts';
import { BILL, CASH_OUT, X } from './_papers.ts';
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

/** One of each paper of the till, and the jobs that are to come of them. */
function everyPaper(store: StoreFixture, journal: Journal, { terminal }: JournalIdentity) {
  const asked = { terminal, printer: store.newId() };
  const papers = [
    ['order.ReceiptIssued', 2, 'document', { ...asked, document: store.newId(), copy: true, accounts: [] }],
    ['order.ReceiptIssued', 1, 'document', { ...asked, document: store.newId(), copy: false }],
    ['order.BillPresented', 1, 'bill', { ...BILL, ...asked }],
    ['payment.ZReportIssued', 1, 'z', { ...asked, copy: false }],
    ['payment.XReportIssued', 1, 'x', { ...X, ...asked }],
    ['payment.CashSlipIssued', 1, 'cash-slip', { ...CASH_OUT, ...asked }],
  ] as const;
  return papers.map(([type, v, paper, body]) => {
    const id = store.newId<'Event'>();
    const aggregate = store.newId();
    const events = [{ id, type, v, aggregate, body }];
    journal.append(store.draft(store.newId(), '', { events }), NOW);
    const { printer: device } = body;
    const isCopy = 'copy' in body && body.copy;
    return { job: id, paper, device, order: aggregate, isCopy };
  });
}

describe('paper', () => {
  it('of every kind is one job for each event, at the till that is asked, whenever it dies and starts', () => {
    using store = new StoreFixture();
    const [identity, other] = [store.identity(), store.identity()];
    const a = store.open('a', identity);
    const papers: ReturnType<typeof everyPaper> = [];
    const path = store.path('spool');
    const start = (): void => {
      // A process that died left nothing but its files.
      using spool = new SpoolFile(path);
      new Effects(a, spool, identity.terminal).take();
      const jobs = spool.all({ limit: 99, offset: 0 }).toReversed();
      expect(
        jobs.map(({ job, paper, device, order, isCopy }) => ({ job, paper, device, order, isCopy })),
      ).toEqual(papers);
    };
    start();
    for (let again = 0; again < 3; again += 1) {
      papers.push(...everyPaper(store, a, identity));
      everyPaper(store, a, other);
      start();
      start();
    }
    expect(papers).toHaveLength(18);
  });
});

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
