import { instant } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, fixed, record, STORE, TENANT } from '../../_facts.ts';
import { deliveries, histories } from '../../_histories.ts';
import { given } from '../../_specification.ts';
import type { Draft } from '../../journal/entry.ts';
import { foldAll, foldMore } from '../../journal/fold.ts';
import { sideReference } from '../../journal/side-record.ts';
import { ANA, actorWithout } from '../../order/_orders.ts';
import {
  cancelReservation,
  changeReservation,
  doubleBookings,
  makeReservation,
  markNoShow,
  type ReservationEvent,
  type ReservationFolded,
  type ReservationState,
  reservationFold,
  reservationRows,
  reservationStatus,
  seatReservation,
} from '../index.ts';

const HOUR = 3_600_000;
const RESERVATION = fixed('Reservation', 1);
const WINDOW = fixed('ServiceEntity', 1);
const CORNER = fixed('ServiceEntity', 2);
const name = { id: fixed('Side', 1), salt: '0'.repeat(32), value: 'Ada' };
const EIGHT = instant(AT + 8 * HOUR);
const TEN = instant(AT + 10 * HOUR);
const asked = {
  reservation: RESERVATION,
  startsAt: EIGHT,
  endsAt: TEN,
  guests: 4,
  entities: [WINDOW],
  note: null,
};
const slot = {
  startsAt: EIGHT,
  endsAt: TEN,
  guests: 4,
  entities: [{ id: WINDOW, name: 'Window' }],
  note: null,
};
type Made = Draft<Extract<ReservationEvent, { type: 'service-entity.ReservationMade' }>>;
const made: Made = {
  type: 'service-entity.ReservationMade',
  v: 1,
  aggregate: RESERVATION,
  body: { ...slot, guest: { name: sideReference(name), phone: null } },
};
const changed = (more: Partial<typeof slot> = {}): Draft<ReservationEvent> => ({
  type: 'service-entity.ReservationChanged',
  v: 1,
  aggregate: RESERVATION,
  body: { ...slot, ...more },
});
const cancelled: Draft<ReservationEvent> = {
  type: 'service-entity.ReservationCancelled',
  v: 1,
  aggregate: RESERVATION,
  body: { reason: 'ill' },
};
const seated = (order = 1): Draft<ReservationEvent> => ({
  type: 'service-entity.ReservationSeated',
  v: 1,
  aggregate: RESERVATION,
  body: { order: fixed('Order', order) },
});
const noShow: Draft<ReservationEvent> = {
  type: 'service-entity.ReservationNoShow',
  v: 1,
  aggregate: RESERVATION,
  body: {},
};
const table = (id: typeof WINDOW, title: string, capacity: number | null, isActive = true) => ({
  id,
  tenantId: TENANT,
  storeId: STORE,
  areaId: null,
  name: title,
  description: null,
  capacity,
  isActive,
});
const tables = [
  table(WINDOW, 'Window', 4),
  table(CORNER, 'Corner', 2),
  table(fixed('ServiceEntity', 3), 'Gone', 9, false),
];
const context = {
  actor: ANA,
  now: AT,
  slotMinutes: 30,
  minuteOfDay: (at: number) => Math.floor(at / 60_000) % 1_440,
  entity: (id: string) => tables.find((row) => row.id === id),
  booked: [] as readonly ReservationState[],
};
const book = (...events: Parameters<typeof given<ReservationState>>[2][]) =>
  given(reservationFold, RESERVATION, ...events);
const make =
  (command: Partial<typeof asked> = {}, by: Partial<typeof context> = {}) =>
  (state: ReservationState) =>
    makeReservation(state, { ...asked, ...command, name, phone: null }, { ...context, ...by });
const other = (slots: Partial<typeof slot>, id = 2): ReservationState =>
  foldAll(
    reservationFold,
    fixed('Reservation', id),
    record([{ ...made, aggregate: fixed('Reservation', id), body: { ...made.body, ...slots } }], {
      seq: 1,
      clock: id,
    }),
  ).state;

