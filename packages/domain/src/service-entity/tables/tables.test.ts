import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, fixed, record, STORE, TENANT } from '../../_facts.ts';
import { deliveries, histories } from '../../_histories.ts';
import { given } from '../../_specification.ts';
import type { Draft, Event, Recorded } from '../../journal/entry.ts';
import { foldAll } from '../../journal/fold.ts';
import { orderEvents } from '../../order/_order-events.ts';
import {
  ANA,
  actorWithout,
  beerAdded,
  closed,
  fired,
  opened,
  ORDER,
  reversed,
  voided,
} from '../../order/_orders.ts';
import { orderFold } from '../../order/evolve.ts';
import { ticketsFold } from '../../workflow/state.ts';
import {
  type EntityStatusFolded,
  entityStatusFold,
  entityStatusRows,
  type ReservationFolded,
  setTableStatus,
  tableNow,
  type TableVisitFolded,
  tableStatus,
  tableVisitRows,
} from '../index.ts';

const WINDOW = fixed('ServiceEntity', 1);
const seated = (id: typeof WINDOW = WINDOW): Draft<Event> => ({
  ...opened,
  body: { ...(opened.body as object), table: { id, name: 'Window' } },
});
const fact = (type: string, body: object): Draft<Event> => ({ type, v: 1, aggregate: ORDER, body });
const toStage = (n: number, at: number) =>
  fact('workflow.StageAdvanced', {
    line: fixed('Line', n),
    firing: fixed('Firing', 1),
    to: fired(1, 1).body.stages[at]!,
  });

const visitsOf = (facts: readonly Recorded[]) => {
  const order = foldAll(orderFold, ORDER, facts);
  return tableVisitRows(order.state, foldAll(ticketsFold, ORDER, facts).state, order.facts).tableVisits;
};
const visit = (...events: readonly Draft<Event>[]) =>
  visitsOf(events.flatMap((event, at) => record([event], { seq: at + 1, clock: at + 1 })))[0];

