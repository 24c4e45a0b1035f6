import { cpSync, rmSync } from 'node:fs';
import { amountMinor, type Id, instant, ONE } from '@beaveros/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

let till: TillFixture;
let core: Core;
let session: string;
beforeEach(async () => {
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
  till.comeDown(core, 'devices', {
    id: idOf('drawer'),
    storeId: till.identity.store,
    terminalId: till.identity.terminal,
    kind: 'cash-drawer',
    name: 'Drawer',
    connection: { via: 'printer', printer: idOf('printer'), connector: 2 },
    profile: null,
    isActive: true,
  });
  session = await signIn();
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
});

const signIn = async () => (await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN })).session;

async function restart(): Promise<void> {
  await core[Symbol.asyncDispose]();
  core = till.open();
}

async function openShift(float = 10_000): Promise<Id<'Shift'>> {
  const shift = till.newId<'Shift'>();
  await till.call(core, 'openShift', { shift, float: amountMinor(float) }, { session });
  return shift;
}

/** A burger for 12.50, of it 1.14 of tax. */
async function openBurger(at = core): Promise<Id<'Order'>> {
  const order = till.newId<'Order'>();
  await till.call(at, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
  const line = {
    line: till.newId<'Line'>(),
    item: ITEM_ROW.id as Id<'Item'>,
    quantityMicro: ONE,
    options: [],
    note: null,
    override: null,
  };
  await till.call(at, 'addLines', { order, lines: [line] }, { session });
  return order;
}

const cash = (tendered: number, tip = 0) => ({
  payment: till.newId<'Payment'>(),
  method: idOf<'PaymentMethod'>('cash'),
  tendered: amountMinor(tendered),
  tip: amountMinor(tip),
});

async function sell(tendered = 2_000, tip = 0) {
  const order = await openBurger();
  const close = { order, document: till.newId<'Document'>(), tenders: [cash(tendered, tip)], printer: null };
  return till.call(core, 'payAndClose', close, { session });
}

const count = (amount: number) => ({ denominations: [], amount: amountMinor(amount) });
const close = (shift: Id<'Shift'>, counted: ReturnType<typeof count> | null) =>
  till.call(core, 'closeShift', { shift, count: counted }, { session });
const x = async () => (await till.call(core, 'xReport', {}, { session })).report;
/** What printers and drawers were asked for: effects follow one turn behind the answer. */
async function jobs() {
  await new Promise((done) => setImmediate(done));
  return (await till.call(core, 'printJobs', { limit: 50, offset: 0 }, { session })).jobs;
}
const refusal = (promise: Promise<unknown>) => promise.then(() => 'taken', String);

describe('a shift', () => {
  it('counts what its till took, gave and moved, and says so in its Z', async () => {
    const shift = await openShift();
    await sell(2_000, 100);
    const parked = await openBurger();
    const paid = { order: parked, tenders: [cash(500)] };
    await till.call(core, 'recordPayment', paid, { session });
    await till.call(core, 'cashIn', { amount: amountMinor(700), reason: 'coins' }, { session });
    await till.call(core, 'cashOut', { amount: amountMinor(300), reason: 'ice' }, { session });
    await till.call(core, 'openDrawer', { drawer: idOf('drawer'), reason: 'change' }, { session });
    const said = {
      float: 10_000,
      cashOfPayments: 1_350 + 500,
      cashIn: { count: 1, amount: 700 },
      cashOut: { count: 1, amount: 300 },
      expected: 12_250,
      tenders: [{ name: 'Efectivo', count: 2, taken: 1_750, refunded: 0, tips: 100, rounding: 0 }],
      sales: { count: 1, net: 1_136, total: 1_250 },
      net: 1_136,
      taxes: [{ name: 'IVA', amount: 114 }],
      total: 1_250,
      balance: 500,
      firstNumber: { terminalCode: 'T1', series: 1, counter: 1 },
      noSales: 1,
      isComplete: true,
    };
    expect(await x()).toMatchObject({ ...said, counted: null, variance: null });
    const { report } = await close(shift, count(12_240));
    expect(report).toMatchObject({
      ...said,
      counted: 12_240,
      variance: -10,
      number: { terminalCode: 'T1', series: 1, counter: 1 },
      cashierName: 'Ana',
      openOrders: 1,
      isTraining: false,
    });
    expect(report.unconfirmed).toBe(core.journal.ownHead.seq - 1);
    expect(await x()).toBeNull();
    // A drawer opens for each of them: the sale, the deposit, in, out, no sale.
    expect((await jobs()).filter(({ kind }) => kind === 'drawer')).toHaveLength(5);
  });

  it('has the same sums whether they were kept up or read anew, and the same Z for ever', async () => {
    const shift = await openShift();
    await sell();
    const kept = await x();
    await sell(1_250);
    const after = await x();
    expect([kept?.sales.count, after?.sales.count]).toEqual([1, 2]);
    await restart();
    expect(await x()).toEqual(after);
    const { report } = await close(shift, null);
    await restart();
    expect((await till.call(core, 'zReport', { shift }, { session })).report).toEqual(report);
    const { reports, total } = await till.call(core, 'zReports', { limit: 10, offset: 0 }, { session });
    expect([total, reports]).toMatchObject([1, [{ shift, total: 2_500, expected: 12_500, variance: null }]]);
    expect((await till.call(core, 'zReport', { shift: till.newId() }, { session })).report).toBeNull();
  });

  it('ends with its close: then nothing is sold, kicked or moved before another is opened', async () => {
    const first = await openShift();
    const order = await openBurger();
    await close(first, null);
    const pay = { order, document: till.newId<'Document'>(), tenders: [cash(1_250)], printer: null };
    const move = { amount: amountMinor(1), reason: 'x' };
    for (const asked of [
      till.call(core, 'payAndClose', pay, { session }),
      till.call(core, 'cashIn', move, { session }),
      till.call(core, 'openDrawer', { drawer: idOf('drawer'), reason: 'x' }, { session }),
      till.call(core, 'countDrawer', count(1), { session }),
      close(first, null),
    ])
      expect(await refusal(asked)).toContain('payment/shift-closed');
    const second = await openShift(0);
    await till.call(core, 'payAndClose', pay, { session });
    expect((await close(second, count(1_250))).report).toMatchObject({
      number: { counter: 2 },
      variance: 0,
      sales: { count: 1, total: 1_250 },
      lastNumber: { counter: 1 },
    });
  });

  it('is one at a time, over a restart too', async () => {
    const shift = await openShift();
    const again = { shift: till.newId<'Shift'>(), float: amountMinor(0) };
    expect(await refusal(till.call(core, 'openShift', again, { session }))).toContain(
      `"code":"payment/shift-already-open","shift":"${shift}"`,
    );
    await restart();
    expect(await refusal(till.call(core, 'openShift', again, { session }))).toContain(shift);
    expect((await till.call(core, 'currentShift', {}, { session })).shift).toMatchObject({
      shift,
      float: 10_000,
      drawer: idOf('drawer'),
    });
  });

  it('answers the Z of the first when a close is said again', async () => {
    const shift = await openShift();
    await sell();
    const commandId = till.newId<'Command'>();
    const input = { shift, count: count(11_250) };
    const first = await till.call(core, 'closeShift', input, { session, commandId });
    const entries = core.journal.entryCount();
    expect(await till.call(core, 'closeShift', input, { session, commandId })).toEqual(first);
    expect(core.journal.entryCount()).toBe(entries);
  });

  it('is counted blind by whoever may not see what is expected', async () => {
    const shift = await openShift();
    await sell();
    const permissions = { can_sell: true, can_close_shift: true };
    till.comeDown(core, 'store_staff', await till.staff({ permissions }));
    expect(await refusal(x())).toContain('can_see_expected_cash');
    await till.call(core, 'countDrawer', count(11_000), { session });
    expect((await close(shift, null)).report).toMatchObject({
      isBlind: true,
      counted: 11_000,
      variance: -250,
    });
  });

  it('of training has a row of numbers of its own, and opens no drawer', async () => {
    const training = till.newId<'Shift'>();
    const open = { shift: training, float: amountMinor(0), isTraining: true };
    await till.call(core, 'openShift', open, { session });
    await sell();
    expect((await close(training, null)).report).toMatchObject({
      isTraining: true,
      number: { counter: 1 },
      total: 1_250,
    });
    expect(await jobs()).toEqual([]);
    const real = await openShift();
    expect((await close(real, null)).report).toMatchObject({ isTraining: false, number: { counter: 1 } });
  });
});

describe('a shift whose disk was cloned', () => {
  it('counts what both disks sold once they meet, each sale once, and the same after a restart', async () => {
    const shift = await openShift();
    await sell();
    await core[Symbol.asyncDispose]();
    const twinDir = `${till.dataDir}-twin`;
    cpSync(till.dataDir, twinDir, { recursive: true });
    core = till.open();
    const twin = till.open({ dataDir: twinDir });
    try {
      await sell();
      expect(await x()).toMatchObject({ total: 2_500, expected: 12_500 });
      const order = await openBurger(twin);
      const close = { order, document: till.newId<'Document'>(), tenders: [cash(1_250)], printer: null };
      await till.call(twin, 'payAndClose', close, { session });
      const chain = core.journal.ownChain;
      const batch = twin.journal.batchAfter(chain, 0, { entries: 500, bytes: 4 * 1024 * 1024 })!;
      expect(core.journal.receive(batch, till.now).kind).toBe('stored');
      // What this disk had sold goes on in a chain of its own, as copies.
      expect(core.journal.ownChain).not.toBe(chain);
      const met = await x();
      expect(met).toMatchObject({
        shift,
        total: 3_750,
        expected: 13_750,
        sales: { count: 3 },
        isComplete: true,
      });
      await sell();
      expect(await x()).toMatchObject({ total: 5_000 });
      const kept = await x();
      await restart();
      expect(await x()).toEqual(kept);
    } finally {
      await twin[Symbol.asyncDispose]();
      rmSync(twinDir, { recursive: true });
    }
  });
});

describe('the journal of a closed shift', () => {
  it('lets go of it a quarter after the cloud had it', async () => {
    const shift = await openShift();
    await sell();
    await close(shift, null);
    // What arrived last stays whole.
    await openShift();
    const heads = core.journal.heads();
    const DAY_MS = 24 * 60 * 60_000;
    for (let day = 0; day <= 91; day += 1)
      core.journal.cloudHas(heads, 'life', instant(till.now + day * DAY_MS));
    till.now = instant(till.now + 91 * DAY_MS);
    while (core.journal.judge(100) > 0);
    while (core.journal.dropBodies({ now: till.now, limit: 100 }).looked > 0);
    expect(core.journal.isDropped(shift)).toBe(true);
    session = await signIn();
    expect((await till.call(core, 'zReport', { shift }, { session })).report).toBeNull();
  });
});
