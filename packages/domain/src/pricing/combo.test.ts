import { amountMinor, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComboChild, splitCombo } from './combo.ts';

const EUR = { code: 'EUR', exponent: 2 };
const child = (position: number, price: number, quantity: number, surcharge = 0): ComboChild => ({
  position,
  basePriceMicro: unitPriceMicro(price * 1_000_000),
  quantityMicro: quantityMicro(quantity * 1_000_000),
  surchargeMicro: unitPriceMicro(surcharge * 1_000_000),
});

function linesOf(price: number, children: readonly ComboChild[]) {
  const result = splitCombo(amountMinor(price), children, EUR);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

function split(price: number, children: readonly ComboChild[]) {
  return linesOf(price, children).map(({ unitPriceMicro: unit, total }) => [unit, total]);
}

describe('splitCombo', () => {
  it('shares by base price; the last takes what is left', () => {
    expect(split(5800, [child(1, 20, 2), child(2, 24, 3), child(3, 28, 1)])).toEqual([
      [8_290_000, 1658],
      [9_940_000, 2982],
      [11_600_000, 1160],
    ]);
  });

  it('takes the last by position, not by place in the list', () => {
    expect(split(1000, [child(2, 1, 1), child(3, 1, 1), child(1, 1, 1)])).toEqual([
      [3_330_000, 333],
      [3_340_000, 334],
      [3_330_000, 333],
    ]);
  });

  it('adds the surcharge of a better choice on top of its share', () => {
    expect(split(1000, [child(1, 6, 1, 1.5), child(2, 4, 2)])).toEqual([
      [5_790_000, 579],
      [2_860_000, 286],
      [2_850_000, 285],
    ]);
  });

  it('makes the last unit a line of its own where the rest does not divide', () => {
    expect(split(1000, [child(1, 3, 1), child(2, 3, 2)])).toEqual([
      [3_330_000, 333],
      [3_330_000, 333],
      [3_340_000, 334],
    ]);
    const [, second, third] = linesOf(1000, [child(1, 3, 1), child(2, 3, 3)]);
    expect(second).toEqual({ position: 2, quantityMicro: 3_000_000, unitPriceMicro: 2_500_000, total: 750 });
    expect(third).toBeUndefined();
  });

  it('shares by quantity when nothing costs anything alone', () => {
    expect(split(900, [child(1, 0, 1), child(2, 0, 2)])).toEqual([
      [3_000_000, 300],
      [3_000_000, 600],
    ]);
  });

  it('refuses what is no combo', () => {
    const refusal = (price: number, children: readonly ComboChild[]) => {
      const result = splitCombo(price as never, children, EUR);
      return result.ok ? null : `${result.refusal.code} ${result.refusal.field}`;
    };
    expect(refusal(100, [])).toBe('pricing/not-a-combo children');
    expect(refusal(100, [child(1, 1, 0)])).toBe('pricing/not-a-part children');
    expect(refusal(100, [child(1, 1, 1), child(1, 1, 1)])).toBe('pricing/not-a-combo position');
    expect(splitCombo(amountMinor(1), [child(1, 1, 1)], { code: 'XXX', exponent: 13 }).ok).toBe(false);
    expect(refusal(-1, [child(1, 1, 1)])).toBe('pricing/beyond-limits price');
    expect(refusal(9_000_000_000_001, [child(1, 1, 1)])).toBe('pricing/beyond-limits price');
  });

  it('adds up to the price exactly', () => {
    const children = fc.array(
      fc.record({ price: fc.integer({ min: 0, max: 500 }), quantity: fc.integer({ min: 1, max: 9 }) }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), children, (price, choices) => {
        const lines = split(
          price,
          choices.map((choice, at) => child(at, choice.price, choice.quantity)),
        );
        expect(lines.reduce((all, [, total]) => all + total!, 0)).toBe(price);
        expect(lines.every(([unit, total]) => unit! >= 0 && total! >= 0)).toBe(true);
      }),
    );
  });
});
