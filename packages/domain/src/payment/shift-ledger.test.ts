import { amountMinor } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, fixed, record, TERMINAL } from '../_facts.ts';
import type { Draft, Event, Recorded } from '../journal/entry.ts';
import { foldAll } from '../journal/fold.ts';
import type { OrderEvent } from '../order/events.ts';
import { EUR, ORDER } from '../order/_orders.ts';
import { CASH, DRAWER, SHIFT, TERMINAL_CARD, shiftOpened } from './_tills.ts';
import {
  addToShiftLedger,
  emptyShiftLedger,
  type PaymentEvent,
  shiftFold,
  shiftLedgerOf,
  shiftReport,
} from './index.ts';

type Fact = Draft<PaymentEvent> | Draft<OrderEvent>;

const of = { shift: SHIFT, terminal: TERMINAL, currency: EUR, clock: 1 };
const opened = shiftOpened(5_000);
const VAT_TAX = { tax: fixed('Tax', 1), name: 'VAT', ratePpm: 100_000 as never, mode: 'included' as const };
const number = (counter: number) => ({ terminalCode: 'T1', series: 1, counter });

interface Paid {
  readonly total: number;
  readonly cash?: boolean;
  readonly tip?: number;
  readonly rounding?: number;
  readonly shift?: typeof SHIFT | null;
  readonly currency?: typeof EUR;
}

/** One entry of a sale (negative: a refund): its payment, its document. */
function sale(n: number, { total, cash = true, tip = 0, rounding = 0, shift = SHIFT, currency = EUR }: Paid) {
  const tax = Math.trunc(total / 11);
  const payment: Fact = {
    type: 'payment.PaymentRecorded',
    v: 2,
    aggregate: ORDER,
    body: {
      payment: fixed('Payment', n),
      shift: shift ?? SHIFT,
      method: cash
        ? { id: CASH, name: 'Cash', type: 'cash' }
        : { id: TERMINAL_CARD, name: 'Card', type: 'electronic' },
      currency,
      amount: amountMinor(total),
      tendered: amountMinor(total + tip + rounding + (cash && total > 0 ? 100 : 0)),
      change: amountMinor(cash && total > 0 ? 100 : 0),
      tip: amountMinor(tip),
      rounding: amountMinor(rounding),
      account: null,
      reference: null,
    },
  };
  const said = {
    document: fixed('Document', n),
    number: number(n),
    currency,
    businessDate: DAY,
    localTime: '2026-11-22T12:00:00',
    cashierName: 'Ana',
    net: amountMinor(total - tax),
    taxes: [{ ...VAT_TAX, amount: amountMinor(tax) }],
    total: amountMinor(total),
    rounding: amountMinor(rounding),
    isTraining: false,
    shift,
    customer: null,
  };
  const document: Fact =
    total < 0
      ? {
          type: 'order.RefundIssued',
          v: 1,
          aggregate: ORDER,
          body: {
            ...said,
            refunds: fixed('Document', 1),
            reason: 'cold',
            permit: 'own',
            lines: [],
            charges: [],
            payments: [],
          },
        }
      : {
          type: 'order.OrderClosed',
          v: 2,
          aggregate: ORDER,
          body: {
            ...said,
            label: `T1-${n}`,
            kind: 'counter',
            tableName: null,
            lines: [],
            charges: [],
            discount: amountMinor(-10),
            tips: amountMinor(tip),
            payments: [],
            voided: [
              {
                line: fixed('Line', n),
                item: fixed('Item', 1),
                name: 'Beer',
                quantityMicro: 1_000_000 as never,
                total: amountMinor(350),
                reason: 'spilt',
                wasFired: false,
              },
            ],
            guests: null,
            change: amountMinor(0),
            note: null,
            saw: [],
          },
        };
  return [payment, document] as const;
}

