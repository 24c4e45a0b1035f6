import { type Id, ONE, quantityMicro } from '@beaveros/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

let till: TillFixture;
let core: Core;
let session: string;
let order: Id<'Order'>;
beforeEach(async () => {
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
  session = (await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN })).session;
  order = till.newId<'Order'>();
  await say(core, 'openOrder', { order, kind: 'dine-in', table: null, guests: 2 });
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
});

const say: typeof till.call = (...of) => till.call(of[0], of[1], of[2], { session, ...of[3] });
const ticketsOf = async (station: Id<'Station'> | null) =>
  (await say(core, 'tickets', { station, includeDone: false })).tickets;

async function addBurger(): Promise<Id<'Line'>> {
  const line = till.newId<'Line'>();
  const item = ITEM_ROW.id as Id<'Item'>;
  const added = { line, item, quantityMicro: quantityMicro(ONE), options: [], note: null, override: null };
  await say(core, 'addLines', { order, lines: [added] });
  return line;
}

const station = (name: string, more: object) => ({
  id: idOf(name),
  storeId: till.identity.store,
  name,
  position: 1,
  categoryIds: [],
  itemIds: [],
  isExpeditor: false,
  isActive: true,
  ...more,
});

describe('a course', () => {
  it('that is held waits until it is fired; its ticket says which it is', async () => {
    const [starter, main] = [await addBurger(), await addBurger()];
    await say(core, 'setCourse', { order, lines: [starter], course: 1 });
    await say(core, 'setCourse', { order, lines: [main], course: 2 });
    await say(core, 'holdCourse', { order, course: 2, isHeld: true });
    await say(core, 'fireOrder', { order, firing: till.newId(), lines: null });
    expect(await ticketsOf(null)).toMatchObject([{ course: null, lines: [{ line: starter, course: 1 }] }]);
    await say(core, 'fireCourse', { order, firing: till.newId(), course: 2 });
    expect(await ticketsOf(null)).toMatchObject([
      { lines: [{ line: starter }] },
      { course: 2, lines: [{ line: main, course: 2, seat: null }] },
    ]);
    await expect(say(core, 'fireCourse', { order, firing: till.newId(), course: 2 })).rejects.toThrow(
      'order/nothing-to-fire',
    );
  });
});

describe('a station', () => {
  it('cooks the items it names, and an expeditor sees what every station does', async () => {
    till.comeDown(
      core,
      'stations',
      station('grill', { categoryIds: [idOf('food')] }),
      station('burgers', { itemIds: [ITEM_ROW.id], position: 2 }),
      station('pass', { isExpeditor: true, position: 3 }),
    );
    const line = await addBurger();
    await say(core, 'fireOrder', { order, firing: till.newId(), lines: null });
    expect(await ticketsOf(idOf('grill'))).toEqual([]);
    const here = { station: { id: idOf('burgers'), name: 'burgers' }, lines: [{ line }] };
    expect(await ticketsOf(idOf('burgers'))).toMatchObject([here]);
    expect(await ticketsOf(idOf('pass'))).toMatchObject([here]);
  });
});
