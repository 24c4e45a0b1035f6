import { amountMinor, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, fixed, record, STORE, TENANT, TERMINAL } from '../_facts.ts';
import { given } from '../_specification.ts';
import { readEvent } from '../journal/event-catalogue.ts';
import { foldAll } from '../journal/fold.ts';
import { actorWithout, BEER, beerAdded, EUR, ORDER, opened, VAT, voided } from '../order/_orders.ts';
import { type OrderState, orderFold, orderRows, orderStatus } from '../order/index.ts';
import { CARD, CASH, DRAWER, SHIFT, tender, till } from '../payment/_tills.ts';
import { contributionsOf } from '../report/contribution.ts';
import { type ClosingContext, type PayAndClose, payAndClose } from './index.ts';

const context: ClosingContext = {
  ...till,
  number: { terminalCode: 'T1', series: 1, counter: 42 },
  businessDate: DAY,
  localTime: '2026-11-22T13:00:00',
};
const PRINTER = fixed('Device', 1);
const DOCUMENT = fixed('Document', 1);

const order = (...events: Parameters<typeof given<OrderState>>[2][]) => given(orderFold, ORDER, ...events);
const pay = (
  tenders: PayAndClose['tenders'],
  change: Partial<ClosingContext> = {},
  printer: typeof PRINTER | null = PRINTER,
) => {
  return (state: OrderState) =>
    payAndClose(state, { order: ORDER, document: DOCUMENT, tenders, printer }, { ...context, ...change });
};

const tax = (amount: number) => ({ tax: VAT, name: 'VAT 10 %', ratePpm: 100_000, mode: 'included', amount });
const payment = (n: number, amount: number, tendered: number) => ({
  type: 'payment.PaymentRecorded',
  v: 2,
  aggregate: ORDER,
  body: {
    payment: fixed('Payment', n),
    shift: SHIFT,
    method: { id: CASH, name: 'Cash', type: 'cash' },
    currency: EUR,
    amount: amountMinor(amount),
    tendered: amountMinor(tendered),
    change: amountMinor(tendered - amount),
    tip: 0,
    rounding: 0,
    account: null,
    reference: null,
  },
});
const close = (
  lines: { n: number; quantity: number; net: number; tax: number }[],
  paid: ReturnType<typeof payment>[],
  saw: number,
  takenBack: readonly unknown[] = [],
) => {
  const net = lines.reduce((all, line) => all + line.net, 0);
  const taxes = lines.reduce((all, line) => all + line.tax, 0);
  return {
    type: 'order.OrderClosed',
    v: 2,
    aggregate: ORDER,
    body: {
      document: DOCUMENT,
      number: { terminalCode: 'T1', series: 1, counter: 42 },
      label: 'T1-12',
      kind: 'dine-in',
      tableName: null,
      currency: EUR,
      businessDate: DAY,
      localTime: '2026-11-22T13:00:00',
      cashierName: 'Ana',
      lines: lines.map((line) => ({
        line: fixed('Line', line.n),
        item: BEER,
        name: 'Beer',
        sku: null,
        quantityMicro: line.quantity * 1_000_000,
        unitPriceMicro: 3_500_000,
        modifiers: [],
        note: null,
        net: line.net,
        taxes: [tax(line.tax)],
        total: line.net + line.tax,
        categories: [fixed('Category', 1)],
        staff: null,
        seat: null,
        course: null,
        listed: line.net + line.tax,
        discounts: [],
      })),
      charges: [],
      net,
      taxes: [tax(taxes)],
      total: net + taxes,
      payments: paid.map(({ body: { payment, amount, tendered, change } }) => ({
        payment,
        method: CASH,
        name: 'Cash',
        type: 'cash',
        amount,
        tendered,
        change,
        tip: 0,
        rounding: 0,
        account: null,
      })),
      discount: 0,
      rounding: 0,
      tips: 0,
      voided: takenBack,
      customer: null,
      guests: 2,
      isTraining: false,
      shift: SHIFT,
      change: paid.reduce((all, { body }) => all + body.change, 0),
      note: null,
      saw: Array.from({ length: saw }, (_, at) => fixed('Event', (10_000 + at + 1) * 100)),
    },
  };
};
const receipt = {
  type: 'order.ReceiptIssued',
  v: 2,
  aggregate: ORDER,
  body: { document: DOCUMENT, terminal: TERMINAL, printer: PRINTER, copy: false, accounts: [] },
} as const;
const kicked = (reason: 'sale' | 'return') =>
  ({
    type: 'payment.DrawerKicked',
    v: 1,
    aggregate: ORDER,
    body: { terminal: TERMINAL, drawer: DRAWER, shift: SHIFT, reason, note: null },
  }) as const;
