import { amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { fixed, record, TERMINAL } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft, Event } from '../journal/entry.ts';
import { foldAll } from '../journal/fold.ts';
import { tender, till } from '../payment/_tills.ts';
import { recordPayment } from '../processes/record-payment.ts';
import { actorWithout, ANA, beerAdded, closed, ORDER, opened, reversed } from './_orders.ts';
import { orderFold } from './evolve.ts';
import { printBill } from './present-bill.ts';
import { reprint } from './reprint.ts';
import type { OrderState } from './state.ts';

const PRINTER = fixed('Device', 9);
const context = {
  actor: ANA,
  terminal: TERMINAL,
  printer: PRINTER,
  localTime: '2026-11-22T13:02:00',
  isTraining: false,
};
const order = (...events: readonly Draft<Event>[]) => given(orderFold, ORDER, ...events);
const bill =
  (more: object = {}) =>
  (state: OrderState) =>
    printBill(state, { order: ORDER, printer: null }, { ...context, ...more });
const stateOf = (...events: readonly Draft<Event>[]) =>
  foldAll(orderFold, ORDER, record(events, { seq: 1, clock: 1 })).state;

describe('the bill of an open order', () => {
  it('says what its close would say, takes no number and changes nothing', () => {
    const state = stateOf(opened, beerAdded(1));
    const printed = bill()(state);
    const { lines, net, taxes, total, discount } = closed(1).body;
    expect(printed).toMatchObject({
      value: [
        {
          type: 'order.BillPresented',
          body: {
            occasion: 'bill',
            printer: PRINTER,
            lines,
            net,
            taxes,
            total,
            discount,
            due: total,
            payments: [],
          },
        },
      ],
    });
    const after = stateOf(opened, beerAdded(1), ...(printed.ok ? printed.value : []));
    expect(after).toEqual(state);
  });

  it('is refused once closed, of nothing, without a printer, and to whoever does not sell', () => {
    order(opened, beerAdded(1), closed(1))
      .when(bill())
      .thenRefused({ code: 'order/already-closed', document: fixed('Document', 1) });
    order(opened).when(bill()).thenRefused({ code: 'order/empty' });
    order(opened, beerAdded(1))
      .when(bill({ printer: null }))
      .thenRefused({ code: 'order/no-printer' });
    order(opened, beerAdded(1))
      .when(bill({ actor: actorWithout('can_sell') }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_sell' });
  });
});

describe('a part that is paid', () => {
  const pay = (more: object, state = stateOf(opened, beerAdded(1))) => {
    const input = { order: ORDER, tenders: [tender(1, 100)], printer: PRINTER, ...more };
    const decided = recordPayment(state, input, { ...till, localTime: context.localTime });
    return decided.ok ? decided.value : [];
  };

  it('is on paper with what is still to pay, where a printer is named', () => {
    const paper = pay({}).find(({ type }) => type === 'order.BillPresented');
    const { total } = closed(1).body;
    expect(paper?.body).toMatchObject({
      occasion: 'payment',
      payments: [{ amount: 100, tendered: 100 }],
      total,
      due: amountMinor(total - 100),
    });
    expect(pay({ printer: null }).map(({ type }) => type)).not.toContain('order.BillPresented');
    expect(pay({ printer: undefined }).map(({ type }) => type)).not.toContain('order.BillPresented');
  });
});

describe('a reprint', () => {
  const document = reversed(1).body.document;
  const again = (events: readonly Draft<Event>[], id: string) =>
    reprint(
      stateOf(...events),
      { order: ORDER, document: id as typeof document, printer: null },
      { actor: ANA, terminal: TERMINAL, printer: PRINTER },
    );

  it('is made of a reversal as well, and of nothing that has no paper', () => {
    const facts = [opened, beerAdded(1), closed(1), reversed(1)];
    expect(again(facts, document)).toMatchObject({
      value: [{ body: { document, copy: true, accounts: [] } }],
    });
    expect(again(facts, ORDER)).toMatchObject({ refusal: { code: 'order/document-unknown' } });
  });
});
