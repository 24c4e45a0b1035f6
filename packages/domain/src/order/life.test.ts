import { amountMinor, businessDate } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { DAY, fixed } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft, Event } from '../journal/entry.ts';
import { NO_RULES } from '../pricing/rules/captured-rules.ts';
import { actorWithout, ANA, beerAdded, closed, EUR, fired, ORDER, opened, voided } from './_orders.ts';
import { THREE_FOR_TWO } from './_terms-events.ts';
import { addLines } from './decide.ts';
import { orderFold } from './evolve.ts';
import { cancelOrder, issueQuote, parkOrder, repriceOrder, resumeOrder } from './life.ts';
import { orderStatus } from './standing.ts';
import type { OrderState } from './state.ts';
import { isSettled } from './tasks.ts';
import { orderTotals } from './totals.ts';

const order = (...events: readonly Draft<Event>[]) => given(orderFold, ORDER, ...events);
const base = { v: 1, aggregate: ORDER } as const;
const parked = { ...base, type: 'order.OrderParked', body: {} };
const cancelled = {
  ...base,
  type: 'order.OrderCancelled',
  body: { reason: 'left', mergedInto: null },
};
const payment: Draft<Event> = {
  type: 'payment.PaymentRecorded',
  v: 2,
  aggregate: ORDER,
  body: {
    payment: fixed('Payment', 1),
    shift: fixed('Shift', 1),
    method: { id: fixed('PaymentMethod', 1), name: 'Cash', type: 'cash' },
    currency: EUR,
    amount: 100,
    tendered: 100,
    change: 0,
    tip: 0,
    rounding: 0,
    account: null,
    reference: null,
  },
};

describe('a parked order', () => {
  const park = (state: OrderState) => parkOrder(state, { order: ORDER }, { actor: ANA });
  const resume = (state: OrderState) => resumeOrder(state, { order: ORDER }, { actor: ANA });

  it('is put aside, taken up again, and open all the while', () => {
    const aside = order(opened, beerAdded(1)).when(park).thenEvents(parked);
    expect([orderStatus(aside), aside.parked === null]).toEqual(['open', false]);
    const resumed = { ...base, type: 'order.OrderResumed', body: {} };
    expect(order(opened, beerAdded(1), parked).when(resume).thenEvents(resumed).parked).toBeNull();
  });

  it('is parked once and resumed once', () => {
    order(opened, parked).when(park).thenRefused({ code: 'order/already-parked' });
    order(opened).when(resume).thenRefused({ code: 'order/not-parked' });
  });
});

describe('cancelOrder', () => {
  const cancel = (state: OrderState, actor = ANA) =>
    cancelOrder(state, { order: ORDER, reason: 'left' }, { actor });
  const gone = (n: number) => ({ ...voided(n), body: { line: fixed('Line', n), reason: 'left' } });

  it('voids what stands and settles the order', () => {
    const state = order(opened, beerAdded(1), beerAdded(2), voided(2))
      .when(cancel)
      .thenEvents(gone(1), cancelled);
    expect([orderStatus(state), isSettled(state)]).toEqual(['cancelled', true]);
  });

  it('is refused while there is money on it, and without permission', () => {
    order(opened, payment)
      .when(cancel)
      .thenRefused({ code: 'order/has-payments', paid: amountMinor(100) });
    order(opened)
      .when((state) => cancel(state, actorWithout('can_cancel_order')))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_cancel_order' });
    order(opened, beerAdded(1), fired(1, 1))
      .when((state) => cancel(state, actorWithout('can_void_lines')))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_void_lines' });
  });

  it('takes nothing more here, but what another till added opens it again', () => {
    const line = { line: fixed('Line', 3) } as never;
    order(opened, cancelled)
      .when((state) =>
        addLines(state, { order: ORDER, lines: [line] }, { actor: ANA, catalogue: undefined as never }),
      )
      .thenRefused({ code: 'order/already-cancelled' });
    const { state } = order(opened, cancelled, beerAdded(3));
    expect([orderStatus(state), isSettled(state)]).toEqual(['open', false]);
    expect(orderStatus(order(opened, cancelled, payment).state)).toBe('open');
  });
});

describe('repriceOrder', () => {
  const rules = { ...NO_RULES, promotions: [THREE_FOR_TWO] };
  const reprice = (state: OrderState, actor = ANA) => repriceOrder(state, { order: ORDER }, { actor, rules });

  it('replaces the captured rules by those of now', () => {
    const state = order(opened, beerAdded(1), beerAdded(2), beerAdded(3))
      .when(reprice)
      .thenEvents({ ...base, type: 'order.RulesCaptured', body: { ...rules, reason: 'repriced' } });
    expect(orderTotals(state).total).toBe(700);
  });

  it('is refused once closed: what a document says is never priced again', () => {
    order(opened, beerAdded(1), closed(1))
      .when(reprice)
      .thenRefused({ code: 'order/already-closed', document: fixed('Document', 1) });
  });
});

describe('issueQuote', () => {
  const number = { terminalCode: 'T1', series: 1, counter: 3 };
  const quote =
    (validUntil: string, id = fixed('Quote', 1)) =>
    (state: OrderState) =>
      issueQuote(
        state,
        { order: ORDER, quote: id, validUntil: businessDate(validUntil) },
        {
          actor: ANA,
          number,
          businessDate: DAY,
          localTime: '2026-11-22T13:00:00',
          terminal: fixed('Terminal', 1),
        },
      );

  it('says what the order comes to, numbered by its own counter, and leaves it open', () => {
    const [line] = closed(1).body.lines;
    const { net, taxes, total } = closed(1).body;
    const state = order(opened, beerAdded(1))
      .when(quote('2026-12-24'))
      .thenEvents({
        ...base,
        type: 'order.QuoteIssued',
        body: {
          quote: fixed('Quote', 1),
          number,
          validUntil: '2026-12-24',
          businessDate: DAY,
          localTime: '2026-11-22T13:00:00',
          cashierName: 'Ana',
          customer: null,
          currency: EUR,
          lines: [line],
          charges: [],
          net,
          taxes,
          total,
          discount: 0,
          note: null,
        },
      });
    expect([orderStatus(state), state.quotes.length]).toEqual(['open', 1]);
    const again = quote('2026-12-24')(state);
    expect(again).toEqual({ ok: false, refusal: { code: 'order/quote-id-taken', quote: fixed('Quote', 1) } });
  });

  it('is refused for nothing, for a day that is over, and without permission', () => {
    order(opened).when(quote('2026-12-24')).thenRefused({ code: 'order/empty' });
    order(opened, beerAdded(1)).when(quote('2026-11-21')).thenRefused({
      code: 'order/quote-already-over',
      validUntil: '2026-11-21',
      businessDate: DAY,
    });
  });
});