describe('making a reservation', () => {
  it('keeps slot, guests and tables; name and phone only by reference', () => {
    book().when(make()).thenEvents(made);
    expect(JSON.stringify(made)).not.toContain('Ada');
  });

  it.each([
    ['off the grid', { startsAt: instant(EIGHT + 10 * 60_000) }],
    ['not lasting whole slots', { endsAt: instant(TEN + 60_000) }],
    ['ending before it begins', { endsAt: instant(EIGHT - HOUR) }],
    ['of no time', { endsAt: EIGHT }],
    ['longer than a day', { endsAt: instant(EIGHT + 25 * HOUR) }],
    ['with seconds', { startsAt: instant(EIGHT + 1) }],
  ])('is refused %s', (_name, more) => {
    book().when(make(more)).thenRefused({ code: 'service-entity/slot-invalid', slotMinutes: 30 });
  });

  it('is refused for a slot that has passed, an unknown table, too many guests, and a second time', () => {
    book()
      .when(make({}, { now: instant(TEN) }))
      .thenRefused({ code: 'service-entity/slot-passed' });
    for (const entity of [fixed('ServiceEntity', 3), fixed('ServiceEntity', 9)])
      book()
        .when(make({ entities: [entity] }))
        .thenRefused({ code: 'service-entity/entity-unknown', entity });
    book()
      .when(make({ guests: 7, entities: [WINDOW, CORNER] }))
      .thenRefused({ code: 'service-entity/over-capacity', guests: 7, capacity: 6 });
    book(made)
      .when(make())
      .thenRefused({ code: 'service-entity/reservation-already-made', reservation: RESERVATION });
    book()
      .when(make({}, { actor: actorWithout('can_manage_reservations') }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_manage_reservations' });
  });

  it('is refused for a table that another has at that time, and only then', () => {
    const taken = (startsAt: number, endsAt: number) =>
      ({ code: 'service-entity/entity-taken', entity: WINDOW, name: 'Window', startsAt, endsAt }) as const;
    const nine = instant(AT + 9 * HOUR);
    const eleven = instant(AT + 11 * HOUR);
    book()
      .when(make({}, { booked: [other({ startsAt: nine, endsAt: eleven })] }))
      .thenRefused(taken(nine, eleven));
    book()
      .when(make({}, { booked: [other({ startsAt: TEN, endsAt: eleven })] }))
      .thenEvents(made);
    book()
      .when(make({}, { booked: [other({ entities: [{ id: CORNER, name: 'Corner' }] })] }))
      .thenEvents(made);
    const gone = { ...other({}), missed: 'cancelled' as const };
    book()
      .when(make({}, { booked: [gone] }))
      .thenEvents(made);
  });
});

describe('a reservation that is made', () => {
  it('is changed as a whole, and does not stand in its own way', () => {
    const own = book(made).state;
    const later = { startsAt: instant(EIGHT + HOUR), endsAt: instant(TEN + HOUR) };
    const state = book(made)
      .when((now) => changeReservation(now, { ...asked, ...later }, { ...context, booked: [own] }))
      .thenEvents(changed(later));
    expect(reservationRows(state).reservations[0]).toMatchObject(later);
  });

  it('is seated with an order that is open, and stays seated whatever is said later', () => {
    const seat = (isOpen: boolean) => (state: ReservationState) =>
      seatReservation(state, { reservation: RESERVATION, order: fixed('Order', 1) }, { actor: ANA, isOpen });
    book(made).when(seat(true)).thenEvents(seated());
    book(made).when(seat(false)).thenRefused({ code: 'order/not-open' });
    for (const events of [
      [made, seated(), noShow, cancelled, seated(2)],
      [made, noShow, cancelled, seated(), seated(2)],
    ]) {
      const { state } = book(...events);
      expect([reservationStatus(state), state.seated]).toEqual(['seated', fixed('Order', 1)]);
    }
  });

  it('is a no-show only when its time has come', () => {
    const missed = (now: number) => (state: ReservationState) =>
      markNoShow(state, { reservation: RESERVATION }, { actor: ANA, now: instant(now) });
    book(made)
      .when(missed(EIGHT - 1))
      .thenRefused({ code: 'service-entity/reservation-not-begun', startsAt: EIGHT });
    book(made).when(missed(EIGHT)).thenEvents(noShow);
  });

  it('is over when it is over, and unknown before it is made', () => {
    const cancel = (state: ReservationState) =>
      cancelReservation(state, { reservation: RESERVATION, reason: 'ill' }, { actor: ANA });
    book(made).when(cancel).thenEvents(cancelled);
    book(made, seated())
      .when(cancel)
      .thenRefused({ code: 'service-entity/reservation-over', status: 'seated' });
    book(cancelled)
      .when(cancel)
      .thenRefused({ code: 'service-entity/reservation-unknown', reservation: RESERVATION });
    expect(reservationRows(book(cancelled).state)).toEqual({ reservations: [] });
    expect(reservationRows(book(cancelled, made).state).reservations).toMatchObject([
      { status: 'cancelled' },
    ]);
  });

  it('folds the same whatever the order, repetition and batching of its facts', () => {
    const event = fc.constantFrom<Draft<ReservationEvent>>(
      made,
      { ...made, body: { ...made.body, guests: 2 } },
      changed({ guests: 3 }),
      changed({ startsAt: instant(EIGHT + HOUR) }),
      cancelled,
      seated(1),
      seated(2),
      noShow,
    );
    const delivered = histories(event).chain((facts) =>
      deliveries(facts).map((batches) => ({ facts, batches })),
    );
    fc.assert(
      fc.property(delivered, ({ facts, batches }) => {
        const whole = foldAll(reservationFold, RESERVATION, facts);
        expect(foldAll(reservationFold, RESERVATION, batches.flat())).toEqual(whole);
        let folded = foldAll(reservationFold, RESERVATION, []);
        for (const batch of batches) folded = foldMore(reservationFold, RESERVATION, folded, batch);
        expect(folded).toEqual(whole);
        expect(reservationRows(whole.state).reservations.length).toBe(whole.state.made === null ? 0 : 1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('two tills that book one table', () => {
  const row = (state: ReservationState) => reservationRows(state).reservations[0]!;

  it('both stand, and the later in canonical order is a task, whichever is known first', () => {
    const [first, later] = [row(other({}, 2)), row(other({ startsAt: instant(EIGHT + HOUR) }, 3))];
    const apart = row(other({ startsAt: TEN, endsAt: instant(TEN + HOUR) }, 4));
    for (const rows of [
      [first, later, apart],
      [apart, later, first],
    ])
      expect(doubleBookings(rows)).toMatchObject([
        { reservation: later.id, against: first.id, entity: { id: WINDOW, name: 'Window' } },
      ]);
    expect(doubleBookings([first, later])[0]!.task).toBe(doubleBookings([later, first])[0]!.task);
    expect(doubleBookings([first, { ...later, status: 'cancelled' }])).toEqual([]);
  });

  it('are found like a comparison of each with each would find them', () => {
    const start = fc.integer({ min: 0, max: 12 });
    const rows = fc.array(
      fc.record({
        startsAt: start,
        length: fc.integer({ min: 1, max: 4 }),
        entities: fc.subarray([WINDOW, CORNER], { minLength: 1 }),
        isBooked: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, (drawn) => {
        const book = drawn.map(
          ({ startsAt, length, entities, isBooked }, at): ReservationFolded => ({
            ...row(other({}, at + 2)),
            startsAt,
            endsAt: startsAt + length,
            status: isBooked ? 'booked' : 'no-show',
            entities: JSON.stringify(entities.map((id) => ({ id, name: id }))),
          }),
        );
        const expected: string[] = [];
        for (const [at, a] of book.entries())
          for (const b of book.slice(at + 1))
            for (const id of [WINDOW, CORNER])
              if (
                a.status === 'booked' &&
                b.status === 'booked' &&
                a.startsAt < b.endsAt &&
                b.startsAt < a.endsAt &&
                a.entities.includes(id) &&
                b.entities.includes(id)
              )
                expected.push(`${b.id}/${a.id}/${id}`);
        const found = doubleBookings(book).map(
          (each) => `${each.reservation}/${each.against}/${each.entity.id}`,
        );
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 500 },
    );
  });
});
