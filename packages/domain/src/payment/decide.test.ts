import { amountMinor } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { actorWithout, EUR, ORDER } from '../order/_orders.ts';
import { settle } from '../pricing/tender/settlement.ts';
import type { CashRounding } from '../pricing/tender/cash-rounding.ts';
import { CARD, CASH, ON_ACCOUNT, SHIFT, tender, TERMINAL_CARD, till } from './_tills.ts';
import { type TenderContext, takePayments } from './index.ts';

const permissionMissing = <P extends string>(permission: P) =>
  ({ code: 'auth-user/permission-missing', permission }) as const;

describe('takePayments', () => {
  const take = (due: number, tenders: ReturnType<typeof tender>[], context: Partial<TenderContext> = {}) =>
    takePayments(ORDER, amountMinor(due), tenders, { ...till, ...context });
  const refused = (refusal: unknown) => ({ ok: false, refusal });

  it('gives change from the last cash note', () => {
    const recorded = (n: number, amount: number, tendered: number) => ({
      type: 'payment.PaymentRecorded',
      v: 2,
      aggregate: ORDER,
      body: {
        payment: fixed('Payment', n),
        shift: SHIFT,
        method: { id: CASH, name: 'Cash', type: 'cash' },
        currency: EUR,
        amount,
        tendered,
        change: tendered - amount,
        tip: 0,
        rounding: 0,
        account: null,
        reference: null,
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

  const bodies = (taken: ReturnType<typeof take>) =>
    taken.ok
      ? taken.value.map((event) => (event.type === 'payment.PaymentRecorded' ? event.body : null))
      : taken;

  it('takes a tip with the tender that brings it: it pays nothing of the order', () => {
    const cash = tender(1, 5_000, CASH, { tip: amountMinor(300) });
    const card = tender(2, 5_000, TERMINAL_CARD, { tip: amountMinor(800), reference: 'slip 0417' });
    expect(bodies(take(4_200, [cash]))).toMatchObject([
      { amount: 4_200, tendered: 5_000, change: 500, tip: 300, rounding: 0 },
    ]);
    expect(bodies(take(4_200, [card]))).toMatchObject([
      { amount: 4_200, tendered: 5_000, change: 0, tip: 800, reference: 'slip 0417' },
    ]);
    const onlyTip = tender(3, 300, CASH, { tip: amountMinor(300) });
    expect(take(4_200, [onlyTip])).toEqual(refused({ code: 'payment/tip-not-taken', tip: 300 }));
    const onRefund = tender(4, -300, CASH, { tip: amountMinor(100) });
    expect(take(-500, [onRefund])).toEqual(refused({ code: 'payment/tip-not-taken', tip: 100 }));
  });

  it('gives change on cash only', () => {
    expect(take(1_000, [tender(1, 1_001, TERMINAL_CARD)])).toEqual(
      refused({ code: 'payment/too-much', due: 1_000 }),
    );
    expect(bodies(take(1_000, [tender(1, 600, TERMINAL_CARD), tender(2, 1_000)]))).toMatchObject([
      { amount: 600, change: 0 },
      { amount: 400, change: 600 },
    ]);
  });

  const nickel: CashRounding = { stepMinor: amountMinor(5), method: 'HALF_UP', scope: 'cash_only' };

  it('rounds what cash pays to coins that exist, and only where it covers what is left', () => {
    const cashRounding = nickel;
    expect(bodies(take(998, [tender(1, 1_000)], { cashRounding }))).toMatchObject([
      { amount: 998, tendered: 1_000, change: 0, rounding: 2 },
    ]);
    expect(bodies(take(1_002, [tender(1, 2_000)], { cashRounding }))).toMatchObject([
      { amount: 1_002, change: 1_000, rounding: -2 },
    ]);
    expect(bodies(take(-998, [tender(1, -1_000)], { cashRounding }))).toMatchObject([
      { amount: -998, tendered: -1_000, change: 0, rounding: -2 },
    ]);
    expect(bodies(take(998, [tender(1, 998, TERMINAL_CARD)], { cashRounding }))).toMatchObject([
      { rounding: 0 },
    ]);
    expect(bodies(take(998, [tender(1, 500)], { cashRounding }))).toMatchObject([
      { amount: 500, rounding: 0 },
    ]);
    expect(take(998, [tender(1, 998)], { cashRounding })).toEqual(
      refused({ code: 'payment/short-of-rounded', due: 1_000 }),
    );
    expect(take(-998, [tender(1, -1_001)], { cashRounding })).toEqual(
      refused({ code: 'payment/too-much-out', due: -1_000 }),
    );
  });

  it('takes nothing for what coins cannot say', () => {
    expect(bodies(take(2, [tender(1, 0)], { cashRounding: nickel }))).toMatchObject([
      { amount: 2, tendered: 0, change: 0, rounding: -2 },
    ]);
    expect(take(2, [tender(1, 0)])).toEqual(refused({ code: 'payment/tender-zero' }));
  });

  it('rounds a bill that one command pays as the pricing engine settles it', () => {
    const minor = fc.integer({ min: 1, max: 10_000 });
    const scope = fc.constantFrom('cash_only' as const, 'all_methods' as const);
    fc.assert(
      fc.property(minor, minor, scope, fc.constantFrom(5, 10, 100), (total, byCard, scope, step) => {
        const rounding = { ...nickel, stepMinor: amountMinor(step), scope };
        const card = Math.min(byCard, total - 1);
        const tenders = [...(card > 0 ? [tender(1, card, TERMINAL_CARD)] : []), tender(2, 100_000)];
        const settled = settle({
          total: amountMinor(total),
          tenders: [
            ...(card > 0 ? [{ isCash: false, amount: amountMinor(card) }] : []),
            { isCash: true, amount: amountMinor(100_000) },
          ],
          next: 'cash',
          rounding,
        });
        const taken = take(total, tenders, { cashRounding: rounding });
        // A card that pays more than all of what is payable, or just that, leaves nothing for cash here, and change there.
        if (!taken.ok) {
          expect(taken.refusal.code).toMatch(/too-much|short-of-rounded|wrong-direction/);
          return;
        }
        if (!settled.ok) throw new Error('settled');
        const payments = taken.value.flatMap((event) =>
          event.type === 'payment.PaymentRecorded' ? [event.body] : [],
        );
        const sumOf = (key: 'amount' | 'rounding' | 'change') =>
          payments.reduce((all, payment) => all + payment[key], 0);
        expect([sumOf('amount'), sumOf('rounding'), sumOf('change')]).toEqual([
          total,
          settled.value.rounding,
          settled.value.change,
        ]);
      }),
    );
  });

  describe('on account', () => {
    const house = { kind: 'house-account' as const, id: fixed('Account', 1) };
    const gift = { kind: 'gift-card' as const, id: fixed('Account', 2) };
    const customer = fixed('Customer', 1);
    const bears = () => null;

    it('carries the account, and asks whoever keeps it', () => {
      const asked: unknown[] = [];
      const context = { customer, bears: (spending: unknown) => (asked.push(spending), null) };
      const tenders = [
        tender(1, 300, ON_ACCOUNT, { account: gift }),
        tender(2, 700, ON_ACCOUNT, { account: house }),
      ];
      expect(bodies(take(1_000, tenders, context))).toMatchObject([
        { amount: 300, account: gift },
        { amount: 700, account: house },
      ]);
      expect(asked).toEqual([
        { account: gift, amount: 300 },
        { account: house, amount: 700 },
      ]);
      const empty = { code: 'payment/account-short' } as const;
      expect(
        takePayments(ORDER, amountMinor(1_000), tenders, { ...till, customer, bears: () => empty }),
      ).toEqual(refused(empty));
    });

    it.each([
      [
        'no account',
        tender(1, 100, ON_ACCOUNT),
        { bears },
        { code: 'payment/account-missing', method: ON_ACCOUNT },
      ],
      [
        'an account of a method that has none',
        tender(1, 100, CASH, { account: gift }),
        { bears },
        { code: 'payment/account-not-taken', method: CASH, type: 'cash' },
      ],
      [
        'a house account of nobody',
        tender(1, 100, ON_ACCOUNT, { account: house }),
        { bears },
        { code: 'payment/customer-missing' },
      ],
      [
        'a house account by whoever may not',
        tender(1, 100, ON_ACCOUNT, { account: house }),
        { bears, customer, actor: actorWithout('can_sell_on_account') },
        permissionMissing('can_sell_on_account'),
      ],
      [
        'an account that nobody keeps',
        tender(1, 100, ON_ACCOUNT, { account: gift }),
        {},
        { code: 'payment/method-not-taken', method: ON_ACCOUNT, type: 'credit_account' },
      ],
      [
        'an account in training',
        tender(1, 100, ON_ACCOUNT, { account: gift }),
        { bears, shift: { ...till.shift, isTraining: true } },
        { code: 'payment/method-not-taken', method: ON_ACCOUNT, type: 'credit_account' },
      ],
    ])('refuses %s', (_name, tender, context, refusal) => {
      expect(take(100, [tender], context)).toEqual(refused(refusal));
    });
  });

  it('keeps tendered - change = amount + tip + rounding, and never takes more than is due', () => {
    const minor = fc.integer({ min: -5_000, max: 5_000 });
    const given = fc.tuple(minor, fc.constantFrom(CASH, TERMINAL_CARD), fc.constantFrom(0, 0, 50));
    const rounding = fc.constantFrom(null, nickel, { ...nickel, scope: 'all_methods' as const });
    let takenRuns = 0;
    fc.assert(
      fc.property(minor, fc.array(given, { maxLength: 4 }), rounding, (due, all, cashRounding) => {
        const tenders = all.map(([amount, method, tip], at) =>
          tender(at, amount, method, { tip: amountMinor(tip) }),
        );
        const taken = take(due, tenders, { cashRounding });
        if (!taken.ok) return;
        takenRuns += 1;
        let paid = 0;
        for (const event of taken.value) {
          if (event.type !== 'payment.PaymentRecorded') continue;
          const { amount, tendered, change, tip, rounding } = event.body;
          expect(tendered - change).toBe(amount + tip + rounding);
          expect(change).toBeGreaterThanOrEqual(0);
          expect(Math.abs(rounding)).toBeLessThan(5);
          paid += amount;
        }
        expect(Math.abs(paid)).toBeLessThanOrEqual(Math.abs(due));
      }),
      { numRuns: 2_000 },
    );
    expect(takenRuns).toBeGreaterThan(100);
  });
});
