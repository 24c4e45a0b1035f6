import type { Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { fixed, STORE, TENANT } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft, Event } from '../journal/entry.ts';
import { inVersionBefore, readEvent } from '../journal/event-catalogue.ts';
import type { StationRow } from '../workflow/rows.ts';
import { ANA, actorWithout, beerAdded, fired, GRILL, opened, ORDER, STEAK, voided } from './_orders.ts';
import { fireCourse, fireOrder, type OrderState, orderFold } from './index.ts';

const station = (n: number, name: string, more: Partial<StationRow> = {}): StationRow => ({
  id: fixed('Station', n),
  tenantId: TENANT,
  storeId: STORE,
  name,
  position: n,
  categoryIds: [],
  itemIds: [],
  isExpeditor: false,
  isActive: true,
  ...more,
});
const stages = fired(1, 1).body.stages.map(({ stage, name, ordinal, isFinal }) => ({
  id: stage,
  tenantId: TENANT,
  name,
  description: null,
  orderSequence: ordinal,
  isFinalStage: isFinal,
}));
const grill = station(1, 'Grill', { categoryIds: [GRILL] });
const kitchenOf = (...stations: readonly StationRow[]) => ({
  stations: () => stations,
  stages: () => stages,
});
const context = { actor: ANA, kitchen: kitchenOf(grill) };

const steakAdded = (n: number) => {
  const { body, ...event } = beerAdded(n);
  return { ...event, body: { ...body, name: 'Steak', item: STEAK, categories: [GRILL] } };
};
const fact = (type: string, body: object): Draft<Event> => ({ type, v: 1, aggregate: ORDER, body });
const inCourse = (n: number, course: number) =>
  fact('order.LineCourseSet', { line: fixed('Line', n), course });
const held = (course: number, isHeld = true) => fact('order.CourseHeld', { course, isHeld });
const atSeat = (n: number, seat: number) => fact('order.LineSeatSet', { line: fixed('Line', n), seat });

const order = (...events: readonly Draft<Event>[]) => given(orderFold, ORDER, opened, ...events);
const fireAll =
  (by = context, lines: readonly number[] | null = null) =>
  (state: OrderState) =>
    fireOrder(
      state,
      { order: ORDER, firing: fixed('Firing', 1), lines: lines && lines.map((n) => fixed('Line', n)) },
      by,
    );
const fireThe =
  (course: number, by = context) =>
  (state: OrderState) =>
    fireCourse(state, { order: ORDER, firing: fixed('Firing', 1), course }, by);
/** What was fired: line, station, seat and course of each. */
const sent = (decided: ReturnType<ReturnType<typeof fireAll>>) => {
  if (!decided.ok) return decided.refusal;
  const [event] = decided.value;
  const { lines } = (event as ReturnType<typeof fired>).body;
  return lines.map(({ line, station: to, seat, course }) => [numberOf(line), to.name, seat, course]);
};
const numberOf = (line: Id<'Line'>) => Number.parseInt(line.slice(-4), 16);

describe('routing', () => {
  it('is by the item before its category, and by position among equals', () => {
    const pass = station(2, 'Sauces', { itemIds: [STEAK] });
    const second = station(3, 'Second grill', { categoryIds: [GRILL], itemIds: [STEAK] });
    const { state } = order(steakAdded(1));
    const to = (...stations: readonly StationRow[]) =>
      sent(fireAll({ ...context, kitchen: kitchenOf(...stations) })(state));
    expect(to(grill, pass)).toEqual([[1, 'Sauces', null, null]]);
    expect(to(grill, pass, second)).toEqual([[1, 'Sauces', null, null]]);
    expect(to(grill, second)).toEqual([[1, 'Second grill', null, null]]);
    expect(to(grill)).toEqual([[1, 'Grill', null, null]]);
    expect(to(station(4, 'Bar', { itemIds: [fixed('Item', 9)] }))).toEqual({ code: 'order/no-station' });
  });
});

describe('courses', () => {
  const table = [
    steakAdded(1),
    steakAdded(2),
    steakAdded(3),
    inCourse(1, 1),
    inCourse(2, 2),
    inCourse(3, 2),
    atSeat(2, 4),
  ] as const;

  it('that are held stay behind until they are fired, seat and course copied in', () => {
    const { state } = order(...table, held(2));
    expect(sent(fireAll()(state))).toEqual([[1, 'Grill', null, 1]]);
    expect(sent(fireThe(2)(state))).toEqual([
      [2, 'Grill', 4, 2],
      [3, 'Grill', null, 2],
    ]);
    expect(sent(fireAll(context, [3])(state))).toEqual([[3, 'Grill', null, 2]]);
    expect(sent(fireAll()(order(...table, held(2), held(2, false)).state))).toHaveLength(3);
  });

  it('are held no more when they were fired: what joins them later goes with the rest', () => {
    const state = order(...table, held(2))
      .when(fireThe(2))
      .thenEvents(
        ...(fireThe(2)(order(...table).state) as { value: readonly Draft<Event>[] }).value,
        held(2, false),
      );
    expect(state.heldCourses.size).toBe(0);
  });

  it('are fired once, and the fact says which', () => {
    const decided = fireThe(1)(order(...table).state);
    expect(decided).toMatchObject({ ok: true, value: [{ v: 2, body: { course: 1 } }] });
    order(...table, fired(7, 1))
      .when(fireThe(1))
      .thenRefused({ code: 'order/nothing-to-fire' });
    order(...table, voided(1))
      .when(fireThe(1))
      .thenRefused({ code: 'order/nothing-to-fire' });
    order(...table)
      .when(fireThe(3))
      .thenRefused({ code: 'order/nothing-to-fire' });
  });

  it('need the permission to fire and an order that is open', () => {
    order(...table)
      .when(fireThe(1, { ...context, actor: actorWithout('can_fire') }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_fire' });
    given(orderFold, ORDER, steakAdded(1)).when(fireThe(1)).thenRefused({ code: 'order/not-open' });
  });
});

describe('a firing of version 1', () => {
  const { course: _, ...body } = fired(1, 1, 2).body;
  const lines = body.lines.map(({ seat: _seat, course: _course, ...line }) => line);
  const old = { ...fired(1, 1, 2), v: 1, id: fixed('Event', 1), body: { ...body, lines } };

  it('is read as one of version 2 without seats and courses', () => {
    expect(readEvent(old)).toEqual({ kind: 'read', event: { ...fired(1, 1, 2), id: old.id } });
  });

  it('is what a till that knows no courses is told of one of version 2', () => {
    const said = fired(1, 1, 2);
    const coursed = { ...said, body: { ...said.body, course: 2 } };
    expect(inVersionBefore(coursed)).toEqual({ ...said, v: 1, body: old.body });
    expect(readEvent({ ...old, ...inVersionBefore(coursed)! }).kind).toBe('read');
  });
});