describe('an order at a table', () => {
  it.each<[string, readonly Draft<Event>[], string]>([
    ['sits', [], 'occupied'],
    ['orders', [beerAdded(1)], 'occupied'],
    ['waits for the kitchen', [beerAdded(1), fired(1, 1)], 'waiting'],
    ['waits for the rest', [beerAdded(1), beerAdded(2), fired(1, 1, 2), toStage(1, 2)], 'waiting'],
    ['waits no more for what was voided', [beerAdded(1), fired(1, 1), voided(1)], 'occupied'],
    ['has everything', [beerAdded(1), fired(1, 1), toStage(1, 2)], 'served'],
    ['asks for more', [beerAdded(1), fired(1, 1), toStage(1, 2), beerAdded(2), fired(2, 2)], 'waiting'],
    ['was put aside', [beerAdded(1), fired(1, 1), toStage(1, 2), fact('order.OrderParked', {})], 'bill'],
    ['was put aside while it waits', [beerAdded(1), fired(1, 1), fact('order.OrderParked', {})], 'waiting'],
    [
      'was put aside with a course to come',
      [
        beerAdded(1),
        beerAdded(2),
        fact('order.LineCourseSet', { line: fixed('Line', 2), course: 2 }),
        fact('order.CourseHeld', { course: 2, isHeld: true }),
        fired(1, 1),
        toStage(1, 2),
        fact('order.OrderParked', {}),
      ],
      'served',
    ],
    ['has left', [beerAdded(1), closed(1)], 'left'],
    ['came back', [beerAdded(1), closed(1), reversed(1)], 'occupied'],
    ['gave up', [fact('order.OrderCancelled', { reason: 'rain', mergedInto: null })], 'left'],
  ])('that %s', (_name, events, status) => {
    expect(visit(seated(), ...events)?.status).toBe(status);
  });

  it('has one row, at the table it is at now, and none at no table', () => {
    expect(visit(seated())).toEqual({
      orderId: ORDER,
      tenantId: TENANT,
      storeId: STORE,
      entityId: WINDOW,
      label: 'T1-12',
      guests: 2,
      status: 'occupied',
      openedAt: AT + 1,
      leftPlace: null,
    });
    const moved = (table: object | null) => fact('order.TableChanged', { table });
    const corner = { id: fixed('ServiceEntity', 2), name: 'Corner' };
    expect(visit(seated(), moved(corner))?.entityId).toBe(corner.id);
    expect(visit(opened)).toBeUndefined();
    expect(visit(beerAdded(1))).toBeUndefined();
  });

  it('leaves a table behind when it goes to another, with the place of the last time', () => {
    const corner = { id: fixed('ServiceEntity', 2), name: 'Corner' };
    const moved = (table: object | null) => fact('order.TableChanged', { table });
    const at = (...tables: readonly (object | null)[]) =>
      visitsOf(
        [seated(), ...tables.map(moved)].flatMap((event, n) => record([event], { seq: n + 1, clock: n + 1 })),
      ).map(({ entityId, status, leftPlace }) => [entityId, status, Number(leftPlace?.slice(0, 16) ?? 0)]);
    const window = { id: WINDOW, name: 'Window' };
    expect(at(corner)).toEqual([
      [corner.id, 'occupied', 0],
      [WINDOW, 'left', 2],
    ]);
    expect(at(null)).toEqual([[WINDOW, 'left', 2]]);
    expect(at(corner, window)).toEqual([
      [WINDOW, 'occupied', 0],
      [corner.id, 'left', 3],
    ]);
    expect(at(corner, window, corner, corner)).toEqual([
      [corner.id, 'occupied', 0],
      [WINDOW, 'left', 4],
    ]);
  });

  it('is the same whatever the order and repetition of its facts', () => {
    const event = fc.oneof(
      orderEvents,
      fc.constantFrom(seated(), seated(fixed('ServiceEntity', 2)), fact('order.OrderParked', {})),
    );
    const delivered = histories(event).chain((facts) =>
      deliveries(facts).map((batches) => ({ facts, batches })),
    );
    fc.assert(
      fc.property(delivered, ({ facts, batches }) => {
        const rows = visitsOf(facts);
        expect(visitsOf(batches.flat())).toEqual(rows);
        for (const { status, leftPlace } of rows) expect(leftPlace !== null).toBe(status === 'left');
        expect(new Set(rows.map(({ entityId }) => entityId)).size).toBe(rows.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what people say of a table', () => {
  const row = { id: WINDOW, tenantId: TENANT, storeId: STORE, areaId: null, name: 'Window' };
  const entity = { ...row, description: null, capacity: 4, isActive: true };
  const said = (status: 'available' | 'dirty' | 'out-of-service', note: string | null = null) =>
    ({ type: 'service-entity.EntityStatusSet', v: 1, aggregate: WINDOW, body: { status, note } }) as const;
  const say = (status: 'available' | 'dirty' | 'out-of-service', actor = ANA) =>
    setTableStatus({ entity: WINDOW, status, note: null }, { actor, entity });

  it('is decided by who serves; out of service by who keeps the book', () => {
    given(entityStatusFold, WINDOW)
      .when(() => say('dirty'))
      .thenEvents(said('dirty'));
    expect(say('available', actorWithout('can_sell'))).toMatchObject({ ok: false });
    expect(say('out-of-service', actorWithout('can_sell'))).toMatchObject({ ok: true });
    expect(say('out-of-service', actorWithout('can_manage_reservations'))).toEqual({
      ok: false,
      refusal: { code: 'auth-user/permission-missing', permission: 'can_manage_reservations' },
    });
    const command = { entity: WINDOW, status: 'dirty' as const, note: null };
    expect(setTableStatus(command, { actor: ANA, entity: undefined })).toEqual({
      ok: false,
      refusal: { code: 'service-entity/entity-unknown', entity: WINDOW },
    });
  });

  it('stands until somebody says otherwise, whichever till is heard first', () => {
    const facts = [
      ...record([said('dirty', 'wine')], { chain: 1, seq: 1, clock: 5 }),
      ...record([said('available')], { chain: 2, seq: 1, clock: 5 }),
    ];
    const rows = (of: readonly Recorded[]) => entityStatusRows(foldAll(entityStatusFold, WINDOW, of).state);
    expect(rows(facts.toReversed())).toEqual(rows(facts));
    expect(rows(facts).entityStatuses).toMatchObject([{ status: 'available', note: null }]);
    expect(rows([])).toEqual({ entityStatuses: [] });
  });
});

describe('a table', () => {
  const wants = { isDirtyAfterClose: true };
  const own = (status: EntityStatusFolded['status'], availablePlace: string | null = null) =>
    ({ status, availablePlace }) as EntityStatusFolded;
  const sits = (status: TableVisitFolded['status'], more: Partial<TableVisitFolded> = {}) =>
    ({ orderId: 'o', status, openedAt: 1, leftPlace: null, ...more }) as TableVisitFolded;
  const left = (leftPlace: string) => sits('left', { leftPlace });

  it.each([
    ['nobody', null, [], 'free'],
    [
      'the most urgent of several orders',
      null,
      [sits('served'), sits('waiting'), sits('occupied')],
      'waiting',
    ],
    ['guests, whatever was said', own('out-of-service'), [sits('occupied')], 'occupied'],
    ['nobody, out of service', own('out-of-service'), [left('5')], 'out-of-service'],
    ['wine on the cloth', own('dirty', '9'), [left('5')], 'dirty'],
    ['what guests left', null, [left('5')], 'dirty'],
    ['what the second guests left', own('available', '6'), [left('5'), left('7')], 'dirty'],
    ['a fresh cloth', own('available', '8'), [left('5'), left('7')], 'free'],
  ] as const)('with %s', (_name, said, visits, status) => {
    expect(tableStatus({ own: said, visits }, wants)).toBe(status);
    expect(tableStatus({ own: said, visits: visits.toReversed() }, wants)).toBe(status);
  });

  it('is free after its guests have left where nobody wants it cleared', () => {
    expect(tableStatus({ own: null, visits: [left('5')] }, { isDirtyAfterClose: false })).toBe('free');
  });

  it('is reserved an hour before its next guests, and as long as they may come', () => {
    const HOUR = 3_600_000;
    const booking = (startsAt: number, more: Partial<ReservationFolded> = {}) =>
      ({ id: 'r', status: 'booked', startsAt, endsAt: startsAt + HOUR, ...more }) as ReservationFolded;
    const at = (now: number, booked: readonly ReservationFolded[], visits: TableVisitFolded[] = []) =>
      tableNow({ own: null, visits, booked }, { now, isDirtyAfterClose: false });
    const first = booking(5 * HOUR);
    expect(at(4 * HOUR - 1, [first])).toMatchObject({ status: 'free', reservation: first });
    expect(at(4 * HOUR, [booking(9 * HOUR), first])).toMatchObject({
      status: 'reserved',
      reservation: first,
    });
    expect(at(6 * HOUR - 1, [first]).status).toBe('reserved');
    expect(at(6 * HOUR, [first])).toMatchObject({ status: 'free', reservation: null });
    expect(at(5 * HOUR, [booking(5 * HOUR, { status: 'cancelled' })]).status).toBe('free');
    expect(at(5 * HOUR, [first], [sits('served')])).toMatchObject({ status: 'served', reservation: first });
  });
});
