import { type AmountMinor, type Id, instant, MICRO, ONE, quantityMicro } from '@beaveros/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

const BURGER = idOf<'Item'>('burger');
const BEEF = idOf<'Item'>('beef');
const units = (count: number) => quantityMicro(count * MICRO);

let till: TillFixture;
let core: Core;
let session: string;
beforeEach(async () => {
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
  till.comeDown(core, 'till_items', ITEM_ROW, { ...ITEM_ROW, id: BEEF, name: 'Ternera', sku: 'B1' });
  till.comeDown(
    core,
    'till_stock',
    { ...STOCK_ROW, id: BEEF, lowMicro: units(2) },
    { ...STOCK_ROW, id: BURGER, isTracked: false, ingredients: [{ item: BEEF, quantityMicro: units(0.25) }] },
  );
  session = await signIn('ana', PIN);
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
});

const STOCK_ROW = {
  isTracked: true,
  lowMicro: null,
  yieldMicro: units(1),
  ingredients: [],
  options: [],
  version: 1,
};

const signIn = async (who: string, pin: string) =>
  (await till.call(core, 'signIn', { user: idOf(who), pin })).session;
const deliver = (count: number, commandId?: Id<'Command'>) =>
  till.call(
    core,
    'stockMovement',
    { kind: 'received', moves: [{ item: BEEF, deltaMicro: units(count) }], note: null },
    { session, ...(commandId === undefined ? {} : { commandId }) },
  );
const levels = (only: 'all' | 'flagged' = 'all') =>
  till.call(core, 'stockLevels', { item: null, only, limit: 50, offset: 0 }, { session });

describe('stock by hand', () => {
  it('a delivery raises the level, once however often it is said', async () => {
    const commandId = till.newId<'Command'>();
    await deliver(3, commandId);
    await deliver(3, commandId);
    const level = {
      item: BEEF,
      name: 'Ternera',
      levelMicro: units(3),
      lowMicro: units(2),
      flag: null,
      counted: null,
      movedMicro: units(3),
    };
    expect(await levels()).toEqual({ levels: [level], total: 1 });
  });

  it('a count replaces what was moved before it, and a level at its threshold is flagged', async () => {
    await deliver(3);
    expect((await levels('flagged')).total).toBe(0);
    await till.call(
      core,
      'countStock',
      { counts: [{ item: BEEF, countedMicro: units(2) }], note: null },
      { session },
    );
    expect((await levels('flagged')).levels[0]).toMatchObject({
      levelMicro: units(2),
      flag: 'low',
      counted: { quantityMicro: units(2), at: till.now },
      movedMicro: 0,
    });
    await deliver(1);
    expect((await levels()).levels).toMatchObject([
      { levelMicro: units(3), flag: null, movedMicro: units(1) },
    ]);
    const { movements } = await till.call(core, 'stockHistory', { item: BEEF, limit: 10 }, { session });
    expect(movements.map(({ deltaMicro, isCounted }) => [deltaMicro, isCounted]).toSorted()).toEqual([
      [units(1), false],
      [units(3), true],
    ]);
  });

  it('is still there after a restart, and is folded the same anew', async () => {
    await deliver(3);
    const before = await levels();
    await core[Symbol.asyncDispose]();
    core = till.open();
    expect(await levels()).toEqual(before);
    const { stores } = await till.call(core, 'rebuildStores', {}, { session });
    expect(stores.find(({ service }) => service === 'product-catalog')?.rows).toBe(2);
    expect(await levels()).toEqual(before);
  });

  it('is refused to who may not, and for what nobody tracks', async () => {
    await expect(
      till.call(core, 'countStock', { counts: [{ item: BURGER, countedMicro: 1 }], note: null }, { session }),
    ).rejects.toThrow('product-catalog/item-not-tracked');
    till.comeDown(core, 'store_staff', await till.staff({ permissions: { can_sell: true } }));
    await expect(deliver(1)).rejects.toThrow('can_manage_stock');
  });
});

describe('an item that ran out', () => {
  const HOUR = 3_600_000;
  const mark = (until: number | null) =>
    till.call(core, 'markSoldOut', { item: BURGER, until: until as never }, { session });
  const sell = async (quantity = ONE) => {
    const order = till.newId<'Order'>();
    await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
    const line = { line: till.newId<'Line'>(), item: BURGER, quantityMicro: quantity };
    const added = { ...line, options: [], note: null, override: null };
    return await till.call(core, 'addLines', { order, lines: [added] }, { session });
  };
  beforeEach(async () => {
    await till.call(core, 'openShift', { shift: till.newId(), float: 0 as AmountMinor }, { session });
  });

  it('is not sold until its time is over, also after a restart', async () => {
    await mark(till.now + HOUR);
    await expect(sell()).rejects.toThrow('order/item-sold-out');
    // It may still come back.
    expect((await sell(quantityMicro(0 - ONE))).order.lines).toHaveLength(1);
    await core[Symbol.asyncDispose]();
    core = till.open();
    await expect(sell()).rejects.toThrow('order/item-sold-out');
    till.now = instant(till.now + HOUR);
    expect((await sell()).order.lines).toHaveLength(1);
  });

  it('is sold again when somebody says so', async () => {
    const { soldOut } = await mark(null);
    expect(soldOut).toEqual({
      item: BURGER,
      name: 'Hamburguesa',
      until: null,
      since: till.now,
      by: idOf('ana'),
    });
    expect(await till.call(core, 'soldOut', {}, { session })).toEqual({ soldOut: [soldOut] });
    await expect(sell()).rejects.toThrow('order/item-sold-out');
    expect(await till.call(core, 'backOnSale', { item: BURGER }, { session })).toEqual({ soldOut: null });
    expect(await till.call(core, 'soldOut', {}, { session })).toEqual({ soldOut: [] });
    expect((await sell()).order.lines).toHaveLength(1);
    await expect(till.call(core, 'backOnSale', { item: BURGER }, { session })).rejects.toThrow(
      'product-catalog/item-not-sold-out',
    );
  });
});
