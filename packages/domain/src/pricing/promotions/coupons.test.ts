import { amountMinor, businessDate, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../explain.ts';
import { DEFAULT_POLICIES } from '../policies.ts';
import { price } from '../price.ts';
import { EURO, grossOf, line, minor, priced, takenBy, totalsOf, vat } from './_orders.ts';
import type { Coupon, CouponGift, CouponStacking } from './coupon-rules.ts';
import { couponStage } from './coupons.ts';

const coupon = (gift: CouponGift, more: Partial<Coupon> = {}): Coupon => ({
  code: 'c',
  gift,
  excludesSaleItems: false,
  usesSoFar: 0,
  ...more,
});
const percent = (value: number): CouponGift => ({ kind: 'percent', ratePpb: value * 10_000_000 });
const each = (cents: number): CouponGift => ({ kind: 'fixed_product', perUnitMinor: amountMinor(cents) });
const off = (cents: number): CouponGift => ({ kind: 'fixed_cart', amountMinor: amountMinor(cents) });
const of = (stacking: CouponStacking, ...coupons: readonly Coupon[]) => [
  couponStage(coupons, { stacking, now: null }),
];

describe('coupons', () => {
  it('WooCommerce: limits go to the dearest units, sequential percentages see what is left', () => {
    const lines = [line(1, '1.80', '3'), line(2, '13.95', '3'), line(3, '0.00'), line(4, '0.00')];
    const derivation = priced(
      lines,
      of('sequential', coupon(percent(30), { limitUnits: 5 }), coupon(percent(20))),
    );
    expect(takenBy(derivation.outcomes)).toEqual([[1363], [672]]);
    expect(minor(derivation.total)).toBe(4725 - 2035);
  });

  it('a fixed amount for each unit is at most its price, over limits and lines', () => {
    const lines = [line(1, '13.95', '3'), line(2, '1.80', '5')];
    const taken = (limitUnits?: number) =>
      takenBy(
        priced(lines, of('parallel', coupon(each(1000), limitUnits === undefined ? {} : { limitUnits })))
          .outcomes,
      );
    expect(taken()).toEqual([[3900]]);
    expect(taken(3)).toEqual([[3000]]);
    expect(taken(5)).toEqual([[3360]]);
    expect(taken(0)).toEqual([[]]);
  });

  it('parallel ones count on the same units and stop at nothing', () => {
    const one = { limitUnits: 1 };
    const lines = [line(1, '10.00', '4')];
    const three = of('parallel', coupon(each(1000), one), coupon(each(1000), one), coupon(percent(100), one));
    expect(takenBy(priced(lines, three).outcomes)).toEqual([[1000], [1000], [1000]]);
    const whole = of('parallel', coupon(percent(20)), coupon(percent(100)));
    expect(takenBy(priced(lines, whole).outcomes)).toEqual([[800], [3200]]);
  });

  it('a cart coupon is shared out by price, and taxed anew', () => {
    const lines = [
      line(1, '60.00', '1', { taxes: [vat(10, 'included')] }),
      line(2, '40.00', '1', { taxes: [vat(10, 'included')] }),
    ];
    const derivation = priced(lines, of('parallel', coupon(off(1000))));
    expect(grossOf(derivation)).toEqual([5400, 3600]);
    // 54 / 11 = 4.91, 36 / 11 = 3.27
    expect(totalsOf(derivation)).toEqual([8182, 818, 9000]);
  });

  it('sale items are passed by, and refuse a cart coupon', () => {
    const lines = [line(1, '20.00'), line(2, '10.00', '1', { isOnSale: true })];
    const taken = (gift: CouponGift) =>
      takenBy(priced(lines, of('parallel', coupon(gift, { excludesSaleItems: true }))).outcomes);
    expect(taken(percent(10))).toEqual([[200]]);
    expect(taken(each(500))).toEqual([[500]]);
    expect(taken(off(500))).toEqual([]);
  });

  it('a refused coupon is no outcome, and its step says why', () => {
    const reasons = (more: Partial<Coupon>, isOnSale = false) => {
      const stage = couponStage([coupon(off(100), more)], {
        stacking: 'parallel',
        now: { date: businessDate('2026-11-22'), minute: 600 },
      });
      const derivation = priced([line(1, '5.00', '1', { isOnSale })], [stage]);
      expect(derivation.outcomes).toEqual([]);
      return explain(derivation).flatMap(({ kind, result }) => (kind === 'coupon' ? [result['status']] : []));
    };
    expect(reasons({ usesMax: 3, usesSoFar: 3 })).toEqual(['pricing/coupon-used-up']);
    expect(reasons({ validity: { lastDay: businessDate('2026-11-21') } })).toEqual([
      'pricing/coupon-not-valid',
    ]);
    expect(reasons({ when: { subtotalMinMinor: amountMinor(501) } })).toEqual(['pricing/coupon-not-earned']);
    expect(reasons({ excludesSaleItems: true }, true)).toEqual(['pricing/coupon-excludes-sale-items']);
  });

  it('an absurd one is refused, as is a heap of them', () => {
    const refusalOf = (...coupons: readonly Coupon[]) => {
      const stages = of('parallel', ...coupons);
      const found = price({ currency: EURO, lines: [line(1, '1.00')], policies: DEFAULT_POLICIES, stages });
      return found.ok ? null : found.refusal.code;
    };
    expect(refusalOf(coupon(percent(1000)))).toBe('pricing/coupon-out-of-range');
    expect(refusalOf(coupon(percent(1), { limitUnits: -1 }))).toBe('pricing/coupon-out-of-range');
    expect(refusalOf(...Array.from({ length: 101 }, () => coupon(percent(1))))).toBe(
      'pricing/too-many-coupons',
    );
  });

  it('never takes more than there is, whatever is stacked', () => {
    const anyCoupon = fc
      .record({
        gift: fc.oneof(
          fc.integer({ min: 0, max: 100 }).map(percent),
          fc.integer({ min: 0, max: 5_000 }).map(each),
          fc.integer({ min: 0, max: 9_000 }).map(off),
        ),
        limit: fc.option(fc.integer({ min: 0, max: 9 })),
        excludesSaleItems: fc.boolean(),
      })
      .map(({ gift, limit, ...more }) =>
        coupon(gift, { ...more, ...(limit === null ? {} : { limitUnits: limit }) }),
      );
    const anyLine = fc.record({
      cents: fc.integer({ min: 0, max: 9_999 }),
      units: fc.integer({ min: 1, max: 5 }),
      isOnSale: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 6 }),
        fc.array(anyCoupon, { maxLength: 4 }),
        fc.constantFrom('parallel' as const, 'sequential' as const),
        (items, coupons, stacking) => {
          const lines = items.map(({ cents, units, isOnSale }, at) => ({
            ...line(at + 1, '0', `${units}`, { isOnSale }),
            unitPriceMicro: unitPriceMicro(cents * 10_000),
          }));
          const derivation = priced(lines, of(stacking, ...coupons));
          const before = items.reduce((all, { cents, units }) => all + cents * units, 0);
          const taken = takenBy(derivation.outcomes)
            .flat()
            .reduce((all, cents) => all + cents, 0);
          expect(minor(derivation.total)).toBe(before - taken);
          for (const cents of grossOf(derivation)) expect(cents).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
