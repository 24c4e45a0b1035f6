import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { House, HouseTenant } from '../house/house.ts';
import type { TillClient } from '../house/till-client.ts';
import { until } from '../house/until.ts';
import { type Document, openOrder, openShift, payCash, receiptPrinterOf } from './cash-sale.ts';
import { changeEveryRow } from './change-every-row.ts';
import { untilListed, untilReported } from './report.ts';

/** What the steps share: the house, a screen of each till, and every document that was closed so far. */
export interface Evening {
  readonly house: House;
  readonly tenant: HouseTenant;
  readonly one: TillClient;
  readonly two: TillClient;
  readonly documents: Document[];
}

export interface SmokeStep {
  readonly name: string;
  readonly run: (evening: Evening) => Promise<void>;
}

const STEAK = { item: 'Solomillo', quantity: 1, options: ['Al punto', 'Ensalada', 'Huevo frito'] };
const BEER = { item: 'Caña', quantity: 2 };

export const SMOKE_STEPS: readonly SmokeStep[] = [
  { name: 'a sale on T1: fired, paid in cash, printed, drawer open', run: sale },
  {
    name: 'T2 sees the order and serves its ticket; the services and the report count it',
    run: seenEverywhere,
  },
  { name: 'a bump on T2 is seen on T1', run: bump },
  { name: 'the cloud is cut off, both tills sell on, it comes back, everything counts once', run: cutOff },
  { name: 'a price changed through the gateway reaches both tills', run: priceChange },
  {
    name: 'SIGKILL before the first byte: one receipt without COPY after the restart',
    run: killedBeforeFirstByte,
  },
  { name: 'SIGKILL after the first byte: one unknown job, nothing more sent', run: killedAfterFirstByte },
  { name: 'a damaged journal is named and put together from the cloud by hash', run: damagedJournal },
  { name: 'refusals in words: wrong PIN, missing permission, nothing half-applied', run: refusals },
  {
    name: 'stores are rebuilt while every row that came down changes: folded tables identical',
    run: rebuild,
  },
];

async function sale({ tenant, one, documents }: Evening): Promise<void> {
  await openShift(one);
  const order = await openOrder(one, [STEAK, BEER]);
  await one.call('fireOrder', { order: order.order, firing: one.newId<'Firing'>(), lines: null });
  const document = await payCash(one, order, { tenderedMore: 500, printer: await receiptPrinterOf(one) });
  documents.push(document);
  assert.equal(document.total, 2450 + 150 + 2 * 260);
  assert.equal(document.change, 500);
  const printer = tenant.printer('T1');
  await printer.until(({ papers, drawer }) => papers.length === 1 && drawer.opened === 1);
  const paper = printer.papers[0]!.lines.join('\n');
  assert.match(paper, /Solomillo/);
  assert.match(paper, /T1-1-000001/);
  assert.doesNotMatch(paper, /COPY/);
  assert.deepEqual(printer.problems, []);
}

async function seenEverywhere({ tenant, two, documents }: Evening): Promise<void> {
  const { orders } = await two.until(
    'orders',
    { status: 'closed', limit: 10, offset: 0 },
    (seen) => seen.total === 1,
  );
  const { order } = await two.call('order', { order: orders[0]!.order });
  assert.deepEqual(order!.documents, documents);
  const { tickets } = await two.until(
    'tickets',
    { station: null, includeDone: false },
    (seen) => seen.tickets.length === 2,
  );
  assert.deepEqual(tickets.flatMap((ticket) => ticket.lines.map((line) => line.name)).sort(), [
    'Caña',
    'Solomillo',
  ]);
  await untilListed(tenant, documents);
  await untilReported(tenant, documents);
}

async function bump({ tenant, one }: Evening): Promise<void> {
  const cook = await tenant.signedIn('T2', 'coco');
  const { tickets } = await cook.call('tickets', { station: null, includeDone: false });
  const ticket = tickets[0]!;
  const lines = ticket.lines.map(({ line }) => ({ line, firing: ticket.firing }));
  const bumped = await cook.call('bump', { order: ticket.order, lines, stage: null });
  const stage = bumped.tickets.find((each) => each.ticket === ticket.ticket)!.lines[0]!.stageName;
  await one.until('tickets', { station: null, includeDone: true }, (seen) =>
    seen.tickets.some(
      (each) => each.ticket === ticket.ticket && each.lines.every((line) => line.stageName === stage),
    ),
  );
}

