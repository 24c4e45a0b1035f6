import { type BusinessDate, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compared, exact } from '../exact.ts';
import { changePrice, notBelow, type PriceChange, shelfPrice } from './price-change.ts';
import { priceWithMargins } from './margin-rule.ts';
import { type PriceList, type PriceRule, priceUnder } from './price-list.ts';

const micro = (price: number) => unitPriceMicro(price * 1_000_000);
const pieces = (count: number) => quantityMicro(count * 1_000_000);
const priced = (price: number): PriceChange => ({ kind: 'price', priceMicro: micro(price) });
const percent = (value: number): PriceChange => ({ kind: 'percent', ratePpb: value * 10_000_000 });
const plus = (value: number): PriceChange => ({ kind: 'add', addMicro: micro(value) });
const rule = (
  position: number,
  changes: readonly PriceChange[],
  more: Partial<PriceRule> = {},
): PriceRule => ({
  position,
  scope: 'global',
  changes,
  ...more,
});
const EUR = { code: 'EUR', exponent: 2 };
const LUNCH = { dayTimes: [{ fromMinute: 720, toMinute: 840 }] };
const at = (minute: number) => ({ date: '2026-11-22' as BusinessDate, minute });

function unitPrice(list: PriceList, question: { quantity?: number; minute?: number } = {}): number {
  const listed = priceUnder(list, {
    listPriceMicro: micro(100),
    quantityMicro: pieces(question.quantity ?? 1),
    ...(question.minute === undefined ? {} : { at: at(question.minute) }),
  });
  if (!listed.ok) throw new Error(listed.refusal.code);
  const { n, d } = shelfPrice(listed.value.price, EUR);
  return Number(n) / Number(d);
}

describe('priceUnder', () => {
  it('lets the most specific scope win, whatever its price and its place', () => {
    const rules = [
      rule(4, [priced(60)], { scope: 'variant' }),
      rule(1, [priced(90)]),
      rule(3, [priced(70)], { scope: 'template' }),
      rule(2, [priced(80)], { scope: 'category', minQuantityMicro: pieces(1) }),
    ];
    expect(unitPrice({ rules })).toBe(60);
    expect(unitPrice({ rules: rules.slice(1) })).toBe(70);
    expect(unitPrice({ rules: [rules[1]!, rules[3]!] })).toBe(80);
  });

  it('takes the highest quantity break that is reached, on returns as on sales', () => {
    const rules = [
      rule(1, [priced(50)], { minQuantityMicro: pieces(1) }),
      rule(2, [priced(20)], { minQuantityMicro: pieces(10) }),
      rule(3, [priced(45)], { minQuantityMicro: pieces(5), maxQuantityMicro: pieces(7) }),
    ];
    const at = (quantity: number) => unitPrice({ rules }, { quantity });
    expect([0.5, 1, 5, 7, 8, 10, -10].map(at)).toEqual([100, 50, 45, 45, 50, 20, 20]);
  });

  it('holds a happy hour in its hours and prefers it to the rule without hours', () => {
    const rules = [rule(1, [percent(-10)]), rule(2, [percent(-25)], { validity: LUNCH })];
    expect(
      [undefined, 719, 720, 839, 840].map((minute) =>
        unitPrice({ rules }, minute === undefined ? {} : { minute }),
      ),
    ).toEqual([90, 90, 75, 75, 90]);
  });

  it('starts from the results of the list it stands on', () => {
    const base = { rules: [rule(1, [percent(-10)])] };
    expect(unitPrice({ base, rules: [rule(1, [plus(5)])] })).toBe(95);
    expect(unitPrice({ base, rules: [] })).toBe(90);
    expect(
      unitPrice({ base: { base, rules: [rule(1, [percent(-10)])] }, rules: [rule(1, [plus(-0.5)])] }),
    ).toBe(80.5);
  });

  it('refuses lists on lists without an end', () => {
    let list: PriceList = { rules: [] };
    for (let depth = 0; depth < 9; depth += 1) list = { base: list, rules: [] };
    expect(priceUnder(list, { listPriceMicro: micro(1), quantityMicro: pieces(1) })).toEqual({
      ok: false,
      refusal: { code: 'pricing/nested-too-deep', field: 'base' },
    });
  });

  it('heeds positions, never places', () => {
    const rules = fc.uniqueArray(
      fc.record({
        position: fc.nat(50),
        scope: fc.constantFrom(
          'global' as const,
          'category' as const,
          'template' as const,
          'variant' as const,
        ),
        least: fc.constantFrom(0, 1, 5),
        price: fc.integer({ min: 1, max: 99 }),
      }),
      { selector: ({ position }) => position, minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 9 }), (chosen, quantity) => {
        const list = chosen.map(({ position, scope, least, price }) =>
          rule(position, [priced(price)], { scope, minQuantityMicro: pieces(least) }),
        );
        expect(unitPrice({ rules: [...list].reverse() }, { quantity })).toBe(
          unitPrice({ rules: list }, { quantity }),
        );
      }),
    );
  });
});

