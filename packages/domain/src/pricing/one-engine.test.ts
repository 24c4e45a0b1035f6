import { quantityMicro, ratePpm, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  DEFAULT_POLICIES,
  type LineTax,
  type LineToPrice,
  price,
  priceLineIfSayable,
  type TaxRule,
  totalOf,
} from './index.ts';

const tax: fc.Arbitrary<LineTax> = fc.record({
  tax: fc.constantFrom('a', 'b', 'c'),
  name: fc.constant('VAT'),
  ratePpm: fc.integer({ min: 0, max: 1_000_000 }).map(ratePpm),
  mode: fc.constantFrom('included', 'excluded'),
  compound: fc.boolean(),
});
const line: fc.Arbitrary<LineToPrice> = fc.record({
  unitPriceMicro: fc.integer({ min: -1e9, max: 1e10 }).map(unitPriceMicro),
  quantityMicro: fc.integer({ min: -1e8, max: 1e8 }).map(quantityMicro),
  modifierPricesMicro: fc.array(fc.integer({ min: -1e6, max: 1e7 }).map(unitPriceMicro), { maxLength: 3 }),
  taxes: fc.array(tax, { maxLength: 4 }),
});

function ruleOf({ tax, ratePpm, mode, compound }: LineTax): TaxRule {
  return {
    tax,
    mode,
    amount: { kind: 'percent', ratePpb: ratePpm * 1_000 },
    joinsLaterBases: false,
    takesJoinedBases: true,
    isCompound: compound,
    isReverseCharge: false,
  };
}

// Orders of journal version 1 capture lines and taxes only; under the default policies both ways are one.
it('prices what orders capture today as they always did', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 0, max: 4 }),
      (lines, exponent) => {
        const currency = { code: 'XXX', exponent };
        const priced = lines.map((each) => ({
          priced: priceLineIfSayable(each, currency),
          taxes: each.taxes,
        }));
        const found = price({
          currency,
          policies: DEFAULT_POLICIES,
          lines: lines.map((each, at) => ({
            ...each,
            position: at + 1,
            taxes: each.taxes.map(ruleOf),
            discounts: [],
          })),
        });
        const whole = priced.flatMap(({ priced, taxes }) => (priced === null ? [] : [{ priced, taxes }]));
        fc.pre(whole.length === lines.length && found.ok);
        if (!found.ok) return;
        const { net, total } = totalOf(whole);
        expect([found.value.net, found.value.total]).toEqual([
          { n: BigInt(net), d: 1n },
          { n: BigInt(total), d: 1n },
        ]);
        expect(found.value.lines.map(({ taxes }) => taxes.map(({ amount }) => Number(amount.n)))).toEqual(
          whole.map(({ priced }) => priced.taxes.map((amount) => amount + 0)),
        );
      },
    ),
    { numRuns: 500 },
  );
});
