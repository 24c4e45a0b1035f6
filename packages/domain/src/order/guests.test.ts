import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft, Event } from '../journal/entry.ts';
import { actorWithout, ANA, beerAdded, closed, fired, ORDER, opened } from './_orders.ts';
import { orderFold } from './evolve.ts';
import { orderRows } from './folded.ts';
import {
  changeGuests,
  changeTable,
  holdCourse,
  setCourse,
  setCustomer,
  setSeat,
  setStaff,
} from './guests.ts';
import { isHeldLine, type OrderState } from './state.ts';

const order = (...events: readonly Draft<Event>[]) => given(orderFold, ORDER, ...events);
const base = { v: 1, aggregate: ORDER } as const;
const line = (n: number) => fixed('Line', n);
const who = { actor: ANA };
const TABLE = { id: fixed('ServiceEntity', 4), name: 'Table 4' };

describe('changeTable', () => {
  const to =
    (table: typeof TABLE | null, known = table) =>
    (state: OrderState) =>
      changeTable(state, { order: ORDER, table: table?.id ?? null }, { ...who, table: known });
  const changed = (table: typeof TABLE | null) => ({ ...base, type: 'order.TableChanged', body: { table } });

  it('takes the order with everything on it to another table, or to none', () => {
    const moved = order(opened, beerAdded(1)).when(to(TABLE)).thenEvents(changed(TABLE));
    expect(orderRows(moved).orders[0]).toMatchObject({ tableId: TABLE.id, tableName: 'Table 4', total: 350 });
    const away = order(opened, beerAdded(1), changed(TABLE)).when(to(null)).thenEvents(changed(null));
    expect(orderRows(away).orders[0]).toMatchObject({ tableId: null, tableName: null });
  });

  it('is refused for a table nobody knows, and once the order was closed', () => {
    order(opened).when(to(TABLE, null)).thenRefused({ code: 'order/table-unknown', table: TABLE.id });
    order(opened, beerAdded(1), closed(1))
      .when(to(TABLE))
      .thenRefused({ code: 'order/already-closed', document: fixed('Document', 1) });
  });
});

describe('guests and customer', () => {
  it('the latest said stands', () => {
    const changed = { ...base, type: 'order.GuestsChanged', body: { guests: 5 } };
    const state = order(opened)
      .when((state) => changeGuests(state, { order: ORDER, guests: 5 }, who))
      .thenEvents(changed);
    expect(orderRows(state).orders[0]?.guests).toBe(5);
    const customer = fixed('Customer', 1);
    expect(
      order(opened)
        .when((state) => setCustomer(state, { order: ORDER, customer }, who))
        .thenEvents({ ...base, type: 'order.CustomerSet', body: { customer } }).customer,
    ).toBe(customer);
  });

  it('need permission', () => {
    const actor = actorWithout('can_sell');
    order(opened)
      .when((state) => changeGuests(state, { order: ORDER, guests: 5 }, { actor }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_sell' });
  });
});

describe('seats and courses', () => {
  it('are said for several lines at once, each once', () => {
    const seat = (n: number) => ({ ...base, type: 'order.LineSeatSet', body: { line: line(n), seat: 3 } });
    const state = order(opened, beerAdded(1), beerAdded(2))
      .when((state) => setSeat(state, { order: ORDER, lines: [line(1), line(2), line(1)], seat: 3 }, who))
      .thenEvents(seat(1), seat(2));
    expect([...state.lines.values()].map((each) => each.seat)).toEqual([3, 3]);
  });

  it('a held course holds what joins it later, until it is let go', () => {
    const course = (n: number) => ({
      ...base,
      type: 'order.LineCourseSet',
      body: { line: line(n), course: 2 },
    });
    const held = (isHeld: boolean) => ({ ...base, type: 'order.CourseHeld', body: { course: 2, isHeld } });
    const facts = [opened, beerAdded(1), beerAdded(2)];
    const hold = (isHeld: boolean) => (state: OrderState) =>
      holdCourse(state, { order: ORDER, course: 2, isHeld }, who);
    const join = (state: OrderState) => setCourse(state, { order: ORDER, lines: [line(2)], course: 2 }, who);
    const heldLines = (state: OrderState) => [...state.lines.values()].map((each) => isHeldLine(state, each));
    expect(
      heldLines(
        order(...facts, course(1))
          .when(hold(true))
          .thenEvents(held(true)),
      ),
    ).toEqual([true, false]);
    const both = order(...facts, course(1), held(true))
      .when(join)
      .thenEvents(course(2));
    expect(heldLines(both)).toEqual([true, true]);
    const free = order(...facts, course(1), held(true), course(2))
      .when(hold(false))
      .thenEvents(held(false));
    expect(heldLines(free)).toEqual([false, false]);
  });

  it('what was said of a line before it arrived is not lost', () => {
    const seat = { ...base, type: 'order.LineSeatSet', body: { line: line(1), seat: 3 } };
    const { state } = order(seat, opened, fired(1, 1), beerAdded(1));
    expect(state.lines.get(line(1))).toMatchObject({ seat: 3, firings: [fixed('Firing', 1)] });
    expect(state.pending.size).toBe(0);
  });
});

describe('setStaff', () => {
  const bea = { id: fixed('User', 2), name: 'Bea' };
  const set = (staff: typeof bea.id | null) => (state: OrderState) =>
    setStaff(
      state,
      { order: ORDER, line: line(1), staff, durationMinutes: 45 },
      { ...who, staff: (id) => (id === bea.id ? bea : undefined) },
    );

  it('says who does the work of a service, and how long it takes', () => {
    const state = order(opened, beerAdded(1))
      .when(set(bea.id))
      .thenEvents({
        ...base,
        type: 'order.LineStaffSet',
        body: { line: line(1), staff: bea, durationMinutes: 45 },
      });
    expect(state.lines.get(line(1))).toMatchObject({ staff: bea, durationMinutes: 45 });
  });

  it('is refused for somebody this till does not know', () => {
    const stranger = fixed('User', 9);
    order(opened, beerAdded(1))
      .when(set(stranger))
      .thenRefused({ code: 'order/staff-unknown', staff: stranger });
  });
});
