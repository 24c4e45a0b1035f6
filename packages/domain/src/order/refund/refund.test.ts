import { amountMinor, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, record } from '../../_facts.ts';
import { given } from '../../_specification.ts';
import type { Draft, Event } from '../../journal/entry.ts';
import { foldAll } from '../../journal/fold.ts';
import { DRAWER, ON_ACCOUNT, SHIFT } from '../../payment/_tills.ts';
import { accountFold } from '../../payment/stored-value/state.ts';
import { type RefundCommand, type RefundContext, refund } from '../../processes/refund.ts';
import { actorWithout, ORDER } from '../_orders.ts';
import { orderFold } from '../evolve.ts';
import { orderRows } from '../folded.ts';
import { balanceOf } from '../standing.ts';
import type { OrderState } from '../state.ts';
import { overpaidOf } from '../totals.ts';
import {
  asking,
  doc,
  HERE,
  inCash,
  number,
  OTHER,
  refunding,
  sale,
  type SoldLine,
  toOriginal,
} from './_sold.ts';

const order = (...events: Draft<Event>[]) => given(orderFold, ORDER, ...events);
const back =
  (command: RefundCommand, change: Partial<RefundContext> = {}) =>
  (state: OrderState) =>
    refund(state, command, { ...refunding, ...change });
/** What a refused or decided refund comes to. */
const outcome = (state: OrderState, command: RefundCommand, change: Partial<RefundContext> = {}) => {
  const decided = back(command, change)(state);
  if (!decided.ok) return decided.refusal;
  const issued = decided.value.find(({ type }) => type === 'order.RefundIssued');
  return (issued!.body as OrderState['refunds'][number]).total;
};

