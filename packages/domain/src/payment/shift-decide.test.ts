import { amountMinor, instant } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { AT, CASHIER, DAY, fixed, record, STORE, TENANT, TERMINAL } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft } from '../journal/entry.ts';
import { foldAll } from '../journal/fold.ts';
import { actorWithout, EUR } from '../order/_orders.ts';
import { DRAWER, note, SHIFT, till, shiftOpened } from './_tills.ts';
import {
  closeShift,
  countShiftDrawer,
  type DrawerCount,
  emptyShiftLedger,
  isShiftSettled,
  moveCash,
  openDrawer,
  openShift,
  type PaymentEvent,
  ShiftClosed,
  shiftFold,
  type ShiftLedger,
  shiftLedgerOf,
  shiftRows,
} from './index.ts';

const permissionMissing = <P extends string>(permission: P) =>
  ({ code: 'auth-user/permission-missing', permission }) as const;

const opened = shiftOpened(10_000);

describe('openShift', () => {
  const command = { shift: SHIFT, float: amountMinor(10_000) };
  const closedTill = { ...till, shift: null, drawer: DRAWER, businessDate: DAY };

  it('opens the shift of this till and its drawer', () => {
    const state = given(shiftFold, SHIFT)
      .when(() => openShift(command, closedTill))
      .thenEvents(opened);
    expect(shiftRows(state)).toEqual({
      shifts: [
        {
          id: SHIFT,
          tenantId: TENANT,
          storeId: STORE,
          terminalId: TERMINAL,
          drawerId: DRAWER,
          currencyCode: 'EUR',
          currencyExponent: 2,
          float: 10_000,
          businessDate: DAY,
          isTraining: false,
          status: 'open',
          openedAt: AT + 1,
          openedBy: CASHIER,
          closedAt: null,
          closedBy: null,
        },
      ],
      zReports: [],
    });
  });

  it('takes the float note by note, and says where the notes are another sum', () => {
    const notes = [note(5_000, 1), note(1_000, 5)];
    given(shiftFold, SHIFT)
      .when(() => openShift({ ...command, denominations: notes, isTraining: true }, closedTill))
      .thenEvents({ ...opened, body: { ...opened.body, denominations: notes, isTraining: true } });
    given(shiftFold, SHIFT)
      .when(() => openShift({ ...command, denominations: [note(5_000, 1)] }, closedTill))
      .thenRefused({
        code: 'payment/count-mismatch',
        said: amountMinor(10_000),
        counted: amountMinor(5_000),
      });
  });

  it('is refused while one is open, on a drawer that another till has, and without permission', () => {
    const other = fixed('Shift', 2);
    const when = (context: object) =>
      given(shiftFold, SHIFT).when(() => openShift(command, { ...closedTill, ...context }));
    when({ shift: till.shift }).thenRefused({ code: 'payment/shift-already-open', shift: SHIFT });
    when({ drawersInUse: new Map([[DRAWER, other]]) }).thenRefused({
      code: 'payment/drawer-in-use',
      drawer: DRAWER,
      shift: other,
    });
    when({ actor: actorWithout('can_open_shift') }).thenRefused(permissionMissing('can_open_shift'));
    // A till without a drawer shares none.
    when({ drawer: null, drawersInUse: new Map([[DRAWER, other]]) }).thenEvents({
      ...opened,
      body: { ...opened.body, drawer: null },
    });
  });

  it('is opened once: the first opening stands, and no opening is no row', () => {
    const second = { ...opened, body: { ...opened.body, float: amountMinor(1) } };
    const facts = [...record([opened], { seq: 1, clock: 1 }), ...record([second], { seq: 2, clock: 2 })];
    expect(foldAll(shiftFold, SHIFT, facts).state.opened?.float).toBe(10_000);
    expect(shiftRows(foldAll(shiftFold, SHIFT, []).state)).toEqual({ shifts: [], zReports: [] });
  });
});

describe('openDrawer', () => {
  const command = { drawer: DRAWER, reason: 'change for the bakery' };

  it('is logged with who and why', () => {
    given(shiftFold, SHIFT)
      .when(() => openDrawer(command, till))
      .thenEvents({
        type: 'payment.DrawerKicked',
        v: 1,
        aggregate: SHIFT,
        body: {
          terminal: TERMINAL,
          drawer: DRAWER,
          shift: SHIFT,
          reason: 'no-sale',
          note: 'change for the bakery',
        },
      });
  });

  it('is refused without a shift and without permission', () => {
    given(shiftFold, SHIFT)
      .when(() => openDrawer(command, { ...till, shift: null }))
      .thenRefused({ code: 'payment/shift-closed' });
    given(shiftFold, SHIFT)
      .when(() => openDrawer(command, { ...till, actor: actorWithout('can_open_drawer') }))
      .thenRefused(permissionMissing('can_open_drawer'));
  });
});

