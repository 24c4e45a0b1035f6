import { quantityMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../_facts.ts';
import { foldAll } from '../../journal/fold.ts';
import { CASH, SHIFT, TERMINAL_CARD } from '../../payment/_tills.ts';
import { isShiftSettled, shiftFold } from '../../payment/index.ts';
import type { KnownOrders } from '../../processes/_two-orders.ts';
import { contributionsBy } from '../../report/contributions-by.ts';
import { storeDaysOf } from '../../report/day-documents.ts';
import type { Dimension } from '../../report/dimensions.ts';
import {
  entityStatusFold,
  entityStatusRows,
  isReservationOver,
  reservationFold,
  reservationRows,
  tableNow,
  tableVisitRows,
} from '../../service-entity/index.ts';
import { isTicketDone, ticketsFold } from '../../workflow/index.ts';
import { ORDER } from '../_orders.ts';
import { orderFold } from '../evolve.ts';
import { balanceOf, orderStatus } from '../standing.ts';
import { guestsOf, tableOf } from '../state.ts';
import { isOpenTask, isSettled, orderTasks } from '../tasks.ts';
import { dueOf, orderTotals } from '../totals.ts';
import {
  after,
  at,
  BEA,
  COUPLE,
  document,
  ledgerOf,
  policies,
  RESERVATION,
  type Step,
  steakVoided,
  table,
  tenPercentOff,
  writtenBy,
} from './_evening.ts';

// One evening in a restaurant: the figures of "One evening, worked" in packages/domain/README.md. The menu: a bottle of
// red 28.00 and a lemonade 3.40, 20 % included; a steak 24.20 and pasta 15.40, 10 % included.

const totalOf = (known: KnownOrders, order = ORDER) => orderTotals(known.order(order)).total;

/** Each ticket: station, table, course, and its lines with their stages. */
const tickets = (known: KnownOrders) =>
  [...known.folded(ticketsFold, ORDER).state.tickets.values()].map(
    ({ station, tableName, course, lines }) => [
      station.name,
      tableName,
      course,
      ...lines.map(({ name, stage, isVoided }) => `${name}: ${isVoided ? 'voided' : stage.name}`),
    ],
  );

/** What tables 5 and 7 are, at half past eight where nothing else is said. */
function tables(known: KnownOrders, now = at(8.5)): readonly string[] {
  const visits = [ORDER, COUPLE].flatMap((order) => {
    const { state, facts } = known.folded(orderFold, order);
    return tableVisitRows(state, known.folded(ticketsFold, order).state, facts).tableVisits;
  });
  const { reservations } = reservationRows(known.folded(reservationFold, RESERVATION).state);
  return [5, 7].map((n) => {
    const { id } = table(n);
    const [own = null] = entityStatusRows(known.folded(entityStatusFold, id).state).entityStatuses;
    const booked = reservations.filter(({ entities }) => entities.includes(id));
    const here = visits.filter(({ entityId }) => entityId === id);
    const isDirtyAfterClose = policies.isTableDirtyAfterClose;
    return tableNow({ own, visits: here, booked }, { now, isDirtyAfterClose }).status;
  });
}

const WRITTEN: Readonly<Record<Step, readonly string[]>> = {
  'the shift opens with a float': ['ShiftOpened (shift)'],
  'table 5 is booked': ['ReservationMade (reservation)'],
  'four guests are seated': ['OrderOpened (order)', 'ReservationSeated (reservation)'],
  'they order, and the drinks are fired': [
    '7 LineAdded (order)',
    '6 LineSeatSet (order)',
    '4 LineCourseSet (order)',
    'CourseHeld (order)',
    'LinesFired (order)',
  ],
  'the bar serves': ['3 StageAdvanced (order)'],
  'the mains are fired': ['LinesFired (order)', 'CourseHeld (order)'],
  'a steak is voided': ['LineVoided (order)'],
  'the grill serves': ['3 StageAdvanced (order)'],
  'they move to table 7': ['TableChanged (order)'],
  'table 5 is cleared': ['EntityStatusSet (table 5)'],
  'the couple at seats 3 and 4 splits off': [
    'OrderOpened (couple)',
    'LinesMovedOut (order)',
    'LinesMovedIn (couple)',
  ],
  'gets 10 % off': ['OrderDiscounted (couple)'],
  'and pays in cash with a tip': [
    'PaymentRecorded (couple)',
    'OrderClosed (couple)',
    'DrawerKicked (couple)',
  ],
  'the rest pays half by card terminal': ['PaymentRecorded (order)'],
  'and half in cash': ['PaymentRecorded (order)', 'OrderClosed (order)', 'DrawerKicked (order)'],
  'table 7 is cleared': ['EntityStatusSet (table 7)'],
  'a corked bottle comes back': ['PaymentRecorded (order)', 'RefundIssued (order)', 'DrawerKicked (order)'],
  'ice is bought': ['CashMoved (shift)'],
  'the drawer is counted blind': ['DrawerCounted (shift)'],
  'the shift closes by its Z': ['ShiftClosed (shift)'],
};

describe('one evening: the facts', () => {
  it.each(Object.entries(WRITTEN))('%s', (step, facts) => {
    expect(writtenBy(step as Step)).toEqual(facts);
  });
});

describe('one evening: what it comes to', () => {
  it('a booked table is reserved an hour before, and taken when its guests sit', () => {
    const booked = after('table 5 is booked');
    expect(tables(booked, at(6.49))).toEqual(['free', 'free']);
    expect(tables(booked, at(6.5))).toEqual(['reserved', 'free']);
    const seated = after('four guests are seated');
    expect(tables(seated, at(7.5))).toEqual(['occupied', 'free']);
    expect([guestsOf(seated.order(ORDER)), tableOf(seated.order(ORDER))]).toEqual([4, table(5)]);
    expect(reservationRows(seated.folded(reservationFold, RESERVATION).state).reservations).toMatchObject([
      { status: 'seated', orderId: ORDER },
    ]);
  });

  it('drinks go to the bar at once; the mains wait for their course', () => {
    const ordered = after('they order, and the drinks are fired');
    expect(totalOf(ordered)).toBe(14_200);
    expect([...ordered.order(ORDER).heldCourses]).toEqual([2]);
    expect(tickets(ordered)).toEqual([
      ['Bar', 'Table 5', null, 'Bottle of red: New', 'Lemonade: New', 'Lemonade: New'],
    ]);
    expect(tables(ordered)).toEqual(['waiting', 'free']);
    expect(tables(after('the bar serves'))).toEqual(['served', 'free']);

    const mains = after('the mains are fired');
    expect(tickets(mains)[1]).toEqual([
      'Grill',
      'Table 5',
      2,
      'Steak: New',
      'Steak: New',
      'Pasta: New',
      'Pasta: New',
    ]);
    expect(tables(mains)).toEqual(['waiting', 'free']);
  });

  it('a steak that was fired is voided with a reason and by a manager only', () => {
    const refusal = { code: 'auth-user/permission-missing', permission: 'can_void_lines' };
    expect(steakVoided(after('the mains are fired'), BEA)).toEqual({ ok: false, refusal });
    const voided = after('a steak is voided');
    expect(totalOf(voided)).toBe(11_780);
    expect(tickets(voided)[1]?.[4]).toBe('Steak: voided');
    expect(tables(voided)).toEqual(['waiting', 'free']);
    const served = after('the grill serves');
    expect([...served.folded(ticketsFold, ORDER).state.tickets.values()].map(isTicketDone)).toEqual([
      true,
      true,
    ]);
    expect(tables(served)).toEqual(['served', 'free']);
  });

  it('the table moves with its order', () => {
    const moved = after('they move to table 7');
    expect(tables(moved)).toEqual(['dirty', 'served']);
    expect(tables(after('table 5 is cleared'))).toEqual(['free', 'served']);
    expect(totalOf(moved)).toBe(11_780);
  });

  it('the couple takes its lines to an order of its own at the same table', () => {
    const split = after('the couple at seats 3 and 4 splits off');
    expect([totalOf(split), totalOf(split, COUPLE)]).toEqual([8_020, 3_760]);
    expect(tableOf(split.order(COUPLE))).toEqual(table(7));
    const refusal = { code: 'auth-user/permission-missing', permission: 'can_discount_beyond_limit' };
    expect(tenPercentOff(split, BEA)).toEqual({ ok: false, refusal });
    expect(dueOf(after('gets 10 % off').order(COUPLE))).toBe(3_384);
  });

  it('50.00 pay 33.84 as 33.85, 2.00 are the tip, 14.15 go back', () => {
    const paid = after('and pays in cash with a tip');
    const [bill] = paid.order(COUPLE).documents;
    expect(bill).toMatchObject({ document: document(1), total: 3_384, net: 3_030, discount: -376 });
    expect(bill?.taxes.map(({ name, amount }) => [name, amount])).toEqual([
      ['VAT 20 %', 102],
      ['VAT 10 %', 252],
    ]);
    expect(bill?.payments).toMatchObject([
      { name: 'Cash', amount: 3_384, tendered: 5_000, change: 1_415, tip: 200, rounding: 1 },
    ]);
    expect(isSettled(paid.order(COUPLE))).toBe(true);
    // The others still sit.
    expect(tables(paid)).toEqual(['free', 'served']);
    expect(dueOf(paid.order(ORDER))).toBe(8_020);
  });

  it('the rest pays half by card terminal and half in cash', () => {
    const half = after('the rest pays half by card terminal');
    expect([orderStatus(half.order(ORDER)), dueOf(half.order(ORDER))]).toEqual(['open', 4_010]);
    expect(tables(half)).toEqual(['free', 'bill']);
    const paid = after('and half in cash');
    const [bill] = paid.order(ORDER).documents;
    expect(bill).toMatchObject({ document: document(2), total: 8_020, net: 6_867 });
    expect(bill?.payments).toMatchObject([
      { type: 'electronic', amount: 4_010, tendered: 4_010, change: 0 },
      { type: 'cash', amount: 4_010, tendered: 5_000, change: 990 },
    ]);
    expect([...paid.order(ORDER).payments.values()].map(({ reference }) => reference)).toEqual([
      'SLIP 0042',
      null,
    ]);
    expect(bill?.voided).toMatchObject([{ name: 'Steak', reason: 'overdone', total: 2_420, wasFired: true }]);
    expect(tables(paid)).toEqual(['free', 'dirty']);
    expect(tables(after('table 7 is cleared'))).toEqual(['free', 'free']);
  });

  it('a corked bottle is given back by a document of its own, in cash, half of what two of them cost', () => {
    const back = after('a corked bottle comes back').order(ORDER);
    expect(back.documents[0]?.total).toBe(8_020);
    expect(back.refunds).toMatchObject([
      {
        document: document(3),
        refunds: document(2),
        permit: 'own',
        total: -2_800,
        net: -2_333,
        taxes: [{ name: 'VAT 20 %', amount: -467 }],
        payments: [{ method: CASH, amount: -2_800, rounding: 0 }],
      },
    ]);
    expect([orderStatus(back), balanceOf(back), isSettled(back)]).toEqual(['closed', 0, true]);
  });

  it('who counts does not see what is expected: 100.00 + 47.95 - 6.00', () => {
    const counted = after('the drawer is counted blind');
    expect(ledgerOf(counted).counted).toMatchObject({ amount: 13_995, isBlind: true });
    expect(ledgerOf(after('and pays in cash with a tip')).cashOfPayments).toBe(3_585);
    expect(ledgerOf(counted)).toMatchObject({
      cashOfPayments: 3_585 + 4_010 - 2_800,
      cashOut: { count: 1, amount: 600 },
    });
  });

  it('the Z says all of it, two euros short', () => {
    const { closed } = after('the shift closes by its Z').folded(shiftFold, SHIFT).state;
    expect(closed).toMatchObject({
      float: 10_000,
      expected: 14_195,
      counted: 13_995,
      variance: -200,
      isBlind: true,
      tenders: [
        { method: CASH, count: 3, taken: 7_394, refunded: -2_800, tips: 200, rounding: 1 },
        { method: TERMINAL_CARD, count: 1, taken: 4_010, refunded: 0, tips: 0, rounding: 0 },
      ],
      sales: { count: 2, net: 9_897, total: 11_404 },
      refunds: { count: 1, net: -2_333, total: -2_800 },
      reversals: { count: 0 },
      net: 7_564,
      total: 8_604,
      taxes: [
        { name: 'VAT 20 %', amount: 568 },
        { name: 'VAT 10 %', amount: 472 },
      ],
      voids: { count: 1, amount: 2_420 },
      discounts: -376,
      balance: 0,
      firstNumber: { counter: 1 },
      lastNumber: { counter: 3 },
    });
  });

  it('the reports say the same by tender, tax and item', () => {
    const known = after('the shift closes by its Z');
    const rows = [ORDER, COUPLE].flatMap((order) => contributionsBy(known.order(order)));
    const by = (dimension: Dimension, figure: 'total' | 'tax' | 'quantity' | 'tips') => {
      const sums: Record<string, number> = {};
      for (const row of rows.filter((each) => each.dimension === dimension))
        sums[row.name ?? row.key] = (sums[row.name ?? row.key] ?? 0) + row[figure];
      return sums;
    };
    expect(by('tender', 'total')).toEqual({ Cash: 7_394 - 2_800, 'Card terminal': 4_010 });
    expect(by('tender', 'tips')).toEqual({ Cash: 200, 'Card terminal': 0 });
    expect(by('tax', 'tax')).toEqual({ 'VAT 20 %': 568, 'VAT 10 %': 472 });
    expect(by('item', 'total')).toEqual({
      'Bottle of red': 2_800,
      Steak: 2_420,
      Lemonade: 612,
      Pasta: 2_772,
    });
    expect(by('item', 'quantity')).toEqual({
      'Bottle of red': quantityMicro(1_000_000),
      Steak: quantityMicro(1_000_000),
      Lemonade: quantityMicro(2_000_000),
      Pasta: quantityMicro(2_000_000),
    });
    expect(by('void', 'total')).toEqual({ overdone: 2_420 });
    expect(by('discount', 'total')).toEqual({ 'Waited long': -376 });
  });

  it('the day is the shift, with nothing outside of it and nothing late', () => {
    const known = after('the shift closes by its Z');
    const figures = { sales: 2, refunds: 1, reversals: 0, net: 7_564, total: 8_604 };
    expect(storeDaysOf(known.facts(), ({ seq }) => seq)).toMatchObject([
      {
        businessDate: DAY,
        shifts: [{ shift: SHIFT, late: { sales: 0, refunds: 0, net: 0, total: 0 } }],
        outside: { sales: 0, total: 0 },
        total: figures,
        ofZs: figures,
        tenders: [
          { name: 'Cash', amount: 4_594, ofZs: 4_594, difference: 0 },
          { name: 'Card terminal', amount: 4_010, ofZs: 4_010, difference: 0 },
        ],
        isClosed: true,
        corrections: [],
      },
    ]);
  });

  it('another till that hears of it, twice and from its end, knows the same', () => {
    const known = after('the shift closes by its Z');
    const backwards = known.facts().toReversed();
    for (const order of [ORDER, COUPLE]) {
      const facts = [...backwards, ...backwards].filter(({ event }) => event.aggregate === order);
      expect(foldAll(orderFold, order, facts).state).toEqual(known.order(order));
    }
  });

  it('nothing is open: orders, shift, reservation, tickets, tables, tasks', () => {
    const known = after('the shift closes by its Z');
    for (const order of [ORDER, COUPLE].map((id) => known.order(id))) {
      expect([orderStatus(order), isSettled(order), balanceOf(order), dueOf(order)]).toEqual([
        'closed',
        true,
        0,
        0,
      ]);
      expect(orderTasks(order).filter(isOpenTask)).toEqual([]);
    }
    expect(isShiftSettled(known.folded(shiftFold, SHIFT).state)).toBe(true);
    expect(isReservationOver(known.folded(reservationFold, RESERVATION).state)).toBe(true);
    expect([...known.folded(ticketsFold, ORDER).state.tickets.values()].every(isTicketDone)).toBe(true);
    expect(tables(known)).toEqual(['free', 'free']);
  });
});