describe('refund', () => {
  // Two beers of 3.50 and a steak of 20.00 with 2.00 tax, paid in cash.
  const lines: SoldLine[] = [
    { n: 1, quantity: 2, net: 636, tax: 64 },
    { n: 2, net: 2_000, tax: 200 },
  ];
  const closed = sale(lines, [{ n: 1, amount: 2_900 }]);

  it('pays one of two beers back by a numbered document, opens the drawer and prints', () => {
    const printer = fixed('Device', 1);
    const after = order(...closed)
      .when(back(asking([[1, 1]], [toOriginal(7, 350, 1)], { printer })))
      .thenEvents(
        {
          type: 'payment.PaymentRecorded',
          v: 2,
          aggregate: ORDER,
          body: {
            payment: fixed('Payment', 7),
            shift: SHIFT,
            method: { id: fixed('PaymentMethod', 1), name: 'Cash', type: 'cash' },
            currency: { code: 'EUR', exponent: 2 },
            amount: -350,
            tendered: -350,
            change: 0,
            tip: 0,
            rounding: 0,
            account: null,
            reference: null,
          },
        },
        {
          type: 'order.RefundIssued',
          v: 1,
          aggregate: ORDER,
          body: {
            document: doc(50),
            number,
            refunds: doc(1),
            currency: { code: 'EUR', exponent: 2 },
            businessDate: '2026-11-22',
            localTime: '2026-11-22T15:00:00',
            cashierName: 'Ana',
            reason: 'flat',
            permit: 'own',
            lines: [
              {
                line: fixed('Line', 1),
                name: 'Beer',
                item: fixed('Item', 1),
                categories: [fixed('Category', 1)],
                quantityMicro: 1_000_000,
                net: -318,
                taxes: [expect.objectContaining({ tax: fixed('Tax', 1), amount: -32 })],
                total: -350,
              },
            ],
            charges: [],
            net: -318,
            taxes: [expect.objectContaining({ tax: fixed('Tax', 1), amount: -32 })],
            total: -350,
            rounding: 0,
            payments: [
              {
                payment: fixed('Payment', 7),
                method: fixed('PaymentMethod', 1),
                name: 'Cash',
                type: 'cash',
                amount: -350,
                tendered: -350,
                change: 0,
                tip: 0,
                rounding: 0,
                account: null,
                of: fixed('Payment', 1),
              },
            ],
            isTraining: false,
            shift: SHIFT,
            customer: null,
          },
        },
        {
          type: 'order.ReceiptIssued',
          v: 2,
          aggregate: ORDER,
          body: { document: doc(50), terminal: HERE, printer, copy: false, accounts: [] },
        },
        {
          type: 'payment.DrawerKicked',
          v: 1,
          aggregate: ORDER,
          body: { terminal: HERE, drawer: DRAWER, shift: SHIFT, reason: 'return', note: null },
        },
      );
    // Sales less refunds are paid; nobody owes anybody anything.
    expect([balanceOf(after), overpaidOf(after)]).toEqual([0, 0]);
    const { documents, tasks } = orderRows(after);
    expect(documents.map(({ status, total, reverses }) => [status, total, reverses])).toEqual([
      ['standing', 2_900, null],
      ['refund', -350, doc(1)],
    ]);
    expect(tasks).toEqual([]);
  });

  it('gives back no more of a line than was sold, whoever asks and however often', () => {
    const { state } = order(...closed);
    const line = fixed('Line', 1);
    expect(outcome(state, asking([[1, 3]], [inCash(7, 1_050)]))).toEqual({
      code: 'order/refund-beyond-sold',
      line,
      leftMicro: 2_000_000,
    });
    const after = afterRefund(closed, asking([[1, 2]], [inCash(7, 700)]));
    expect(outcome(after, asking([[1, 1]], [inCash(8, 350)], { document: doc(51) }))).toEqual({
      code: 'order/refund-beyond-sold',
      line,
      leftMicro: 0,
    });
    expect(outcome(after, asking([[2, 1]], [inCash(8, 2_200)], { document: doc(51) }))).toBe(-2_200);
    expect(outcome(after, asking([[2, 1]], [inCash(8, 2_200)]))).toEqual({
      code: 'order/document-id-taken',
      document: doc(50),
    });
  });

  it('is refused for what is not on the document, named twice, or came back on it', () => {
    const { state } = order(
      ...sale([...lines, { n: 3, quantity: -1, net: -300 }], [{ n: 1, amount: 2_600 }]),
    );
    expect(outcome(state, asking([[9, 1]], []))).toEqual({
      code: 'order/line-not-on-document',
      line: fixed('Line', 9),
    });
    const twice = asking(
      [
        [1, 1],
        [1, 1],
      ],
      [],
    );
    expect(outcome(state, twice)).toEqual({ code: 'order/line-named-twice', line: fixed('Line', 1) });
    expect(outcome(state, asking([[3, 1]], []))).toEqual({
      code: 'order/line-not-refundable',
      line: fixed('Line', 3),
    });
    // What the guest brought back paid 3.00 of the document: all of its goods may come back.
    const all = asking(
      [
        [1, 2],
        [2, 1],
      ],
      [inCash(7, 2_900)],
    );
    expect(outcome(state, all)).toBe(-2_900);
  });

  it('needs a document that stands, permission, a shift, and tenders that add up', () => {
    const { state } = order(...closed);
    const one = asking([[1, 1]], [inCash(7, 350)]);
    expect(outcome(state, { ...one, refunds: doc(9) })).toEqual({
      code: 'order/document-unknown',
      document: doc(9),
    });
    expect(outcome(state, one, { actor: actorWithout('can_refund') })).toEqual({
      code: 'auth-user/permission-missing',
      permission: 'can_refund',
    });
    expect(outcome(state, one, { shift: null })).toEqual({ code: 'payment/shift-closed' });
    expect(outcome(state, asking([[1, 1]], [inCash(7, 340)]))).toEqual({
      code: 'payment/refund-not-paid-out',
      total: 350,
      paid: 340,
    });
    const training = { ...refunding.shift!, isTraining: true };
    expect(outcome(state, one, { shift: training })).toEqual({
      code: 'order/refund-in-training',
      document: doc(1),
    });
  });

  it('beyond the limit of a till and a day it needs more', () => {
    const { state } = order(...closed);
    const one = asking([[1, 1]], [inCash(7, 350)]);
    const limits = { ...refunding.limits, perTillAndDayMinor: amountMinor(1_000) };
    const context = { limits, actor: actorWithout('can_refund_beyond_limit') };
    const today = (all: number) => ({ refundedToday: { all: amountMinor(all), alone: amountMinor(0) } });
    expect(outcome(state, one, { ...context, ...today(650) })).toBe(-350);
    const missing = { code: 'auth-user/permission-missing', permission: 'can_refund_beyond_limit' };
    expect(outcome(state, one, { ...context, ...today(651) })).toEqual(missing);
    expect(outcome(state, one, { limits, ...today(651) })).toBe(-350);
  });

  it('alone, a till gives back what another closed only with somebody who answers for it, up to a limit', () => {
    const { state } = order(...closed);
    const one = asking([[1, 1]], [inCash(7, 350)]);
    const other = { terminal: OTHER };
    expect(outcome(state, one, { ...other, actor: actorWithout('can_refund_beyond_limit') })).toEqual({
      code: 'auth-user/permission-missing',
      permission: 'can_refund_beyond_limit',
    });
    const decided = back(one, other)(state);
    expect(decided.ok && decided.value[1]!.body).toMatchObject({ permit: 'alone' });
    const alone = { all: amountMinor(9_700), alone: amountMinor(9_700) };
    expect(outcome(state, one, { ...other, refundedToday: alone })).toEqual({
      code: 'order/refund-beyond-offline-limit',
      left: 300,
      asked: 350,
    });
  });

  it('by the store it goes back where it came from, or on credit, or by any way', () => {
    const { state } = order(
      ...sale(lines, [
        { n: 1, amount: 900 },
        {
          n: 2,
          amount: 2_000,
          method: { id: fixed('PaymentMethod', 4), name: 'Terminal', type: 'electronic' },
        },
      ]),
    );
    const beers = (tenders: RefundCommand['tenders']) => asking([[1, 2]], tenders);
    const onCard = { ...inCash(7, 700), to: { ...inCash(7, 700).to, account: giftCard } };
    const only = { code: 'payment/only-to-original', free: 0 };
    expect(outcome(state, beers([inCash(7, 700)]), { ways: 'original' })).toEqual(only);
    expect(outcome(state, beers([toOriginal(7, 700, 2)]), { ways: 'original' })).toBe(-700);
    const credit = {
      ...onCard,
      to: { ...onCard.to, method: ON_ACCOUNT },
    } as RefundCommand['tenders'][number];
    expect(outcome(state, beers([credit]), { ways: 'original', accounts })).toEqual(only);
    expect(outcome(state, beers([credit]), { ways: 'original-or-credit', accounts })).toBe(-700);
    expect(outcome(state, beers([inCash(7, 700)]), { ways: 'original-or-credit' })).toEqual(only);
    expect(outcome(state, asking([[2, 1]], [toOriginal(7, 2_200, 1)]))).toEqual({
      code: 'payment/more-than-was-paid',
      payment: fixed('Payment', 1),
      left: 900,
    });
    expect(outcome(state, beers([toOriginal(7, 700, 9)]))).toEqual({
      code: 'payment/payment-unknown',
      payment: fixed('Payment', 9),
    });
  });

  it('rounds cash to coins that exist, and mirrors at the end what the sale had rounded', () => {
    // 10.02 paid as 10.00.
    const three = sale([{ n: 1, quantity: 3, net: 1_002 }], [{ n: 1, amount: 1_002, rounding: -2 }]);
    const cashRounding = { stepMinor: amountMinor(5), method: 'HALF_UP', scope: 'cash_only' } as const;
    const facts = [...three];
    const moved: number[] = [];
    for (const at of [1, 2, 3]) {
      const { state } = order(...facts);
      const command = asking([[1, 1]], [toOriginal(6 + at, 334, 1)], { document: doc(49 + at) });
      const decided = refund(state, command, { ...refunding, cashRounding });
      if (!decided.ok) throw new Error(decided.refusal.code);
      facts.push(...decided.value);
      const { tendered } = decided.value[0]!.body as { tendered: number };
      moved.push(tendered);
    }
    expect(moved).toEqual([-335, -335, -330]);
    expect(moved.reduce((all, each) => all + each, 0)).toBe(-1_000);
  });
});

