import { unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compared, exact } from './exact.ts';
import type { SolvedTaxes, TaxRule } from './model.ts';
import { DEFAULT_POLICIES } from './policies.ts';
import { solveTaxes } from './solve-taxes.ts';
import { taxedNet, taxedPrice } from './tax.ts';
import { unitPriceUnderTaxes } from './tax-mapping.ts';

const EURO = { code: 'EUR', exponent: 2 };
const UNROUNDED = { ...DEFAULT_POLICIES, rounding: 'none' } as const;
const ONE_UNIT = 1_000_000n;

const tax: fc.Arbitrary<TaxRule> = fc.record({
  tax: fc.constantFrom('a', 'b'),
  mode: fc.constantFrom('included', 'excluded'),
  amount: fc.oneof(
    fc.record({
      kind: fc.constant('percent' as const),
      ratePpb: fc.integer({ min: -100_000_000, max: 900_000_000 }),
    }),
    fc.record({
      kind: fc.constant('division' as const),
      ratePpb: fc.integer({ min: 0, max: 240_000_000 }),
    }),
    fc.record({
      kind: fc.constant('fixed' as const),
      perUnitMicro: fc.integer({ min: 0, max: 5_000_000 }).map(unitPriceMicro),
    }),
  ),
  joinsLaterBases: fc.boolean(),
  takesJoinedBases: fc.boolean(),
  isCompound: fc.boolean(),
  isReverseCharge: fc.boolean(),
});
const taxes = fc.array(tax, { maxLength: 4 });
const priceMinor = fc.integer({ min: -100_000, max: 10_000_000 }).map((minor) => exact(BigInt(minor)));

function solved(rules: readonly TaxRule[]): SolvedTaxes {
  const answer = solveTaxes(rules, EURO);
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

describe('taxes, solved', () => {
  it('a price gives the net that gives the price, and the same taxes both ways', () => {
    fc.assert(
      fc.property(taxes, priceMinor, (rules, price) => {
        const group = solved(rules);
        const down = taxedPrice(group, price, ONE_UNIT, UNROUNDED);
        const up = taxedNet(group, down.net, ONE_UNIT, UNROUNDED);
        expect(compared(up.price, price)).toBe(0);
        expect(compared(up.gross, down.gross)).toBe(0);
        down.taxes.forEach((amount, at) => {
          expect(compared(up.taxes[at]!, amount)).toBe(0);
        });
      }),
    );
  });

  it('each percentage is taken on the net and on the earlier taxes that join it', () => {
    fc.assert(
      fc.property(taxes, priceMinor, (rules, price) => {
        const { net, taxes } = taxedPrice(solved(rules), price, ONE_UNIT, UNROUNDED);
        rules.forEach(({ amount, isCompound, takesJoinedBases }, at) => {
          if (amount.kind !== 'percent') return;
          let base = net;
          for (let before = 0; before < at; before += 1) {
            if (!(isCompound || (takesJoinedBases && rules[before]!.joinsLaterBases))) continue;
            const joined = taxes[before]!;
            base = exact(base.n * joined.d + joined.n * base.d, base.d * joined.d);
          }
          const wanted = exact(base.n * BigInt(amount.ratePpb), base.d * 1_000_000_000n);
          expect(compared(taxes[at]!, wanted)).toBe(0);
        });
      }),
    );
  });

  it('another tax keeps the net, or the gross, to the last digit', () => {
    fc.assert(
      fc.property(taxes, taxes, priceMinor, fc.constantFrom('net', 'gross'), (from, to, price, keep) => {
        const changed = unitPriceUnderTaxes(price, { from, to, keep }, EURO);
        if (!changed.ok) throw new Error(changed.refusal.code);
        const before = taxedPrice(solved(from), price, ONE_UNIT, UNROUNDED);
        const after = taxedPrice(solved(to), changed.value, ONE_UNIT, UNROUNDED);
        expect(compared(after[keep], before[keep])).toBe(0);
      }),
    );
  });

  it('a price that is all tax leaves no net, one that is more than tax has no answer', () => {
    const division = (ratePpb: number, mode: TaxRule['mode']): TaxRule => ({
      tax: 'a',
      mode,
      amount: { kind: 'division', ratePpb },
      joinsLaterBases: false,
      takesJoinedBases: true,
      isCompound: false,
      isReverseCharge: false,
    });
    const all = taxedPrice(
      solved([division(1_000_000_000, 'included')]),
      exact(100n),
      ONE_UNIT,
      DEFAULT_POLICIES,
    );
    expect(all).toMatchObject({ net: exact(0n), taxes: [exact(100n)], gross: exact(100n) });
    const refused = { ok: false, refusal: { code: 'pricing/taxes-without-answer', field: 'taxes' } };
    expect(solveTaxes([division(1_000_000_001, 'included')], EURO)).toEqual(refused);
    expect(solveTaxes([division(1_000_000_000, 'excluded')], EURO)).toEqual(refused);
  });
});