describe('changePrice', () => {
  const changed = (price: number, ...changes: readonly PriceChange[]) => {
    const result = changePrice(micro(price), changes);
    if (!result.ok) throw new Error(result.refusal.code);
    return result.value;
  };

  it('rounds nothing on the way, so a conversion there and back is none', () => {
    const price = changed(100, { kind: 'convert', numerator: 1, denominator: 3 }, plus(10), {
      kind: 'convert',
      numerator: 3,
      denominator: 1,
    });
    expect(compared(price, exact(130n))).toBe(0);
  });

  it('rounds the shelf price half up once', () => {
    expect(shelfPrice(changed(20.25, percent(-15)), EUR)).toEqual({ n: 1721n, d: 100n });
    expect(shelfPrice(changed(10.5, percent(-15)), EUR)).toEqual({ n: 893n, d: 100n });
    expect(shelfPrice(changed(10.5, percent(-15)), { code: 'JPY', exponent: 0 })).toEqual({ n: 9n, d: 1n });
  });

  it('never takes a price below nothing, nor below its floor', () => {
    expect(compared(changed(5, plus(-9)), exact(0n))).toBe(0);
    expect(compared(changed(5, plus(-9), plus(1)), exact(1n))).toBe(0);
    expect(compared(notBelow(changed(10, percent(-50)), micro(7)), exact(7n))).toBe(0);
  });

  it('refuses rates that are none', () => {
    const refusal = (change: PriceChange) => {
      const result = changePrice(micro(1), [change]);
      return result.ok ? null : result.refusal.code;
    };
    expect(refusal({ kind: 'convert', numerator: 1, denominator: 0 })).toBe('pricing/not-a-rate');
    expect(refusal({ kind: 'percent', ratePpb: Number.NaN })).toBe('pricing/not-a-rate');
    expect(refusal({ kind: 'percent', ratePpb: Number.POSITIVE_INFINITY })).toBe('pricing/not-a-rate');
  });
});

describe('priceWithMargins', () => {
  it('adds the margin, then takes the discount off the raised price', () => {
    const rule = { margin: [percent(10)], discount: [percent(-10)] };
    const result = priceWithMargins(micro(1000), pieces(1), [rule]);
    if (!result.ok) throw new Error(result.refusal.code);
    expect(compared(result.value.withMargin, exact(1100n))).toBe(0);
    expect(compared(result.value.price, exact(990n))).toBe(0);
  });

  it('holds between the quantities of each rule, both included', () => {
    const always = { margin: [percent(10)], discount: [] };
    const few = {
      minQuantityMicro: pieces(5),
      maxQuantityMicro: pieces(7),
      margin: [],
      discount: [percent(-17.5)],
    };
    const price = (quantity: number) => {
      const result = priceWithMargins(micro(100), pieces(quantity), [few, always]);
      return result.ok ? shelfPrice(result.value.price, EUR).n : null;
    };
    expect([4, 5, 7, 8, -5].map(price)).toEqual([11_000n, 9_075n, 9_075n, 11_000n, 9_075n]);
  });
});
