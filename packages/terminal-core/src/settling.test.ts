import { type AmountMinor, instant, ONE } from '@beaveros/kit';
import { type IpcInput, IPC_VERSION } from '@beaveros/protocol/ipc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from './_till-fixture.ts';
import type { Core } from './core.ts';

const DAY = 24 * 60 * 60_000;

let till: TillFixture;
let core: Core;
beforeEach(async () => {
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
});

const signIn = async () => (await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN })).session;

/** One burger, paid in cash unless it stays open; the order, and how it was closed. */
async function sell(session: string, isPaid = true) {
  const order = till.newId<'Order'>();
  await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
  const line = {
    line: till.newId<'Line'>(),
    item: ITEM_ROW.id as never,
    quantityMicro: ONE,
    options: [],
    note: null,
    override: null,
  };
  const { order: view } = await till.call(core, 'addLines', { order, lines: [line] }, { session });
  const tenders = [{ payment: till.newId(), method: idOf('cash'), tendered: view.total }];
  const close = {
    order,
    document: till.newId(),
    tenders,
    printer: null,
  } as unknown as IpcInput<'payAndClose'>;
  const command = till.newId<'Command'>();
  if (isPaid) expect(await pay(session, close, command)).toMatchObject({ ok: true });
  return { order, close, command };
}

/** Under a command id of its own, so that it can be repeated. */
function pay(session: string, input: IpcInput<'payAndClose'>, commandId: string): Promise<unknown> {
  return core.answer({ v: IPC_VERSION, id: 1, call: 'payAndClose', session, commandId, input });
}

/** The cloud has everything, and says so for a quarter; then the till is quiet. */
function aQuarterLater(): void {
  const { journal } = core;
  const heads = journal.heads();
  for (let day = 0; day <= 91; day += 1) journal.cloudHas(heads, 'life', instant(till.now + day * DAY));
  till.now = instant(till.now + 91 * DAY);
  while (journal.judge(100) > 0);
  while (journal.dropBodies({ now: till.now, limit: 100 }).looked > 0);
}

describe('the window of a till that sold', () => {
  it('leaves the day’s totals as they were, and the open orders', async () => {
    const session = await signIn();
    await till.call(core, 'openShift', { shift: till.newId(), float: 0 as AmountMinor }, { session });
    const sold = [await sell(session), await sell(session)];
    const open = await sell(session, false);
    const totals = () => till.call(core, 'totals', { businessDate: null }, { session });
    const before = await totals();
    expect(before.documents).toBe(2);
    aQuarterLater();
    const again = await signIn();
    const after = await till.call(core, 'totals', { businessDate: null }, { session: again });
    expect(after).toEqual(before);
    const listed = await till.call(
      core,
      'orders',
      { status: 'all', limit: 9, offset: 0 },
      { session: again },
    );
    expect(listed.orders.map(({ order }) => order)).toEqual([open.order]);
    expect(sold.map(({ order }) => core.journal.isDropped(order))).toEqual([true, true]);
    const anew = await till.call(core, 'order', { order: sold[0]!.order }, { session: again });
    expect(anew.order).toBeNull();
  });

  it('answers a command repeated after it with a fault, and does nothing twice', async () => {
    const session = await signIn();
    await till.call(core, 'openShift', { shift: till.newId(), float: 0 as AmountMinor }, { session });
    const { close, command } = await sell(session);
    await sell(session, false);
    aQuarterLater();
    const again = await signIn();
    const entries = core.journal.entryCount();
    expect(await pay(again, close, command)).toMatchObject({
      ok: false,
      fault: { code: 'core/command-forgotten', retryable: false },
    });
    expect(core.journal.entryCount()).toBe(entries);
  });
});