describe('moveCash', () => {
  const command = { amount: amountMinor(2_000), reason: 'ice' };

  it.each(['in', 'out'] as const)('moves cash %s with a reason and opens the drawer', (direction) => {
    given(shiftFold, SHIFT, opened)
      .when(() => moveCash(command, { ...till, direction }))
      .thenEvents({
        type: 'payment.CashMoved',
        v: 1,
        aggregate: SHIFT,
        body: { terminal: TERMINAL, direction, amount: amountMinor(2_000), reason: 'ice', drawer: DRAWER },
      });
  });

  it('leaves the drawer shut in training', () => {
    const shift = { ...till.shift, isTraining: true };
    expect(moveCash(command, { ...till, shift, direction: 'in' })).toMatchObject({
      value: [{ body: { drawer: null } }],
    });
  });

  it('is refused without a shift and without permission', () => {
    const when = (context: object) =>
      given(shiftFold, SHIFT).when(() => moveCash(command, { ...till, direction: 'out', ...context }));
    when({ shift: null }).thenRefused({ code: 'payment/shift-closed' });
    when({ actor: actorWithout('can_move_cash') }).thenRefused(permissionMissing('can_move_cash'));
  });
});

describe('countShiftDrawer', () => {
  const count = { denominations: [note(5_000, 2), note(200, 3)], amount: amountMinor(10_600) };

  it('writes down what was counted, blind where whoever counted may not see what is expected', () => {
    given(shiftFold, SHIFT, opened)
      .when(() => countShiftDrawer(count, till))
      .thenEvents({
        type: 'payment.DrawerCounted',
        v: 1,
        aggregate: SHIFT,
        body: { ...count, isBlind: false },
      });
    given(shiftFold, SHIFT, opened)
      .when(() => countShiftDrawer(count, { ...till, actor: actorWithout('can_see_expected_cash') }))
      .thenEvents({
        type: 'payment.DrawerCounted',
        v: 1,
        aggregate: SHIFT,
        body: { ...count, isBlind: true },
      });
  });

  it('is refused where the notes are another sum, without a shift and without permission', () => {
    const when = (context: object, amount = 10_600) =>
      given(shiftFold, SHIFT).when(() =>
        countShiftDrawer({ ...count, amount: amountMinor(amount) }, { ...till, ...context }),
      );
    when({}, 1).thenRefused({
      code: 'payment/count-mismatch',
      said: amountMinor(1),
      counted: amountMinor(10_600),
    });
    when({ shift: null }).thenRefused({ code: 'payment/shift-closed' });
    when({ actor: actorWithout('can_close_shift') }).thenRefused(permissionMissing('can_close_shift'));
  });
});