const giftCard = { kind: 'gift-card' as const, id: fixed('Account', 1), label: '4711' };
const accounts = { account: accountFold.initial };

function afterRefund(facts: Draft<Event>[], command: RefundCommand): OrderState {
  const decided = back(command)(order(...facts).state);
  if (!decided.ok) throw new Error(decided.refusal.code);
  return order(...facts, ...decided.value).state;
}

describe('refunding everything', () => {
  const amounts = fc.integer({ min: 0, max: 1_000_000 });
  const soldLines = fc.array(
    fc.record({
      net: amounts,
      tax: amounts,
      parts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const arbitrary = fc.record({
    lines: soldLines,
    charges: fc.array(amounts, { maxLength: 2 }),
    /** Where the total is cut between two payments. */
    cut: fc.nat(),
    roundings: fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })),
    seed: fc.infiniteStream(fc.nat({ max: 1_000 })),
  });

  it('gives back exactly what was paid, in any number of parts, in any order', () => {
    fc.assert(
      fc.property(arbitrary, ({ lines, charges, cut, roundings, seed }) => {
        const sold = lines.map(({ net, tax, parts }, at) => ({
          n: at + 1,
          quantity: parts.reduce((all, part) => all + part, 0),
          net,
          tax,
        }));
        const total = [...sold.flatMap(({ net, tax }) => [net, tax]), ...charges].reduce((a, b) => a + b, 0);
        const first = total === 0 ? 0 : cut % total;
        const payments = [first, total - first].flatMap((amount, at) =>
          amount === 0 ? [] : [{ n: at + 1, amount, rounding: roundings[at]! }],
        );
        const facts = sale(sold, payments, { charges });
        const parts = lines.flatMap(({ parts: of }, at) => of.map((units) => [at + 1, units] as const));
        shuffle(parts, seed);
        let at = 0;
        for (const part of parts) {
          at += 1;
          const { state } = order(...facts);
          const command = asking([part], [], { document: doc(100 + at) });
          const probe = refund(state, command, refunding);
          const due = probe.ok
            ? 0
            : probe.refusal.code === 'payment/refund-not-paid-out'
              ? probe.refusal.total
              : null;
          if (due === null) throw new Error(JSON.stringify(probe));
          const tenders = byOriginals(state, due, at);
          const decided = refund(state, { ...command, tenders }, refunding);
          if (!decided.ok) throw new Error(JSON.stringify(decided.refusal));
          facts.push(...decided.value);
        }
        const { state } = order(...facts);
        const given = state.refunds;
        const sums = given.reduce((all, each) => all + each.total, 0);
        expect(sums).toBe(0 - total);
        expect(given.reduce((all, each) => all + each.net, 0)).toBe(0 - state.documents[0]!.net);
        // To the coin: every payment came back as it had been taken.
        const moved = [...state.payments.values()].reduce(
          (all, each) => all + each.tendered - each.change,
          0,
        );
        expect(moved).toBe(0);
        expect([balanceOf(state), overpaidOf(state)]).toEqual([0, 0]);
        expect(orderRows(state).tasks).toEqual([]);
        for (const { net, taxes, total: all, payments: by } of given) {
          expect(net + taxes.reduce((sum, tax) => sum + tax.amount, 0)).toBe(all);
          expect(by.reduce((sum, each) => sum + each.amount, 0)).toBe(all);
        }
      }),
      { numRuns: 150 * Number(process.env['BEAVEROS_DEPTH'] ?? 1) },
    );
  });

  it('never gives back more, whatever part is asked for', () => {
    const part = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5_000_000 }));
    fc.assert(
      fc.property(soldLines, fc.array(part, { maxLength: 12 }), (lines, parts) => {
        const sold = lines.map(({ net, tax }, at) => ({ n: at + 1, quantity: 3, net, tax }));
        const total = sold.reduce((all, { net, tax }) => all + net + tax, 0);
        const facts = sale(sold, [{ n: 1, amount: total }]);
        parts.forEach(([n, micro], at) => {
          const { state } = order(...facts);
          const line = { line: fixed('Line', n), quantityMicro: quantityMicro(micro) };
          const command = asking([], [], { document: doc(100 + at), lines: [line] });
          const probe = refund(state, command, refunding);
          if (!probe.ok && probe.refusal.code !== 'payment/refund-not-paid-out') return;
          const due = probe.ok ? 0 : (probe.refusal as { total: number }).total;
          const decided = refund(state, { ...command, tenders: byOriginals(state, due, at) }, refunding);
          if (!decided.ok) throw new Error(JSON.stringify(decided.refusal));
          facts.push(...decided.value);
        });
        const { state } = order(...facts);
        expect(state.refunds.reduce((all, each) => all - each.total, 0)).toBeLessThanOrEqual(total);
        expect(orderRows(state).tasks.filter(({ kind }) => kind === 'over-refunded')).toEqual([]);
        expect(balanceOf(state)).toBe(0);
      }),
      { numRuns: 100 * Number(process.env['BEAVEROS_DEPTH'] ?? 1) },
    );
  });
});

