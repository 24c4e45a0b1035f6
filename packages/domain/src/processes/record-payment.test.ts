import { amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { DAY, fixed, TERMINAL } from '../_facts.ts';
import { given } from '../_specification.ts';
import { actorWithout, beerAdded, EUR, ORDER, opened } from '../order/_orders.ts';
import { dueOf, orderFold, orderStatus, type OrderState } from '../order/index.ts';
import { CASH, DRAWER, SHIFT, tender, TERMINAL_CARD, till } from '../payment/_tills.ts';
import { payAndClose, recordPayment } from './index.ts';

/** Two beers: 7.00. */
const table = () => given(orderFold, ORDER, opened, beerAdded(1), beerAdded(2));
const pay =
  (tenders: readonly ReturnType<typeof tender>[], more: object = {}) =>
  (state: OrderState) =>
    recordPayment(state, { order: ORDER, tenders: [...tenders] }, { ...till, ...more });

const recorded = (n: number, amount: number, tendered: number, isCash = true) => ({
  type: 'payment.PaymentRecorded' as const,
  v: 2,
  aggregate: ORDER,
  body: {
    payment: fixed('Payment', n),
    shift: SHIFT,
    method: isCash
      ? { id: CASH, name: 'Cash', type: 'cash' }
      : { id: TERMINAL_CARD, name: 'Card terminal', type: 'electronic' },
    currency: EUR,
    amount: amountMinor(amount),
    tendered: amountMinor(tendered),
    change: amountMinor(tendered - amount),
    tip: amountMinor(0),
    rounding: amountMinor(0),
    account: null,
    reference: null,
  },
});
const kicked = {
  type: 'payment.DrawerKicked' as const,
  v: 1,
  aggregate: ORDER,
  body: { terminal: TERMINAL, drawer: DRAWER, shift: SHIFT, reason: 'sale', note: null },
};

describe('recordPayment', () => {
  it('pays a part of an order that stays open, and opens the drawer for cash', () => {
    const state = table()
      .when(pay([tender(1, 300)]))
      .thenEvents(recorded(1, 300, 300), kicked);
    expect([orderStatus(state), dueOf(state)]).toEqual(['open', 400]);
  });

  it('gives change on cash only, and takes no more than is due', () => {
    const all = table().when(pay([tender(1, 500, TERMINAL_CARD), tender(2, 1_000)]));
    const state = all.thenEvents(recorded(1, 500, 500, false), recorded(2, 200, 1_000), kicked);
    expect([orderStatus(state), dueOf(state)]).toEqual(['open', 0]);
    table()
      .when(pay([tender(1, 701, TERMINAL_CARD)]))
      .thenRefused({
        code: 'payment/too-much',
        due: amountMinor(700),
      });
  });

  it('leaves the close what is still due: its document names the deposit', () => {
    const state = table()
      .when(pay([tender(1, 300, TERMINAL_CARD)]))
      .thenEvents(recorded(1, 300, 300, false));
    const closed = payAndClose(
      state,
      { order: ORDER, document: fixed('Document', 1), tenders: [tender(2, 400)], printer: null },
      {
        ...till,
        number: { terminalCode: 'T1', series: 1, counter: 1 },
        businessDate: DAY,
        localTime: '2026-11-22T13:00:00',
      },
    );
    expect(closed).toMatchObject({
      ok: true,
      value: [
        recorded(2, 400, 400),
        { body: { total: 700, payments: [{ payment: fixed('Payment', 1), amount: 300 }, { amount: 400 }] } },
        kicked,
      ],
    });
  });

  it('is refused for a payment that is there, an order that is not open, without a shift and permission', () => {
    given(orderFold, ORDER, opened, beerAdded(1), recorded(1, 100, 100))
      .when(pay([tender(1, 100)]))
      .thenRefused({ code: 'payment/already-recorded', payment: fixed('Payment', 1) });
    given(orderFold, ORDER)
      .when(pay([tender(1, 100)]))
      .thenRefused({ code: 'order/not-open' });
    table()
      .when(pay([tender(1, 100)], { shift: null }))
      .thenRefused({ code: 'payment/shift-closed' });
    table()
      .when(pay([tender(1, 100)], { actor: actorWithout('can_process_payments') }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_process_payments' });
  });
});