describe('closeShift', () => {
  const of = { shift: SHIFT, terminal: TERMINAL, currency: EUR, clock: 1 };
  const number = { terminalCode: 'T1', series: 1, counter: 7 };
  const context = {
    ...till,
    ledger: emptyShiftLedger(of),
    number,
    now: instant(AT + 1_000),
    localTime: '2026-11-22T22:30:00',
    isComplete: true,
    openOrders: 2,
    unconfirmed: 41,
  };
  const cashIn = (amount: number): Draft<PaymentEvent> => ({
    type: 'payment.CashMoved',
    v: 1,
    aggregate: SHIFT,
    body: {
      terminal: TERMINAL,
      direction: 'in',
      amount: amountMinor(amount),
      reason: 'coins',
      drawer: DRAWER,
    },
  });
  const count = (amount: number) => ({ denominations: [], amount: amountMinor(amount) });
  const close = (ledger: ShiftLedger, counted: DrawerCount | null, more: object = {}) =>
    closeShift(
      foldAll(shiftFold, SHIFT, record([opened], { seq: 1, clock: 1 })).state,
      { shift: SHIFT, count: counted },
      {
        ...context,
        ledger,
        ...more,
      },
    );

  it('writes a numbered Z of everything, with the difference', () => {
    const state = given(shiftFold, SHIFT, opened)
      .when((state) => closeShift(state, { shift: SHIFT, count: count(9_900) }, context))
      .thenEvents({
        type: 'payment.ShiftClosed',
        v: 1,
        aggregate: SHIFT,
        body: {
          terminal: TERMINAL,
          drawer: DRAWER,
          currency: EUR,
          businessDate: DAY,
          isTraining: false,
          openedAt: instant(AT + 1),
          openedBy: CASHIER,
          float: amountMinor(10_000),
          cashIn: { count: 0, amount: amountMinor(0) },
          cashOut: { count: 0, amount: amountMinor(0) },
          cashOfPayments: amountMinor(0),
          expected: amountMinor(10_000),
          counted: amountMinor(9_900),
          variance: amountMinor(-100),
          denominations: null,
          isBlind: false,
          tenders: [],
          tips: amountMinor(0),
          rounding: amountMinor(0),
          sales: { count: 0, net: amountMinor(0), total: amountMinor(0) },
          refunds: { count: 0, net: amountMinor(0), total: amountMinor(0) },
          reversals: { count: 0, net: amountMinor(0), total: amountMinor(0) },
          net: amountMinor(0),
          taxes: [],
          total: amountMinor(0),
          balance: amountMinor(0),
          firstNumber: null,
          lastNumber: null,
          voids: { count: 0, amount: amountMinor(0) },
          discounts: amountMinor(0),
          charges: amountMinor(0),
          noSales: 0,
          otherCurrencies: [],
          number,
          closedAt: instant(AT + 1_000),
          localTime: '2026-11-22T22:30:00',
          cashierName: 'Ana',
          isComplete: true,
          openOrders: 2,
          unconfirmed: 41,
        },
      });
    expect(isShiftSettled(state)).toBe(true);
    // The same bytes as written and as read: the rows of a Z hold its text.
    const { closedBy: _by, ...z } = state.closed!;
    expect(JSON.stringify(ShiftClosed.body.parse(z))).toBe(JSON.stringify(z));
    const { shifts, zReports } = shiftRows(state);
    expect(shifts).toMatchObject([{ status: 'closed', closedAt: AT + 1_000, closedBy: CASHIER }]);
    expect(zReports).toMatchObject([
      {
        id: SHIFT,
        terminalCode: 'T1',
        series: 1,
        counter: 7,
        expected: 10_000,
        counted: 9_900,
        variance: -100,
      },
    ]);
    expect(JSON.parse(zReports[0]!.body)).toMatchObject({ number, variance: -100 });
  });

  it('takes the last count where cash did not move since, and says where nobody counted', () => {
    const counted: Draft<PaymentEvent> = {
      type: 'payment.DrawerCounted',
      v: 1,
      aggregate: SHIFT,
      body: { denominations: [note(5_000, 2)], amount: amountMinor(10_000), isBlind: true },
    };
    const then = (...events: readonly Draft<PaymentEvent>[]) =>
      shiftLedgerOf(
        of,
        events.flatMap((event, at) => record([event], { seq: at + 2, clock: at + 2 })),
      );
    const said = { counted: 10_000, variance: 0, isBlind: true, denominations: [note(5_000, 2)] };
    expect(close(then(counted), null)).toMatchObject({ value: [{ body: said }] });
    const nobody = { expected: 10_500, counted: null, variance: null, isBlind: false, denominations: null };
    expect(close(then(counted, cashIn(500)), null)).toMatchObject({ value: [{ body: nobody }] });
    expect(close(then(counted, cashIn(500)), count(10_500))).toMatchObject({
      value: [{ body: { counted: 10_500, variance: 0 } }],
    });
  });

  it('is refused for another shift, a closed one, notes of another sum, and without permission', () => {
    const empty = emptyShiftLedger(of);
    const refused = (refusal: unknown) => ({ ok: false, refusal });
    const other = { ...till.shift, shift: fixed('Shift', 2) };
    expect(close(empty, null, { shift: other })).toEqual(
      refused({ code: 'payment/not-this-shift', shift: SHIFT }),
    );
    expect(close(empty, null, { actor: actorWithout('can_close_shift') })).toEqual(
      refused(permissionMissing('can_close_shift')),
    );
    const wrong = { denominations: [note(100, 1)], amount: amountMinor(99) };
    expect(close(empty, wrong)).toEqual(refused({ code: 'payment/count-mismatch', said: 99, counted: 100 }));
    const done = close(empty, null);
    if (!done.ok) throw new Error(done.refusal.code);
    given(shiftFold, SHIFT, opened, ...done.value)
      .when((state) => closeShift(state, { shift: SHIFT, count: null }, context))
      .thenRefused({ code: 'payment/shift-closed' });
    given(shiftFold, SHIFT)
      .when((state) => closeShift(state, { shift: SHIFT, count: null }, context))
      .thenRefused({ code: 'payment/shift-closed' });
  });

  it('is a Z once: a second close changes nothing, and another till closes nothing', () => {
    const done = close(emptyShiftLedger(of), count(10_000));
    if (!done.ok) throw new Error(done.refusal.code);
    const [z] = done.value;
    const [again] = (close(emptyShiftLedger(of), count(1)) as typeof done).value;
    const facts = record([opened], { seq: 1, clock: 1 });
    const byOther = record([z!], { chain: 2, seq: 1, clock: 2 });
    expect(foldAll(shiftFold, SHIFT, [...facts, ...byOther]).state.closed).toBeNull();
    const twice = [...record([z!], { seq: 2, clock: 2 }), ...record([again!], { seq: 3, clock: 3 })];
    expect(foldAll(shiftFold, SHIFT, [...twice, ...facts, ...byOther]).state.closed).toMatchObject({
      counted: 10_000,
    });
  });
});
