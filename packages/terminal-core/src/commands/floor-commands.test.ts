import { bytesToHex, type AmountMinor, type Id, instant, ONE, quantityMicro } from '@beaveros/kit';
import type { TableView } from '@beaveros/protocol/ipc';
import { beforeEach, describe, expect, it } from 'vitest';
import { onOneTill } from '../_place.ts';
import { idOf, ITEM_ROW, type TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

const HOUR = 3_600_000;
const WINDOW = idOf<'ServiceEntity'>('window');
const CORNER = idOf<'ServiceEntity'>('corner');

const place = onOneTill();
let till: TillFixture;
let core: Core;
let session: string;
beforeEach(() => {
  ({ till, core, session } = place);
  till.comeDown(core, 'service_entities', tableRow(WINDOW, 'Window', 4), tableRow(CORNER, 'Corner', 2));
});

const tableRow = (id: string, name: string, capacity: number) => ({
  id,
  storeId: till.identity.store,
  areaId: null,
  name,
  capacity,
  isActive: true,
});
const say: typeof till.call = (...of) => till.call(of[0], of[1], of[2], { session, ...of[3] });
const tables = async (): Promise<Record<string, TableView>> => {
  const { tables: list } = await say(core, 'tables', { now: till.now });
  return Object.fromEntries(list.map((table) => [table.name, table]));
};
const statusOf = async (name: string) => (await tables())[name]?.status;

async function openAt(table: Id<'ServiceEntity'>): Promise<Id<'Order'>> {
  const order = till.newId<'Order'>();
  await say(core, 'openOrder', { order, kind: 'dine-in', table, guests: 2 });
  return order;
}

async function addBurger(order: Id<'Order'>): Promise<Id<'Line'>> {
  const line = till.newId<'Line'>();
  const item = ITEM_ROW.id as Id<'Item'>;
  const added = { line, item, quantityMicro: quantityMicro(ONE), options: [], note: null, override: null };
  await say(core, 'addLines', { order, lines: [added] });
  return line;
}

const side = (value: string) => ({
  id: till.newId<'Side'>(),
  salt: bytesToHex(new Uint8Array(16)),
  value,
});

/** The next full hour after `hours`, for two hours, at the window. */
function booking(hours: number, more: { entities?: Id<'ServiceEntity'>[]; guests?: number } = {}) {
  const startsAt = instant(Math.ceil(till.now / HOUR) * HOUR + hours * HOUR);
  return {
    reservation: till.newId<'Reservation'>(),
    startsAt,
    endsAt: instant(startsAt + 2 * HOUR),
    guests: 2,
    entities: [WINDOW],
    note: null,
    name: side('Ada'),
    phone: side('555 123'),
    ...more,
  };
}

describe('a table', () => {
  it('is what its orders and people say of it', async () => {
    expect(await statusOf('Window')).toBe('free');
    await say(core, 'openShift', { shift: till.newId(), float: 0 as AmountMinor });
    const order = await openAt(WINDOW);
    expect((await tables())['Window']).toMatchObject({
      status: 'occupied',
      orders: [{ order, guests: 2, status: 'occupied' }],
    });
    const line = await addBurger(order);
    const firing = till.newId<'Firing'>();
    await say(core, 'fireOrder', { order, firing, lines: null });
    expect(await statusOf('Window')).toBe('waiting');
    await say(core, 'bump', { order, lines: [{ line, firing }], stage: idOf('ready') });
    expect(await statusOf('Window')).toBe('served');
    const due = (await say(core, 'order', { order })).order!.due!;
    const tenders = [
      { payment: till.newId<'Payment'>(), method: idOf<'PaymentMethod'>('cash'), tendered: due },
    ];
    await say(core, 'payAndClose', { order, document: till.newId(), tenders, printer: null });
    expect(await statusOf('Window')).toBe('free');
    await say(core, 'setTableStatus', { entity: WINDOW, status: 'dirty', note: 'wine' });
    expect((await tables())['Window']).toMatchObject({ status: 'dirty', note: 'wine', orders: [] });
    expect(await statusOf('Corner')).toBe('free');
    await say(core, 'setTableStatus', { entity: WINDOW, status: 'available', note: null });
    expect(await statusOf('Window')).toBe('free');
  });

  it('is dirty after its order was closed, where the store wants it, until somebody has cleared it', async () => {
    const policies = { isTableDirtyAfterClose: true };
    till.comeDown(core, 'store_policies', { id: till.identity.store, policies });
    await say(core, 'openShift', { shift: till.newId(), float: 0 as AmountMinor });
    const close = async () => {
      const order = await openAt(CORNER);
      await addBurger(order);
      const due = (await say(core, 'order', { order })).order!.due!;
      const method = idOf<'PaymentMethod'>('cash');
      const tenders = [{ payment: till.newId<'Payment'>(), method, tendered: due }];
      await say(core, 'payAndClose', { order, document: till.newId(), tenders, printer: null });
    };
    await close();
    expect(await statusOf('Corner')).toBe('dirty');
    await say(core, 'setTableStatus', { entity: CORNER, status: 'available', note: null });
    expect(await statusOf('Corner')).toBe('free');
    await close();
    expect(await statusOf('Corner')).toBe('dirty');
  });
});

describe('guests who change tables', () => {
  beforeEach(async () => {
    till.comeDown(core, 'store_policies', {
      id: till.identity.store,
      policies: { isTableDirtyAfterClose: true },
    });
    await say(core, 'openShift', { shift: till.newId(), float: 0 as AmountMinor });
  });
  const fire = async (order: Id<'Order'>) => {
    const firing = till.newId<'Firing'>();
    await say(core, 'fireOrder', { order, firing, lines: null });
    return firing;
  };
  const tickets = async () =>
    (await say(core, 'tickets', { station: null, includeDone: true })).tickets.map(
      ({ label, tableName, movedFrom, lines }) => ({ label, tableName, movedFrom, lines }),
    );

  it('leave one behind that somebody clears, and their tickets follow them', async () => {
    const order = await openAt(WINDOW);
    await addBurger(order);
    await fire(order);
    await say(core, 'changeTable', { order, table: CORNER });
    expect([await statusOf('Window'), await statusOf('Corner')]).toEqual(['dirty', 'waiting']);
    expect(await tickets()).toMatchObject([{ tableName: 'Corner' }]);
    await say(core, 'setTableStatus', { entity: WINDOW, status: 'available', note: null });
    expect(await statusOf('Window')).toBe('free');
    await say(core, 'changeTable', { order, table: WINDOW });
    expect([await statusOf('Window'), await statusOf('Corner')]).toEqual(['waiting', 'dirty']);
  });

  it('wait for what was fired before it was moved to them, until its kitchen has bumped it where it was fired', async () => {
    const [from, to] = [await openAt(WINDOW), await openAt(CORNER)];
    const line = await addBurger(from);
    const firing = await fire(from);
    expect([await statusOf('Window'), await statusOf('Corner')]).toEqual(['waiting', 'occupied']);
    const as = till.newId<'Line'>();
    const move = {
      order: from,
      to,
      move: till.newId<'Move'>(),
      lines: [{ line, as, quantityMicro: null }],
    };
    const { others } = await say(core, 'moveLines', move);
    expect([await statusOf('Window'), await statusOf('Corner')]).toEqual(['occupied', 'waiting']);
    await say(core, 'setSeat', { order: to, lines: [as], seat: 3 });
    const [before] = await tickets();
    expect(before).toMatchObject({
      label: others[0]!.label,
      tableName: 'Corner',
      movedFrom: { tableName: 'Window' },
      lines: [{ line, seat: 3, goesTo: [{ order: to, tableName: 'Corner', seat: 3 }] }],
    });
    const bumped = await say(core, 'bump', { order: from, lines: [{ line, firing }], stage: idOf('ready') });
    const [after] = await tickets();
    expect(bumped.tickets).toMatchObject([{ ...after, isDone: true }]);
    expect(after).toMatchObject({ tableName: 'Corner', lines: [{ line, isFinal: true }] });
    expect([await statusOf('Window'), await statusOf('Corner')]).toEqual(['occupied', 'served']);
    await say(core, 'recall', { order: from, lines: [{ line, firing }], stage: idOf('new') });
    expect(await statusOf('Corner')).toBe('waiting');
  });
});

describe('the book', () => {
  it('takes a reservation, changes it and seats it; names come from side records', async () => {
    const asked = booking(0);
    const { reservation } = await say(core, 'makeReservation', asked);
    expect(reservation).toMatchObject({ status: 'booked', name: 'Ada', phone: '555 123', guests: 2 });
    expect(await statusOf('Window')).toBe('reserved');
    const { name: _name, phone: _phone, ...slot } = asked;
    const later = { ...slot, startsAt: instant(slot.startsAt + HOUR), endsAt: instant(slot.endsAt + HOUR) };
    await say(core, 'changeReservation', later);
    expect(await statusOf('Window')).toBe('free');
    const day = { from: instant(0), to: instant(asked.startsAt + 24 * HOUR), limit: 10, offset: 0 };
    expect(await say(core, 'reservations', day)).toMatchObject({
      total: 1,
      reservations: [{ reservation: asked.reservation, startsAt: later.startsAt, name: 'Ada' }],
    });
    const order = await openAt(WINDOW);
    const seated = await say(core, 'seatReservation', { reservation: asked.reservation, order });
    expect(seated.reservation).toMatchObject({ status: 'seated', order });
    const late = { reservation: asked.reservation, reason: 'too late' };
    await expect(say(core, 'cancelReservation', late)).rejects.toThrow('service-entity/reservation-over');
    await expect(say(core, 'makeReservation', { ...booking(3), guests: 9 })).rejects.toThrow(
      'service-entity/over-capacity',
    );
  });

  it('refuses a table that it knows to be booked, also after a restart', async () => {
    const asked = booking(1);
    await say(core, 'makeReservation', asked);
    await core[Symbol.asyncDispose]();
    core = till.open();
    const again = { ...booking(2), guests: 2 };
    await expect(say(core, 'makeReservation', again)).rejects.toThrow('service-entity/entity-taken');
    await say(core, 'makeReservation', { ...again, entities: [CORNER] });
    await say(core, 'cancelReservation', { reservation: asked.reservation, reason: 'ill' });
    await say(core, 'makeReservation', { ...booking(1), guests: 4 });
  });

  it('keeps no name in the journal', async () => {
    await say(core, 'makeReservation', booking(1));
    const entry = core.journal.after(0, 1_000).at(-1)!;
    expect(JSON.stringify(entry.recorded)).not.toContain('Ada');
  });
});

describe('a task', () => {
  it('is raised, listed with those of orders and of the book, and done', async () => {
    const task = till.newId<'Task'>();
    await say(core, 'raiseTask', { task, title: 'Napkins', assignedTo: null, due: null });
    const page = { limit: 10, offset: 0 };
    expect(await say(core, 'openTasks', { status: 'open', ...page })).toMatchObject({
      total: 1,
      tasks: [{ task, of: 'store', kind: 'person', title: 'Napkins', isOpen: true }],
    });
    const { task: done } = await say(core, 'finishTask', { task, note: 'brought' });
    expect(done).toMatchObject({ isOpen: false, note: 'brought' });
    expect((await say(core, 'openTasks', { status: 'open', ...page })).total).toBe(0);
    expect((await say(core, 'openTasks', { status: 'all', ...page })).total).toBe(1);
    await expect(say(core, 'finishTask', { task, note: 'again' })).rejects.toThrow(
      'workflow/task-already-done',
    );
  });
});

describe('an automation', () => {
  const rule = (perHour: number) => ({
    id: idOf('rule'),
    name: 'Spilt',
    trigger: 'order.LineVoided',
    conditions: [{ path: 'reason', op: 'contains', value: 'spilt' }],
    actions: [{ do: 'raise-task', title: 'Mop', assignedTo: null, dueMinutes: 5 }],
    perHour,
    isActive: true,
  });
  const voidOne = async (reason: string) => {
    const order = await openAt(WINDOW);
    const line = await addBurger(order);
    const entries = core.journal.lastArrival;
    await say(core, 'voidLine', { order, line, reason });
    return core.journal.after(entries, 10);
  };
  const open = async () => (await say(core, 'openTasks', { status: 'open', limit: 10, offset: 0 })).tasks;

  it('answers in the entry that causes it', async () => {
    till.comeDown(core, 'automations', rule(5));
    const written = await voidOne('spilt wine');
    expect(written).toHaveLength(1);
    expect(written[0]!.recorded.map(({ event }) => event.type)).toEqual([
      'order.LineVoided',
      'workflow.TaskRaised',
    ]);
    expect(await open()).toMatchObject([{ kind: 'automation', title: 'Mop', due: till.now + 5 * 60_000 }]);
    await voidOne('wrong dish');
    expect(await open()).toHaveLength(1);
  });

  it('acts no more than its hour allows, and again in the next', async () => {
    till.comeDown(core, 'automations', rule(2));
    for (let times = 0; times < 4; times += 1) await voidOne('spilt');
    expect(await open()).toHaveLength(2);
    till.now = instant(till.now + HOUR);
    await voidOne('spilt');
    expect(await open()).toHaveLength(3);
  });
});
