import { amountMinor } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, CASHIER, DAY, fixed, record, STORE, TENANT, TERMINAL } from '../_facts.ts';
import { given } from '../_specification.ts';
import { foldAll } from '../journal/fold.ts';
import { actorWithout, EUR, ORDER } from '../order/_orders.ts';
import { CARD, CASH, DRAWER, SHIFT, tender, till } from './_tills.ts';
import { openDrawer, openShift, shiftFold, shiftRows, takePayments } from './index.ts';

const permissionMissing = <P extends string>(permission: P) =>
  ({ code: 'auth-user/permission-missing', permission }) as const;

describe('openShift', () => {
  const command = { shift: SHIFT, float: amountMinor(10_000) };
  const closedTill = { ...till, shift: null, drawer: DRAWER, businessDate: DAY };
  const opened = {
    type: 'payment.ShiftOpened',
    v: 1,
    aggregate: SHIFT,
    body: {
      terminal: TERMINAL,
      drawer: DRAWER,
      currency: EUR,
      float: amountMinor(10_000),
      businessDate: DAY,
    },
  } as const;

  it('opens the shift of this till and its drawer', () => {
    const state = given(shiftFold, SHIFT)
      .when(() => openShift(command, closedTill))
      .thenEvents(opened);
    expect(shiftRows(state).shifts).toEqual([
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
        status: 'open',
        openedAt: AT + 1,
        openedBy: CASHIER,
      },
    ]);
  });

  it('is refused while one is open, and without permission', () => {
    given(shiftFold, SHIFT)
      .when(() => openShift(command, { ...closedTill, shift: till.shift }))
      .thenRefused({ code: 'payment/shift-already-open', shift: SHIFT });
    given(shiftFold, SHIFT)
      .when(() => openShift(command, { ...closedTill, actor: actorWithout('can_open_shift') }))
      .thenRefused(permissionMissing('can_open_shift'));
  });

  it('is opened once: the first opening stands, and no opening is no row', () => {
    const second = { ...opened, body: { ...opened.body, float: amountMinor(1) } };
    const facts = [...record([opened], { seq: 1, clock: 1 }), ...record([second], { seq: 2, clock: 2 })];
    expect(foldAll(shiftFold, SHIFT, facts).state.opened?.float).toBe(10_000);
    expect(shiftRows(foldAll(shiftFold, SHIFT, []).state)).toEqual({ shifts: [] });
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

describe('takePayments', () => {
  const take = (due: number, tenders: ReturnType<typeof tender>[], context = {}) =>
    takePayments(ORDER, amountMinor(due), tenders, { ...till, ...context });
  const refused = (refusal: unknown) => ({ ok: false, refusal });

  it('gives change from the last cash note', () => {
    const recorded = (n: number, amount: number, tendered: number) => ({
      type: 'payment.PaymentRecorded',
      v: 1,
      aggregate: ORDER,
      body: {
        payment: fixed('Payment', n),
        shift: SHIFT,
        method: { id: CASH, name: 'Cash', type: 'cash' },
        currency: EUR,
        amount,
        tendered,
        change: tendered - amount,
      },
    });
    expect(take(1_250, [tender(1, 1_000), tender(2, 500)])).toEqual({
      ok: true,
      value: [recorded(1, 1_000, 1_000), recorded(2, 250, 500)],
    });
    expect(take(-300, [tender(1, -300)])).toEqual({ ok: true, value: [recorded(1, -300, -300)] });
    expect(take(0, [])).toEqual({ ok: true, value: [] });
  });

  it.each([
    [
      'an unknown method',
      100,
      [tender(1, 100, fixed('PaymentMethod', 9))],
      { code: 'payment/method-unknown', method: fixed('PaymentMethod', 9) },
    ],
    [
      'a method no longer in use',
      100,
      [tender(1, 100, fixed('PaymentMethod', 3))],
      { code: 'payment/method-unknown', method: fixed('PaymentMethod', 3) },
    ],
    [
      'a card that no terminal approved',
      100,
      [tender(1, 100, CARD)],
      { code: 'payment/method-not-taken', method: CARD, type: 'card' },
    ],
    ['nothing', 100, [tender(1, 0)], { code: 'payment/tender-zero' }],
    ['money out where money is due', 100, [tender(1, -100)], { code: 'payment/wrong-direction', due: 100 }],
    ['money in where money is owed', -100, [tender(1, 100)], { code: 'payment/wrong-direction', due: -100 }],
    [
      'money where nothing is due any more',
      100,
      [tender(1, 100), tender(2, 1)],
      { code: 'payment/wrong-direction', due: 0 },
    ],
    ['more out than is owed', -100, [tender(1, -101)], { code: 'payment/too-much-out', due: -100 }],
    [
      'one payment id twice',
      100,
      [tender(1, 50), tender(1, 50)],
      { code: 'payment/already-recorded', payment: fixed('Payment', 1) },
    ],
  ])('refuses %s', (_name, due, tenders, refusal) => {
    expect(take(due, tenders)).toEqual(refused(refusal));
  });

  it('is refused without a shift and without permission', () => {
    expect(take(1, [tender(1, 1)], { shift: null })).toEqual(refused({ code: 'payment/shift-closed' }));
    expect(take(1, [tender(1, 1)], { actor: actorWithout('can_process_payments') })).toEqual(
      refused(permissionMissing('can_process_payments')),
    );
  });

  it('never takes more than is due, and tendered less change is what counts', () => {
    const amount = fc.integer({ min: -10_000, max: 10_000 });
    fc.assert(
      fc.property(amount, fc.array(amount, { maxLength: 6 }), (due, tendered) => {
        const taken = take(
          due,
          tendered.map((each, at) => tender(at, each)),
        );
        if (!taken.ok) return;
        const payments = taken.value.flatMap((event) =>
          event.type === 'payment.PaymentRecorded' ? [event.body] : [],
        );
        const paid = payments.reduce((all, payment) => all + payment.amount, 0);
        expect(Math.abs(paid)).toBeLessThanOrEqual(Math.abs(due));
        expect(paid === 0 || Math.sign(paid) === Math.sign(due)).toBe(true);
        for (const payment of payments) {
          expect(payment.tendered - payment.change).toBe(payment.amount);
          expect(payment.change).toBeGreaterThanOrEqual(0);
          if (due < 0) expect(payment.change).toBe(0);
        }
      }),
    );
  });
});