const reversed = (n: number, total: number): Fact => ({
  type: 'order.DocumentReversed',
  v: 1,
  aggregate: ORDER,
  body: {
    document: fixed('Document', n),
    number: number(n),
    reverses: fixed('Document', 1),
    reason: 'twice',
    businessDate: DAY,
    localTime: '2026-11-22T12:00:00',
    cashierName: 'T1',
    currency: EUR,
    net: amountMinor(total),
    taxes: [],
    total: amountMinor(total),
  },
});
const moved = (direction: 'in' | 'out', amount: number): Fact => ({
  type: 'payment.CashMoved',
  v: 1,
  aggregate: SHIFT,
  body: { terminal: TERMINAL, direction, amount: amountMinor(amount), reason: 'ice', drawer: null },
});
const kicked = (reason: 'sale' | 'no-sale'): Fact => ({
  type: 'payment.DrawerKicked',
  v: 1,
  aggregate: SHIFT,
  body: { terminal: TERMINAL, drawer: DRAWER, shift: SHIFT, reason, note: null },
});

/** Facts of this till, an entry each, after the opening. */
function entries(...all: readonly (readonly Fact[])[]): Recorded[] {
  return all.flatMap((events, at) => record<Event>(events, { seq: at + 2, clock: at + 2 }));
}

function reportOf(facts: readonly Recorded[]) {
  const { opened: opening } = foldAll(shiftFold, SHIFT, record<Event>([opened], { seq: 1, clock: 1 })).state;
  return shiftReport(opening!, shiftLedgerOf(of, facts), null);
}