async function cutOff({ house, tenant, one, two, documents }: Evening): Promise<void> {
  house.network.cut();
  await one.until('status', {}, (status) => status.reach === 'store-only');
  await openShift(two);
  for (let sales = 0; sales < 3; sales += 1) {
    for (const till of [one, two]) documents.push(await payCash(till, await openOrder(till, [BEER])));
  }
  const status = await one.call('status', {});
  assert.ok(status.outbox > 0, 'what the cloud has not confirmed is counted');
  await two.until(
    'orders',
    { status: 'closed', limit: 1, offset: 0 },
    (seen) => seen.total === documents.length,
  );
  house.network.heal();
  await untilListed(tenant, documents);
  await untilReported(tenant, documents);
  for (const till of [one, two])
    await till.until('status', {}, (seen) => seen.outbox === 0 && seen.reach === 'online');
}

async function priceChange({ tenant, one, two }: Evening): Promise<void> {
  const { items } = await one.call('search', { text: 'Gazpacho', limit: 1 });
  const item = items[0]!;
  await tenant.api.call('changeItem', { params: { id: item.id }, body: { price: '7.25' } });
  for (const till of [one, two]) {
    await till.until('item', { item: item.id }, (seen) => seen.item?.priceMicro === 7_250_000);
  }
  const { total } = await openOrder(one, [{ item: 'Gazpacho', quantity: 1 }]);
  assert.equal(total, 725);
}

async function killedBeforeFirstByte({ tenant, one, documents }: Evening): Promise<void> {
  const printer = tenant.printer('T1');
  const papers = printer.papers.length;
  // The printer accepts and never answers the question that comes before every job: nothing of the job leaves the till.
  printer.fault({ neverReads: true });
  documents.push(await payCash(one, await openOrder(one, [BEER]), { printer: await receiptPrinterOf(one) }));
  await one.until('printJobs', { limit: 10, offset: 0 }, ({ jobs }) =>
    jobs.some((job) => job.state === 'queued'),
  );
  await tenant.till('T1').kill();
  assert.equal(printer.jobBytes, 0, 'not one byte of the job had left');
  printer.fault({ neverReads: false });
  await tenant.till('T1').start();
  await printer.until((now) => now.papers.length > papers);
  await one.until('printJobs', { limit: 10, offset: 0 }, ({ jobs }) =>
    jobs.filter((job) => job.kind === 'receipt').every((job) => job.state === 'confirmed'),
  );
  assert.equal(printer.papers.length, papers + 1, 'exactly one receipt');
  assert.doesNotMatch(printer.papers.at(-1)!.lines.join('\n'), /COPY|DUPLICATE/);
}

async function killedAfterFirstByte({ tenant, one, documents }: Evening): Promise<void> {
  const printer = tenant.printer('T1');
  printer.fault({ losesConfirmations: true });
  documents.push(await payCash(one, await openOrder(one, [BEER]), { printer: await receiptPrinterOf(one) }));
  await one.until('printJobs', { limit: 10, offset: 0 }, ({ jobs }) =>
    jobs.some((job) => job.kind === 'receipt' && job.state === 'sent'),
  );
  await tenant.till('T1').kill();
  const [papers, bytes] = [printer.papers.length, printer.jobBytes];
  printer.fault({ losesConfirmations: false });
  await tenant.till('T1').start();
  const { jobs } = await one.until('printJobs', { limit: 50, offset: 0 }, (seen) =>
    seen.jobs.some((job) => job.kind === 'receipt' && job.state === 'unknown'),
  );
  assert.equal(
    jobs.filter((job) => job.kind === 'receipt' && job.state === 'unknown').length,
    1,
    'one unknown receipt',
  );
  // A second sale without paper shows that the till works on while the unknown job waits for a person.
  documents.push(await payCash(one, await openOrder(one, [BEER])));
  assert.equal(printer.papers.length, papers, 'nothing more was printed');
  assert.ok(printer.jobBytes <= bytes, 'nothing more of it was sent');
  const manager = await tenant.signedIn('T1', 'marta');
  const unknown = jobs.find((job) => job.kind === 'receipt' && job.state === 'unknown')!;
  const resolved = await manager.call('resolvePrintJob', { job: unknown.job, as: 'confirmed' });
  assert.equal(resolved.job.state, 'confirmed');
}

