import { type AmountMinor, amountMinor, ROUNDING_MODES } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CashRounding } from './cash-rounding.ts';
import { type Bill, settle, type Tender } from './settlement.ts';

const amount = (value: number): AmountMinor => amountMinor(value);
const cash = (value: number): Tender => ({ isCash: true, amount: amount(value) });
const card = (value: number): Tender => ({ isCash: false, amount: amount(value) });
const nickel = (scope: CashRounding['scope']): CashRounding => ({
  stepMinor: amount(5),
  method: 'HALF_UP',
  scope,
});

function settled(bill: Partial<Bill> & { readonly total: AmountMinor }) {
  const result = settle({ tenders: [], next: 'cash', rounding: null, ...bill });
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('settle', () => {
  it('rounds what cash pays and leaves what a card pays alone', () => {
    expect(settled({ total: amount(5254), rounding: nickel('cash_only') })).toMatchObject({
      payable: 5255,
      rounding: 1,
      remaining: 5255,
    });
    expect(settled({ total: amount(5254), rounding: nickel('cash_only'), next: 'other' }).payable).toBe(5254);
    expect(settled({ total: amount(5254), rounding: nickel('all_methods'), next: 'other' }).payable).toBe(
      5255,
    );
  });

  it('rounds what is left for cash after a card, whichever came first', () => {
    const paid = { payable: 1573, rounding: 1, paid: 1573, remaining: 0, change: 0 };
    const rounding = nickel('cash_only');
    expect(settled({ total: amount(1572), rounding, tenders: [card(68), cash(1505)] })).toMatchObject(paid);
    expect(settled({ total: amount(1572), rounding, tenders: [cash(1505), card(68)] })).toMatchObject(paid);
    expect(settled({ total: amount(1572), rounding, tenders: [card(1572)] })).toMatchObject({
      payable: 1572,
      remaining: 0,
    });
  });

  it('rounds the total first when every method is rounded', () => {
    const bill = settled({ total: amount(5254), rounding: nickel('all_methods'), tenders: [card(254)] });
    expect(bill.remaining).toBe(5001);
  });

  it('never takes an amount short of the payable for paid', () => {
    const bill = settled({ total: amount(5254), rounding: nickel('all_methods'), tenders: [cash(5250)] });
    expect(bill).toMatchObject({ remaining: 5, change: 0 });
  });

  it('gives change on the payable, not on the total', () => {
    expect(settled({ total: amount(758), rounding: nickel('cash_only'), tenders: [cash(1000)] }).change).toBe(
      240,
    );
    expect(settled({ total: amount(1020), tenders: [cash(500), card(600)] })).toMatchObject({
      remainingAfter: [520, 0],
      change: 80,
    });
  });

  it('gives back in coins that exist what a card overpaid', () => {
    const rounding = nickel('cash_only');
    expect(settled({ total: amount(1002), rounding, tenders: [card(1500)] })).toMatchObject({
      payable: 1000,
      change: 500,
    });
    expect(settled({ total: amount(1002), rounding, tenders: [card(1500)], next: 'other' }).change).toBe(498);
  });

  it('mirrors a refund: DOWN stays towards zero, UP away from it', () => {
    const whole = (method: CashRounding['method'], step: number): CashRounding => ({
      stepMinor: amount(step),
      method,
      scope: 'cash_only',
    });
    expect(settled({ total: amount(-5254), rounding: whole('DOWN', 100) })).toMatchObject({
      payable: -5200,
      rounding: 54,
    });
    expect(settled({ total: amount(-5254), rounding: whole('UP', 1000) })).toMatchObject({
      payable: -6000,
      rounding: -746,
    });
    expect(
      settled({ total: amount(-1572), rounding: nickel('all_methods'), tenders: [cash(-2000)] }),
    ).toMatchObject({ payable: -1570, change: -430, remaining: 0 });
  });

  it('rounds a tie as the method says', () => {
    const tie = (method: CashRounding['method']) =>
      settled({ total: amount(250), rounding: { stepMinor: amount(100), method, scope: 'cash_only' } })
        .payable;
    expect(ROUNDING_MODES.map(tie)).toEqual([300, 200, 200, 300, 200]);
  });

  it('refuses what no document can say and a step that is none', () => {
    const refusal = (bill: Partial<Bill>) => {
      const result = settle({ total: amount(1), tenders: [], next: 'cash', rounding: null, ...bill });
      return result.ok ? null : result.refusal;
    };
    expect(refusal({ total: Number.NaN as AmountMinor })).toEqual({
      code: 'pricing/beyond-limits',
      field: 'total',
    });
    expect(refusal({ tenders: [card(9_000_000_000_000), card(1)] })?.field).toBe('tenders.1');
    expect(refusal({ rounding: { ...nickel('cash_only'), stepMinor: amount(0) } })?.field).toBe(
      'rounding.step',
    );
    expect(refusal({ tenders: Array.from({ length: 201 }, () => card(1)) })?.field).toBe('tenders');
  });

  it('conserves money, and a refund mirrors its sale in every number', () => {
    const bills = fc.record({
      total: fc.integer({ min: 0, max: 10_000_000 }).map(amount),
      tenders: fc.array(
        fc.record({ isCash: fc.boolean(), amount: fc.integer({ min: 0, max: 5_000_000 }).map(amount) }),
        { maxLength: 5 },
      ),
      next: fc.constantFrom('cash' as const, 'other' as const),
      rounding: fc.option(
        fc.record({
          stepMinor: fc.constantFrom(1, 5, 10, 25, 100, 1000).map(amount),
          method: fc.constantFrom(...ROUNDING_MODES),
          scope: fc.constantFrom('cash_only' as const, 'all_methods' as const),
        }),
      ),
    });
    fc.assert(
      fc.property(bills, (bill) => {
        const sale = settled(bill);
        expect(sale.payable).toBe(bill.total + sale.rounding);
        expect(sale.paid + sale.remaining).toBe(sale.payable + sale.change);
        expect(sale.remaining === 0 || sale.change === 0).toBe(true);
        const back = (value: AmountMinor) => amountMinor(-value);
        const refund = settled({
          ...bill,
          total: back(bill.total),
          tenders: bill.tenders.map((tender) => ({ ...tender, amount: back(tender.amount) })),
        });
        if (bill.total > 0)
          expect(refund).toEqual({
            payable: back(sale.payable),
            rounding: back(sale.rounding),
            paid: back(sale.paid),
            remaining: back(sale.remaining),
            change: back(sale.change),
            remainingAfter: sale.remainingAfter.map(back),
          });
      }),
    );
  });
});
