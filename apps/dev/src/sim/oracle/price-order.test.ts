import {
  DEFAULT_POLICIES,
  type NamedDiscount,
  priceOrder,
  type RuledOrder,
  zCapturedRules,
} from '@beaveros/domain/pricing';
import { houseOf, seededNumbers } from '@beaveros/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesMaker } from './_random-rules.ts';
import { type Handed, type OrderAsked, priceOrderAsOracle } from './price-order.ts';

/** Orders of one property: the two ways to the same cents meet in every kind of rule some hundred times. */
const RUNS = 1_500;

describe('an order with rules', () => {
  it('comes to the same cents when the oracle prices it', () => {
    const given = new Set<string>();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const { ruled, asked } = randomOrder(seed);
        const priced = priceOrder(ruled);
        const found = priceOrderAsOracle(asked);
        if (!priced.ok) {
          expect(found).toBeNull();
          return;
        }
        const { lines, charges, net, total } = priced.value;
        for (const { discounts } of lines) for (const { source } of discounts) given.add(source);
        if (charges.length > 0) given.add('charge');
        expect(found).toEqual({
          lines: Object.fromEntries(
            lines.map((line) => [line.line, { net: line.net, taxes: line.taxes, total: line.total }]),
          ),
          net,
          total,
        });
      }),
      { numRuns: RUNS },
    );
    // Whatever takes or adds something did so.
    expect([...given].toSorted()).toEqual(['charge', 'coupon', 'line', 'order', 'promotion', 'reward']);
  });
});

/** The same order in the words of the engine and of the oracle. */
function randomOrder(seed: number): { readonly ruled: RuledOrder; readonly asked: OrderAsked } {
  const house = houseOf(seed);
  const next = seededNumbers(seed * 5 + 3);
  const below = (n: number) => Math.floor(next() * n);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const ids = (n: number) => Array.from({ length: n }, () => house.newId<never>());
  const pools = { items: ids(3), categories: ids(2), rules: ids(6) };
  const draw = { below, one };
  const rules = rulesMaker(draw, pools);
  const exponent = one([0, 2, 2, 3]);
  const vat = (at: number, more: object) => ({
    tax: pools.rules[at]!,
    name: `Tax ${at}`,
    ratePpm: one([100_000, 77_777]),
    mode: 'included' as const,
    compound: false,
    ...more,
  });
  const regimes = [
    [],
    [vat(0, {})],
    [vat(0, {}), vat(1, { mode: 'excluded', compound: below(2) === 0 })],
    [vat(2, { mode: 'excluded' })],
  ];
  const lineDiscounts = () =>
    below(4) > 0
      ? []
      : [
          { kind: 'percent', ratePpb: 150_000_000 },
          { kind: 'amount', amountMinor: 120 },
        ].slice(below(2));
  const lines = Array.from({ length: 1 + below(6) }, (_, at) => ({
    line: `${at}`,
    item: one(pools.items),
    categories: pools.categories.filter(() => below(2) === 0),
    unit: one([3_500_000, 1_650_000, 6_333_333, 12_345_678, 0, -1_005_000]),
    quantity: one([1_000_000, 1_000_000, 2_000_000, 3_000_000, 330_000, 5_500_000, -1_000_000]),
    list: one([3_500_000, 9_990_000]),
    modifiers: one([[], [], [250_000], [1_200_000, -50_000]]),
    taxes: one(regimes),
    discounts: lineDiscounts(),
    isFace: below(8) === 0,
    exponent,
  }));
  const percentOff = { kind: 'percent', ratePpb: one([1, 50_000_000, 333_333_333]) };
  const orderDiscounts = [
    percentOff,
    { kind: 'amount', amountMinor: 250 },
    { kind: 'fixed_price', priceMinor: 2_000 },
  ];
  const discounts = orderDiscounts.filter(() => below(4) === 0);
  const charges = [
    { kind: 'percent', ratePpb: 100_000_000, basis: one(['net', 'gross']) },
    { kind: 'per_guest', amountMinor: 150 },
    { kind: 'fixed', amountMinor: 99 },
  ]
    .filter(() => below(4) === 0)
    .map((amount, at) => ({
      id: pools.rules[at]!,
      name: `Charge ${at}`,
      amount,
      guestsMin: one([null, 2]),
      taxes: one(regimes),
    }));
  const promotions = rules.promotions();
  const coupons = Array.from({ length: below(3) }, rules.coupon);
  const rewards = Array.from({ length: below(3) }, rules.reward);
  const [guests, waived] = [one([null, 0, 3]), below(8) === 0 ? [pools.rules[0]!] : []];
  const captured = { policies: DEFAULT_POLICIES, promotions, charges, priceList: null };
  // The schema is the engine's; the history is the same.
  const named = (given: readonly object[]) =>
    given.map((discount, at) => ({
      id: `${at}`,
      name: 'Hand',
      discount,
    })) as unknown as NamedDiscount<never>[];
  const used = distinct(coupons);
  const bought = distinct(rewards);
  return {
    ruled: {
      currency: { code: 'EUR', exponent },
      lines: lines.map(({ unit, quantity, list, modifiers, isFace, ...line }) => ({
        ...line,
        unitPriceMicro: unit,
        quantityMicro: quantity,
        listPriceMicro: list,
        modifierPricesMicro: modifiers,
        isFaceValue: isFace,
        discounts: named(line.discounts),
      })) as unknown as RuledOrder['lines'],
      rules: zCapturedRules.parse(captured),
      orderDiscounts: named(discounts),
      coupons: used as unknown as RuledOrder['coupons'],
      rewards: bought as unknown as RuledOrder['rewards'],
      waivedCharges: new Set(waived),
      guests,
    },
    asked: {
      lines,
      discounts,
      promotions,
      handed: [
        ...used.map((coupon, at) => ({ type: 'order.CouponEntered', body: { use: `${at}`, coupon } })),
        ...bought.map((reward, at) => ({ type: 'order.RewardTaken', body: { redemption: `${at}`, reward } })),
      ] as unknown as Handed[],
      charges,
      waived,
      guests,
      isSupplementary: false,
    } as unknown as OrderAsked,
  };
}

/** One coupon is on an order once. */
function distinct<T extends { readonly id: string }>(rules: readonly T[]): readonly T[] {
  return rules.filter(({ id }, at) => rules.findIndex((each) => each.id === id) === at);
}
