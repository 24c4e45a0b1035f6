import { describe, expect, it } from 'vitest';
import { fixed } from '../../_facts.ts';
import { given } from '../../_specification.ts';
import type { Draft, Event } from '../../journal/entry.ts';
import { accountFold } from '../../payment/stored-value/state.ts';
import { refund } from '../../processes/refund.ts';
import { ORDER } from '../_orders.ts';
import { orderFold } from '../evolve.ts';
import { balanceOf } from '../standing.ts';
import type { OrderState } from '../state.ts';
import { asking, doc, inCash, paid, refunding, sale, type SoldLine, toOriginal } from './_sold.ts';

// Pain 22: a refund that gives back more than was paid (odoo#286433, POS-Awesome-V15#2800 and #3082, erpnext#43369).

const stateOf = (...events: Draft<Event>[]): OrderState => given(orderFold, ORDER, ...events).state;
const wholeRefund = (state: OrderState, amount: number, tender = inCash(7, amount)) =>
  refund(state, asking([[1, 1]], [tender]), refunding);

describe('the refund that was too generous', () => {
  it('a shirt of 100.00 was sold with 10 % off the whole order: 90.00 come back, not 100.00', () => {
    const shirt: SoldLine[] = [{ n: 1, net: 9_000 }];
    const off = { source: 'order' as const, rule: 'summer', name: 'Summer', amount: -1_000 };
    const [open, added, pays, close] = sale(shirt, [{ n: 1, amount: 9_000 }]);
    const { body } = close as { body: OrderState['documents'][number] };
    const lines = body.lines.map((line) => ({ ...line, listed: 10_000, discounts: [off] }));
    const state = stateOf(open!, added!, pays!, { ...close!, body: { ...body, lines, discount: -1_000 } });
    expect(wholeRefund(state, 10_000)).toEqual({
      ok: false,
      refusal: { code: 'payment/refund-not-paid-out', total: 9_000, paid: 10_000 },
    });
    const decided = wholeRefund(state, 9_000);
    expect(decided.ok && decided.value[1]!.body).toMatchObject({ total: -9_000 });
  });

  it('an order that was never paid gives no cash back', () => {
    // The close is here, its payment is not: it never was, or it is on its way.
    const [open, added, pays, close] = sale([{ n: 1, net: 5_000 }], [{ n: 1, amount: 5_000 }]);
    const unpaid = stateOf(open!, added!, close!);
    expect(wholeRefund(unpaid, 5_000)).toEqual({
      ok: false,
      refusal: { code: 'order/refund-beyond-paid', left: 0, asked: 5_000 },
    });
    expect(wholeRefund(stateOf(open!, added!, pays!, close!), 5_000).ok).toBe(true);
  });

  it('what was put on the house gives no cash back: the debt goes', () => {
    const account = { kind: 'house-account' as const, id: fixed('Account', 1) };
    const method = { id: fixed('PaymentMethod', 5), name: 'On account', type: 'credit_account' };
    const owed = stateOf(...sale([{ n: 1, net: 5_000 }], [{ n: 1, amount: 5_000, method, account }]));
    expect(wholeRefund(owed, 5_000)).toEqual({
      ok: false,
      refusal: { code: 'payment/only-to-original', free: 0 },
    });
    const back = refund(owed, asking([[1, 1]], [toOriginal(7, 5_000, 1)]), {
      ...refunding,
      accounts: nobody,
    });
    expect(back.ok && back.value.map(({ type }) => type)).toEqual([
      'payment.PaymentRecorded',
      'order.RefundIssued',
      'payment.AccountOpened',
      'payment.AccountMoved',
    ]);
  });

  it('a document that was taken back is not refunded as well', () => {
    const first = sale([{ n: 1, net: 5_000 }], [{ n: 1, amount: 5_000 }]);
    const second = sale([{ n: 1, net: 5_000 }], [{ n: 2, amount: 5_000 }], { isOpened: true, document: 2 });
    const contested = stateOf(...first, ...second);
    const asked = asking([[1, 1]], [inCash(7, 5_000)], { refunds: doc(2) });
    expect(refund(contested, asked, refunding)).toEqual({
      ok: false,
      refusal: { code: 'order/document-contested', document: doc(2) },
    });
    const reversal: Draft<Event> = {
      type: 'order.DocumentReversed',
      v: 1,
      aggregate: ORDER,
      body: {
        document: doc(60),
        number: { terminalCode: 'T2', series: 1, counter: 1 },
        reverses: doc(2),
        reason: 'another close stands',
        businessDate: '2026-11-22',
        localTime: '2026-11-22T14:00:00',
        cashierName: 'T2',
        currency: { code: 'EUR', exponent: 2 },
        net: -5_000,
        taxes: [],
        total: -5_000,
      },
    };
    expect(refund(stateOf(...first, ...second, reversal), asked, refunding)).toEqual({
      ok: false,
      refusal: { code: 'order/document-already-reversed', document: doc(2) },
    });
  });

  it('three for 10.00 come back one by one, and no cent is stuck', () => {
    const facts = sale([{ n: 1, quantity: 3, net: 909, tax: 91 }], [{ n: 1, amount: 1_000 }]);
    const given = [333, 333, 334].map((amount, at) => {
      const command = asking([[1, 1]], [inCash(7 + at, amount)], { document: doc(50 + at) });
      const decided = refund(stateOf(...facts), command, refunding);
      if (!decided.ok) throw new Error(JSON.stringify(decided.refusal));
      facts.push(...decided.value);
      return amount;
    });
    expect(given.reduce((all, each) => all + each, 0)).toBe(1_000);
    const state = stateOf(...facts);
    expect(balanceOf(state)).toBe(0);
    const sums = state.refunds.map(({ net, taxes }) => [net, taxes[0]!.amount]);
    expect(sums).toEqual([
      [-303, -30],
      [-303, -30],
      [-303, -31],
    ]);
    expect(refund(state, asking([[1, 1]], [inCash(20, 1)], { document: doc(60) }), refunding)).toMatchObject({
      refusal: { code: 'order/refund-beyond-sold', leftMicro: 0 },
    });
  });

  it('money that already went out too much is not given a second time', () => {
    // Somebody paid 20.00 out by hand; of the 50.00 that were paid 30.00 are left.
    const state = stateOf(
      ...sale([{ n: 1, net: 5_000 }], [{ n: 1, amount: 5_000 }]),
      paid({ n: 9, amount: -2_000 }),
    );
    expect(wholeRefund(state, 5_000)).toEqual({
      ok: false,
      refusal: { code: 'order/refund-beyond-paid', left: 3_000, asked: 5_000 },
    });
  });
});

const nobody = { account: accountFold.initial };
