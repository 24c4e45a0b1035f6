import { quantityMicro, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, TENANT } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft, Event } from '../journal/entry.ts';
import { beerAdded, opened, ORDER } from '../order/_orders.ts';
import { orderFold } from '../order/evolve.ts';
import { doc, inCash, number, refunding, sale } from '../order/refund/_sold.ts';
import { balanceOf, orderStatus } from '../order/standing.ts';
import type { OrderState } from '../order/state.ts';
import { tender } from '../payment/_tills.ts';
import { contributionsOf } from '../report/contribution.ts';
import { type ExchangeCommand, exchange } from './exchange.ts';

const NEW = fixed('Order', 2);
const { accounts: _none, ...closing } = refunding;
const context = {
  tenant: TENANT,
  refund: refunding,
  close: { ...closing, number: { ...number, counter: 91 } },
};

/** The old order sold line 1 for `old`; the new one asks `fresh` for line 9. */
function orders(old: number, fresh: number) {
  const sold = sale([{ n: 1, net: old }], [{ n: 1, amount: old }]);
  const beer = beerAdded(9);
  const asked = [
    opened,
    { ...beer, body: { ...beer.body, unitPriceMicro: unitPriceMicro(fresh * 10_000), taxes: [] } },
  ];
  return { sold, asked: asked.map((event) => ({ ...event, aggregate: NEW })) };
}

const stateOf = (aggregate: string, events: readonly Draft<Event>[]): OrderState =>
  given(orderFold, aggregate, ...events.filter((event) => event.aggregate === aggregate)).state;

function swapping(
  out: ExchangeCommand['refund']['tenders'],
  inn: ExchangeCommand['close']['tenders'],
): ExchangeCommand {
  const lines = [{ line: fixed('Line', 1), quantityMicro: quantityMicro(1_000_000) }];
  const goods = {
    order: ORDER,
    document: doc(50),
    refunds: doc(1),
    lines,
    reason: 'too small',
    restock: true,
  };
  return {
    refund: { ...goods, tenders: out, printer: null },
    close: { order: NEW, document: doc(51), tenders: inn, printer: null },
    paidOut: fixed('Payment', 20),
    paidIn: fixed('Payment', 21),
  };
}

function swapped(old: number, fresh: number, command: ExchangeCommand) {
  const { sold, asked } = orders(old, fresh);
  const decided = exchange({ old: stateOf(ORDER, sold), fresh: stateOf(NEW, asked) }, command, context);
  if (!decided.ok) return { refusal: decided.refusal };
  const facts = [...sold, ...asked, ...decided.value];
  return { old: stateOf(ORDER, facts), fresh: stateOf(NEW, facts), events: decided.value };
}

describe('exchange', () => {
  it('of goods for dearer ones asks for the difference, in one entry over two orders', () => {
    const { old, fresh, events } = swapped(1_000, 1_500, swapping([], [tender(22, 500)]));
    expect(events!.map(({ type, aggregate }) => [type, aggregate])).toEqual([
      ['payment.PaymentRecorded', ORDER],
      ['order.RefundIssued', ORDER],
      ['payment.PaymentRecorded', NEW],
      ['payment.PaymentRecorded', NEW],
      ['order.OrderClosed', NEW],
      ['payment.DrawerKicked', NEW],
    ]);
    expect([balanceOf(old!), balanceOf(fresh!), orderStatus(fresh!)]).toEqual([0, 0, 'closed']);
    expect(old!.refunds[0]).toMatchObject({
      total: -1_000,
      payments: [{ amount: -1_000, type: 'exchange' }],
    });
    expect(fresh!.documents[0]!.payments.map(({ type, amount }) => [type, amount])).toEqual([
      ['exchange', 1_000],
      ['cash', 500],
    ]);
  });

  it('for cheaper ones gives the difference back', () => {
    const { old, fresh } = swapped(1_500, 1_000, swapping([inCash(22, 500)], []));
    expect(old!.refunds[0]!.payments.map(({ type, amount }) => [type, amount])).toEqual([
      ['exchange', -1_000],
      ['cash', -500],
    ]);
    expect([balanceOf(old!), balanceOf(fresh!)]).toEqual([0, 0]);
  });

  it('is refused where one side does not add up, and then nothing has happened', () => {
    expect(swapped(1_000, 1_500, swapping([], [])).refusal).toEqual({
      code: 'order/not-fully-paid',
      due: 500,
      paid: 0,
    });
    expect(swapped(1_500, 1_000, swapping([], [])).refusal).toEqual({
      code: 'payment/refund-not-paid-out',
      total: 1_500,
      paid: 1_000,
    });
    const one = swapping([], [tender(22, 500)]);
    expect(swapped(1_000, 1_500, { ...one, paidIn: one.paidOut }).refusal).toEqual({
      code: 'payment/already-recorded',
      payment: one.paidOut,
    });
    expect(swapped(1_000, 1_500, { ...one, close: { ...one.close, order: ORDER } }).refusal).toEqual({
      code: 'order/nothing-to-exchange',
    });
  });

  it('moves no money between the orders, whatever they come to', () => {
    const price = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(price, price, (old, fresh) => {
        const more = fresh - old;
        const command = swapping(more < 0 ? [inCash(22, -more)] : [], more > 0 ? [tender(22, more)] : []);
        const after = swapped(old, fresh, command);
        if (after.refusal !== undefined) throw new Error(JSON.stringify(after.refusal));
        const { old: was, fresh: is } = after;
        expect([balanceOf(was), balanceOf(is)]).toEqual([0, 0]);
        const cash = [...was.payments.values(), ...is.payments.values()]
          .filter(({ method }) => method.type === 'cash')
          .reduce((all, { tendered, change }) => all + tendered - change, 0);
        const sold = [...contributionsOf(was), ...contributionsOf(is)].reduce(
          (all, { total }) => all + total,
          0,
        );
        expect([cash, sold]).toEqual([fresh, fresh]);
      }),
      { numRuns: 100 * Number(process.env['BEAVEROS_DEPTH'] ?? 1) },
    );
  });
});
