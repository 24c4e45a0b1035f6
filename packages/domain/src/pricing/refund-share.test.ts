import { type AmountMinor, amountMinor, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leftAfterParts, refundShare, type SoldLine } from './refund-share.ts';

const units = (count: number) => quantityMicro(count * 1_000_000);
const amounts = (...values: readonly number[]): AmountMinor[] => values.map(amountMinor);
const sold = (quantity: number, ...values: readonly number[]): SoldLine => ({
  quantityMicro: units(quantity),
  amounts: amounts(...values),
  refundedQuantityMicro: units(0),
  refunded: [],
});

describe('refundShare', () => {
  it('shares every amount of the line on its own', () => {
    expect(refundShare(sold(3, 3000, 600), units(1))).toEqual({ ok: true, value: [1000, 200] });
    expect(refundShare(sold(3, 1000), units(2))).toEqual({ ok: true, value: [667] });
    expect(refundShare(sold(7, 10_000), units(1))).toEqual({ ok: true, value: [1429] });
  });

  it('leaves the last part what the others did not take', () => {
    const line = { ...sold(3, 1000), refundedQuantityMicro: units(2), refunded: amounts(666) };
    expect(refundShare(line, units(1))).toEqual({ ok: true, value: [334] });
  });

  it('never takes more than is left', () => {
    // 3 over 7 units: half up is 0.43 -> 0; 4 over 7: 0.57 -> 1, four times, then nothing is left.
    const line = { ...sold(7, 4), refundedQuantityMicro: units(4), refunded: amounts(4) };
    expect(refundShare(line, units(1))).toEqual({ ok: true, value: [0] });
  });

  it('takes nothing for a part of nothing', () => {
    expect(refundShare(sold(3, 1000, 200), units(0))).toEqual({ ok: true, value: [0, 0] });
  });

  it('refuses too much, and the other direction', () => {
    const code = (line: SoldLine, quantity: number) => {
      const result = refundShare(line, units(quantity));
      return result.ok ? null : result.refusal.code;
    };
    expect(code(sold(3, 1000), 10_000_000)).toBe('pricing/beyond-limits');
    expect(code({ ...sold(3), amounts: [Number.NaN as AmountMinor] }, 1)).toBe('pricing/beyond-limits');
    expect(code(sold(3, 1000), -1)).toBe('pricing/not-a-part');
    expect(code(sold(3, 1000), 4)).toBe('pricing/more-than-sold');
    expect(code({ ...sold(3, 1000), refundedQuantityMicro: units(3), refunded: amounts(1000) }, 1)).toBe(
      'pricing/more-than-sold',
    );
    expect(code(sold(0, 0), 1)).toBe('pricing/more-than-sold');
    expect(code(sold(-3, -1000), 1)).toBe('pricing/not-a-part');
  });

  it('returns exactly what was paid in any number of parts', () => {
    const lines = fc.record({
      paid: fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 3 }),
      parts: fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 12 }),
      sign: fc.constantFrom(1, -1),
    });
    fc.assert(
      fc.property(lines, ({ paid, parts, sign }) => {
        const whole = parts.reduce((all, part) => all + part, 0);
        let line: SoldLine = {
          quantityMicro: quantityMicro(sign * whole),
          amounts: paid.map((value) => amountMinor(sign * value)),
          refundedQuantityMicro: quantityMicro(0),
          refunded: [],
        };
        for (const part of parts) {
          const share = refundShare(line, quantityMicro(sign * part));
          if (!share.ok) throw new Error(share.refusal.code);
          expect(share.value.every((value) => value * sign >= 0)).toBe(true);
          line = {
            ...line,
            refundedQuantityMicro: quantityMicro(line.refundedQuantityMicro + sign * part),
            refunded: share.value.map((value, at) => amountMinor((line.refunded[at] ?? 0) + value)),
          };
        }
        expect(line.refunded).toEqual(line.amounts);
      }),
    );
  });
});

describe('leftAfterParts', () => {
  it('takes equal parts off, and never below nothing', () => {
    expect(leftAfterParts(sold(3, 1000), amounts(333), 2)).toEqual([334]);
    expect(leftAfterParts(sold(10, 5), amounts(1), 6)).toEqual([0]);
  });
});