async function damagedJournal({ house, tenant, two, documents }: Evening): Promise<void> {
  documents.push(await payCash(two, await openOrder(two, [BEER])));
  await two.until('status', {}, (status) => status.outbox === 0);
  const before = await two.call('status', {});
  const digests = await two.call('storeDigests', {});
  await tenant.till('T2').kill();
  spoilLastOwnEntry(join(tenant.till('T2').dataDir, 'journal.sqlite'));
  await tenant.till('T2').start();
  assert.match(
    readFileSync(house.logFile(tenant.till('T2').name), 'utf8'),
    /the journal is damaged: recovering/,
  );
  const after = await two.call('status', {});
  assert.deepEqual(after.head, before.head, 'the same chain to the same entry');
  assert.deepEqual(await two.call('storeDigests', {}), digests);
  documents.push(await payCash(two, await openOrder(two, [BEER])));
  await untilListed(tenant, documents);
  await untilReported(tenant, documents);
}

/** One bit of the newest entry of the till's own chain turns over on the disk. */
function spoilLastOwnEntry(path: string): void {
  using journal = closing(new Database(path));
  const own = `(SELECT own_chain FROM journal)`;
  const last = `(SELECT max(seq) FROM entries WHERE chain = ${own})`;
  const { arrival, text } = journal.db
    .prepare(`SELECT arrival, text FROM entries WHERE chain = ${own} AND seq = ${last}`)
    .get() as { readonly arrival: number; readonly text: Buffer };
  const at = text.length >> 1;
  text[at] = text[at]! ^ 1;
  journal.db.prepare('UPDATE entries SET text = ? WHERE arrival = ?').run(text, arrival);
}

function closing(db: Database.Database): Disposable & { readonly db: Database.Database } {
  return { db, [Symbol.dispose]: () => void db.close() };
}

async function rebuild({ tenant, one, two }: Evening): Promise<void> {
  await settled(one, two);
  const manager = await tenant.signedIn('T1', 'marta');
  const before = await manager.call('storeDigests', {});
  // Until every row has changed, the stores are folded anew, again and again.
  const changes = { isDone: false };
  const changing = changeEveryRow(tenant).finally(() => {
    changes.isDone = true;
  });
  let rebuilds = 0;
  let after = before;
  while (!changes.isDone) {
    after = await manager.call('rebuildStores', {});
    rebuilds += 1;
    assert.deepEqual(after.stores, before.stores);
  }
  assert.ok((await changing) > 80, 'every row that came down was changed');
  assert.ok(rebuilds > 0);
  for (const till of [one, two]) {
    await till.until('items', { category: null, limit: 200, offset: 0 }, ({ items }) =>
      items.every((item) => item.name.endsWith('*')),
    );
  }
  after = await manager.call('rebuildStores', {});
  assert.deepEqual(after.stores, before.stores);
  assert.ok(after.stores.some((store) => store.rows > 0));
  const other = await two.call('storeDigests', {});
  assert.deepEqual(other.stores, before.stores, 'both tills fold the same tables');
}

/** Both tills have all facts of each other. */
async function settled(one: TillClient, two: TillClient): Promise<void> {
  await until(
    async () => {
      const [here, there] = await Promise.all([one.call('storeDigests', {}), two.call('storeDigests', {})]);
      return JSON.stringify(here) === JSON.stringify(there) ? true : undefined;
    },
    { what: 'both tills hold the same folded tables', timeoutMs: 30_000 },
  );
}

async function refusals({ tenant, one }: Evening): Promise<void> {
  const entries = (await one.call('status', {})).head.seq;
  const stranger = tenant.till('T1').client();
  const { staff } = await stranger.call('staff', {});
  const pablo = staff.find((person) => person.name.startsWith('Pablo'))!;
  const wrong = await stranger.ask('signIn', { user: pablo.user, pin: '9999' });
  assert.deepEqual(wrong, { ok: false, refusal: { code: 'core/pin-wrong', triesLeft: 2 } });
  const cook = await tenant.signedIn('T1', 'coco');
  const denied = await cook.ask('openOrder', {
    order: cook.newId<'Order'>(),
    kind: 'counter',
    table: null,
    guests: null,
  });
  assert.deepEqual(denied, {
    ok: false,
    refusal: { code: 'auth-user/permission-missing', permission: 'can_sell' },
  });
  const malformed = await one.send({
    call: 'addLines',
    commandId: one.newId<'Command'>(),
    input: { order: 'nonsense', lines: [] },
  });
  assert.ok(
    'fault' in malformed &&
      malformed.fault.code === 'ipc/malformed' &&
      malformed.fault.field === 'input.order',
  );
  assert.equal((await one.call('status', {})).head.seq, entries, 'nothing was written');
}