/** Pays `due` back to the payments of document 1, each as far as it goes. */
function byOriginals(state: OrderState, due: number, at: number): RefundCommand['tenders'] {
  let left = due;
  return state.documents[0]!.payments.flatMap(({ payment, amount }, index) => {
    const gone = state.refunds.flatMap(({ payments }) => payments).filter(({ of }) => of === payment);
    const open = amount + gone.reduce((all, each) => all + each.amount, 0);
    const part = Math.min(left, open);
    left -= part;
    if (part === 0) return [];
    return [{ ...toOriginal(1_000 + 10 * at + index, part, 1), to: { kind: 'original', of: payment } }];
  });
}

function shuffle<T>(items: T[], seed: Iterator<number>): void {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = (seed.next().value as number) % (at + 1);
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
}

describe('a history of several tills', () => {
  it('is what its facts say, whoever hears them first', () => {
    const sold = sale([{ n: 1, quantity: 3, net: 1_000 }], [{ n: 1, amount: 1_000 }]);
    const facts = [
      ...record(sold, { seq: 1, clock: 1 }),
      ...record(refundOf(1, 8), { chain: 2, seq: 1, clock: 2 }),
      ...record(refundOf(2, 9), { chain: 3, seq: 1, clock: 3 }),
    ];
    const states = [facts, facts.toReversed()].map((each) => foldAll(orderFold, ORDER, each).state);
    expect(orderRows(states[0]!)).toEqual(orderRows(states[1]!));
    expect(orderRows(states[0]!).documents.map(({ total }) => total)).toEqual([1_000, -333, -667]);
  });

  const refundOf = (units: number, n: number): Draft<Event>[] => {
    const { state } = order(...sale([{ n: 1, quantity: 3, net: 1_000 }], [{ n: 1, amount: 1_000 }]));
    const command = asking([[1, units]], [inCash(n, units === 1 ? 333 : 667)], { document: doc(40 + n) });
    const decided = refund(state, command, refunding);
    if (!decided.ok) throw new Error(decided.refusal.code);
    return [...decided.value];
  };
});