// The expectations are written as plain numbers; the specification compares whole values.
const expected = <T>(...events: unknown[]) => events as T[];

const spilt = {
  line: fixed('Line', 2),
  item: BEER,
  name: 'Beer',
  quantityMicro: 1_000_000,
  total: 350,
  reason: 'spilt',
  wasFired: false,
};

describe('payAndClose', () => {
  it('records the payment, closes with a document, prints it and opens the drawer', () => {
    const paid = payment(1, 1_050, 2_000);
    const lines = [
      { n: 1, quantity: 1, net: 318, tax: 32 },
      { n: 3, quantity: 2, net: 636, tax: 64 },
    ];
    const state = order(opened, beerAdded(1), beerAdded(2), voided(2), beerAdded(3, 2))
      .when(pay([tender(1, 2_000)]))
      .thenEvents(
        ...expected<typeof receipt>(paid, close(lines, [paid], 5, [spilt]), receipt, kicked('sale')),
      );
    expect(orderStatus(state)).toBe('closed');
    expect(orderRows(state).orders[0]).toMatchObject({
      status: 'closed',
      total: 1_050,
      paid: 1_050,
      net: 954,
      tax: 96,
    });
    expect(orderRows(state).documents[0]).toMatchObject({
      id: DOCUMENT,
      counter: 42,
      total: 1_050,
      change: 950,
    });
  });

  it('pays out what a return is worth, and says so to the drawer', () => {
    const paid = payment(1, -350, -350);
    order(opened, beerAdded(1, -1))
      .when(pay([tender(1, -350)]))
      .thenEvents(
        ...expected<typeof receipt>(
          paid,
          close([{ n: 1, quantity: -1, net: -318, tax: -32 }], [paid], 2),
          receipt,
          kicked('return'),
        ),
      );
  });

  it('closes what is worth nothing without a tender, paper or drawer', () => {
    const lines = [
      { n: 1, quantity: 1, net: 318, tax: 32 },
      { n: 2, quantity: -1, net: -318, tax: -32 },
    ];
    order(opened, beerAdded(1), beerAdded(2, -1))
      .when(pay([], {}, null))
      .thenEvents(...expected<typeof receipt>(close(lines, [], 3)));
  });

  it('opens no drawer where the till has none', () => {
    const paid = payment(1, 350, 350);
    order(opened, beerAdded(1))
      .when(pay([tender(1, 350)], { shift: { ...till.shift, drawer: null } }))
      .thenEvents(
        ...expected<typeof receipt>(
          paid,
          close([{ n: 1, quantity: 1, net: 318, tax: 32 }], [paid], 2),
          receipt,
        ),
      );
  });

  it('counts what was paid before, and pays an excess back', () => {
    const before = payment(8, 200, 200) as never;
    const rest = payment(1, 150, 150);
    const line = [{ n: 1, quantity: 1, net: 318, tax: 32 }];
    order(opened, beerAdded(1), before)
      .when(pay([tender(1, 150)], {}, null))
      .thenEvents(...expected<typeof receipt>(rest, close(line, [before, rest], 3), kicked('sale')));
    const excess = payment(8, 500, 500) as never;
    const back = payment(1, -150, -150);
    order(opened, beerAdded(1), excess)
      .when(pay([tender(1, -150)], {}, null))
      .thenEvents(...expected<typeof receipt>(back, close(line, [excess, back], 3), kicked('sale')));
  });

  it("keeps the order's currency when the store has another one by now", () => {
    const decision = order(opened, beerAdded(1)).when(
      pay([tender(1, 350)], { currency: { code: 'JPY', exponent: 0 } }),
    );
    const state = decision.thenEvents(
      ...expected<typeof receipt>(
        payment(1, 350, 350),
        close([{ n: 1, quantity: 1, net: 318, tax: 32 }], [payment(1, 350, 350)], 2),
        receipt,
        kicked('sale'),
      ),
    );
    expect(state.documents[0]?.currency).toEqual(EUR);
  });

  it.each([
    ['before its opening', [beerAdded(1)], [tender(1, 350)], { code: 'order/not-open' }],
    ['without a line', [opened], [], { code: 'order/empty' }],
    ['with only voided lines', [opened, beerAdded(1), voided(1)], [], { code: 'order/empty' }],
    [
      'with too little',
      [opened, beerAdded(1)],
      [tender(1, 300)],
      { code: 'order/not-fully-paid', due: 350, paid: 300 },
    ],
    ['with nothing', [opened, beerAdded(1)], [], { code: 'order/not-fully-paid', due: 350, paid: 0 }],
    [
      'with too little out',
      [opened, beerAdded(1, -1)],
      [tender(1, -300)],
      { code: 'order/not-fully-paid', due: -350, paid: -300 },
    ],
    [
      'by a card no terminal approved',
      [opened, beerAdded(1)],
      [tender(1, 350, CARD)],
      { code: 'payment/method-not-taken', method: CARD, type: 'card' },
    ],
    [
      'with a payment id already counted',
      [opened, beerAdded(1), payment(1, 100, 100) as never],
      [tender(1, 250)],
      { code: 'payment/already-recorded', payment: fixed('Payment', 1) },
    ],
    [
      'with lines that no amount can say',
      [
        opened,
        {
          ...beerAdded(1),
          body: {
            ...beerAdded(1).body,
            unitPriceMicro: 900_000_000_000_000,
            quantityMicro: 9_000_000_000_000,
          },
        } as never,
      ],
      [],
      { code: 'order/too-large', what: 'amount' },
    ],
    [
      'with more tenders than a document says',
      [opened, beerAdded(1), ...Array.from({ length: 40 }, (_, n) => payment(n, 1, 1) as never)],
      Array.from({ length: 30 }, (_, n) => tender(100 + n, 1)),
      { code: 'order/too-large', what: 'payments' },
    ],
  ])('is refused %s', (_name, events, tenders, refusal) => {
    order(...events)
      .when(pay(tenders))
      .thenRefused(refusal as never);
  });

  it('is refused once closed, without a shift, and without permission', () => {
    const { state } = order(opened, beerAdded(1));
    const decision = pay([tender(1, 350)])(state);
    if (!decision.ok) throw new Error('refused');
    order(opened, beerAdded(1), ...decision.value)
      .when(pay([]))
      .thenRefused({ code: 'order/already-closed', document: DOCUMENT });
    order(opened, beerAdded(1))
      .when(pay([tender(1, 350)], { shift: null }))
      .thenRefused({ code: 'payment/shift-closed' });
    order(opened, beerAdded(1))
      .when(pay([tender(1, 350)], { actor: actorWithout('can_process_payments') }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_process_payments' });
  });

  it('is refused with more facts than the close can name', () => {
    const { state } = order(opened, beerAdded(1));
    const seen = Array.from({ length: 20_001 }, (_, at) => fixed('Event', at));
    expect(pay([tender(1, 350)])({ ...state, seen })).toEqual({
      ok: false,
      refusal: { code: 'order/too-large', what: 'facts' },
    });
  });
});

describe('a document', () => {
  const quantity = fc.integer({ min: -5_000_000, max: 5_000_000 }).filter((value) => value !== 0);

  it('adds up: lines + taxes = total = payments, and reports count what it says', () => {
    fc.assert(
      fc.property(
        fc.array(quantity, { minLength: 1, maxLength: 12 }),
        fc.nat({ max: 5_000 }),
        (quantities, over) => {
          const lines = quantities.map((each, at) => ({
            ...beerAdded(at + 1),
            body: { ...beerAdded(at + 1).body, quantityMicro: quantityMicro(each) },
          }));
          const { state } = order(opened, ...lines);
          const { total } = orderRows(state).orders[0]!;
          const tenders = total === 0 ? [] : [tender(1, total > 0 ? total + over : total)];
          const decision = pay(tenders)(state);
          if (!decision.ok) throw new Error(JSON.stringify(decision.refusal));
          for (const fact of record(decision.value, { seq: 99, clock: 99 }))
            expect(readEvent(fact.event).kind).toBe('read');
          const [fact] = record(
            decision.value.filter(({ type }) => type === 'order.OrderClosed'),
            { seq: 99, clock: 99 },
          );
          const folded = foldAll(orderFold, ORDER, [fact!]).state;
          const document = folded.documents[0]!;
          const sumOf = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
          expect(sumOf(document.lines.map((line) => line.total))).toBe(document.total);
          expect(document.net + sumOf(document.taxes.map((tax) => tax.amount))).toBe(document.total);
          expect(sumOf(document.payments.map((payment) => payment.amount))).toBe(document.total);
          expect(document.change).toBe(total > 0 ? over : 0);
          expect(contributionsOf(folded)).toEqual([
            {
              documents: 1,
              document: DOCUMENT,
              event: fact!.event.id,
              commandId: fact!.header.commandId,
              order: ORDER,
              tenant: TENANT,
              store: STORE,
              terminal: TERMINAL,
              businessDate: DAY,
              hour: 13,
              currency: EUR,
              net: document.net,
              tax: total - document.net,
              total,
              lines: quantities.length,
              quantity: sumOf(quantities),
              returned: sumOf(document.lines.map((line) => Math.min(0, line.total))),
            },
          ]);
        },
      ),
    );
  });

  it('is all that reports count: an open order adds nothing', () => {
    expect(contributionsOf(order(opened, beerAdded(1)).state)).toEqual([]);
  });
});