describe('shiftLedgerOf', () => {
  it('adds up what this till took, gave, kept and documented', () => {
    const report = reportOf(
      entries(
        sale(1, { total: 1_100, tip: 50, rounding: 2 }),
        sale(2, { total: 2_200, cash: false, tip: 300 }),
        sale(3, { total: -550 }),
        [moved('in', 700)],
        [moved('out', 300)],
        [moved('out', 20)],
        [kicked('no-sale')],
        [kicked('sale')],
        [reversed(4, -1_100)],
      ),
    );
    expect(report).toMatchObject({
      cashOfPayments: 1_152 - 550,
      cashIn: { count: 1, amount: 700 },
      cashOut: { count: 2, amount: 320 },
      expected: 5_000 + 1_152 - 550 + 700 - 320,
      tenders: [
        { method: CASH, count: 2, taken: 1_100, refunded: -550, tips: 50, rounding: 2 },
        { method: TERMINAL_CARD, count: 1, taken: 2_200, refunded: 0, tips: 300, rounding: 0 },
      ],
      tips: 350,
      rounding: 2,
      sales: { count: 2, total: 3_300 },
      refunds: { count: 1, total: -550 },
      reversals: { count: 1, total: -1_100 },
      total: 1_650,
      balance: 1_100,
      taxes: [{ ...VAT_TAX, amount: 100 + 200 - 50 }],
      firstNumber: number(1),
      lastNumber: number(4),
      voids: { count: 2, amount: 700 },
      discounts: -20,
      noSales: 1,
    });
  });

  it('counts nothing of another till, of another shift, from before the opening or after the close', () => {
    const other = { shift: fixed('Shift', 2) };
    const close: Fact = {
      type: 'payment.ShiftClosed',
      v: 1,
      aggregate: SHIFT,
      body: {
        ...reportOf([]),
        number: number(1),
        closedAt: 1 as never,
        localTime: '2026-11-22T12:00:00',
        cashierName: 'Ana',
        isComplete: true,
        openOrders: 0,
        unconfirmed: 0,
      },
    };
    const empty = emptyShiftLedger(of);
    expect(shiftLedgerOf(of, record<Event>(sale(1, { total: 100 }), { chain: 2, seq: 1, clock: 2 }))).toEqual(
      empty,
    );
    expect(shiftLedgerOf({ ...of, clock: 3 }, entries(sale(1, { total: 100 })))).toEqual({
      ...empty,
      of: { ...of, clock: 3 },
    });
    const facts = entries(sale(1, { total: 100, ...other }), [close], sale(2, { total: 100 }));
    expect(shiftLedgerOf(of, facts)).toEqual({ ...empty, isClosed: true });
  });

  it('counts a document that names no shift: it was written before documents did', () => {
    expect(reportOf(entries(sale(1, { total: 100, shift: null })))).toMatchObject({
      sales: { count: 1, total: 100 },
    });
  });

  it('keeps what was sold in another currency apart', () => {
    const usd = { code: 'USD', exponent: 2 };
    const report = reportOf(entries(sale(1, { total: 100 }), sale(2, { total: 900, currency: usd })));
    expect(report).toMatchObject({
      total: 100,
      cashOfPayments: 100,
      otherCurrencies: [{ currency: usd, payments: 900, cash: 900, total: 900 }],
      sales: { count: 1 },
      lastNumber: number(2),
    });
  });

  it('counts a recovered copy once, wherever it stands', () => {
    const [first, second] = [sale(1, { total: 100 }), sale(2, { total: 200 })];
    const originals = [
      ...record<Event>(first, { seq: 2, clock: 2, command: 1 }),
      ...record<Event>(second, { seq: 3, clock: 3, command: 2 }),
    ];
    const copy = record<Event>(second, { seq: 9, clock: 9, command: 2 });
    expect(shiftLedgerOf(of, [...copy, ...originals])).toEqual(shiftLedgerOf(of, originals));
  });

  // What a counter does in a shift, in the order in which its till wrote it.
  const minor = fc.integer({ min: -3_000, max: 9_000 });
  const act = fc.oneof(
    fc.record({
      kind: fc.constant('sale' as const),
      total: minor,
      cash: fc.boolean(),
      tip: fc.nat(50),
      rounding: fc.integer({ min: -2, max: 2 }),
    }),
    fc.record({
      kind: fc.constantFrom('in' as const, 'out' as const),
      amount: fc.integer({ min: 1, max: 900 }),
    }),
    fc.record({ kind: fc.constant('kick' as const) }),
    fc.record({ kind: fc.constant('deposit' as const), total: fc.integer({ min: 1, max: 900 }) }),
    fc.record({ kind: fc.constant('reversal' as const), total: fc.integer({ min: -900, max: -1 }) }),
  );
  const written = fc.array(act, { maxLength: 12 }).map((acts) => ({
    acts,
    facts: entries(
      ...acts.map((each, at): readonly Fact[] => {
        if (each.kind === 'sale')
          return sale(at + 1, each.total < 0 ? { ...each, tip: 0, cash: true } : each);
        if (each.kind === 'deposit') return [sale(at + 1, { total: each.total })[0]];
        if (each.kind === 'reversal') return [reversed(at + 1, each.total)];
        return each.kind === 'kick' ? [kicked('no-sale')] : [moved(each.kind, each.amount)];
      }),
    ),
  }));

  it('comes to the same sums in any order, repetition and batching of the same entries', () => {
    const shuffled = written.chain(({ facts }) =>
      fc.record({
        facts: fc.constant(facts),
        others: fc.shuffledSubarray(facts, { minLength: facts.length }),
        again: fc.subarray(facts),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ facts, others, again }) => {
        const whole = shiftLedgerOf(of, facts);
        expect(shiftLedgerOf(of, [...again, ...others])).toEqual(whole);
        expect(facts.reduce(addToShiftLedger, emptyShiftLedger(of))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('holds its equations, whatever happened', () => {
    fc.assert(
      fc.property(written, ({ acts, facts }) => {
        const report = reportOf(facts);
        const taxes = report.taxes.reduce((all, { amount }) => all + amount, 0);
        const paid = report.tenders.reduce((all, { taken, refunded }) => all + taken + refunded, 0);
        expect(report.net + taxes).toBe(report.total);
        expect(report.sales.total + report.refunds.total + report.reversals.total).toBe(report.total);
        expect(paid).toBe(report.total + report.balance);
        // Counted another way: note by note as each act moved it.
        let drawer = 5_000;
        for (const each of acts) {
          if (each.kind === 'in') drawer += each.amount;
          if (each.kind === 'out') drawer -= each.amount;
          if (each.kind === 'deposit') drawer += each.total;
          if (each.kind === 'sale' && each.total < 0) drawer += each.total + each.rounding;
          if (each.kind === 'sale' && each.total >= 0 && each.cash)
            drawer += each.total + each.tip + each.rounding;
        }
        expect(report.expected).toBe(drawer);
      }),
      { numRuns: 1_000 },
    );
  });
});
