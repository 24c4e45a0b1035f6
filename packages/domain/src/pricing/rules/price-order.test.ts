import { amountMinor, type Id, quantityMicro, ratePpm, ROUNDING_MODES, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceLineIfSayable, totalOf } from '../index.ts';
import {
  type CapturedPolicies,
  type ChargeRule,
  NO_RULES,
  priceOrder,
  type PromotionRule,
  type RuledLine,
  type RuledOrder,
  usableRules,
  zCapturedRules,
} from './index.ts';

const idOf = <Of extends string>(n: number) =>
  `00000000-0000-7000-8000-${String(n).padStart(12, '0')}` as Id<Of>;
const EUR = { code: 'EUR', exponent: 2 };
const NO_SELECTOR = { items: null, categories: null, unitPriceMicro: null };
const PROMOTION: PromotionRule = {
  id: idOf(1),
  name: '3 for 2',
  gift: { kind: 'free_units', count: 1, everyUnits: 3 },
  target: { ...NO_SELECTOR, cheapestUnits: null },
  when: { quantityMinMicro: null, subtotalMinMinor: null, of: NO_SELECTOR },
  capMinor: null,
  base: 'running',
  times: 1,
  priority: 0,
  isExclusive: false,
};
const VAT = {
  tax: idOf<'Tax'>(7),
  name: 'VAT',
  ratePpm: ratePpm(190_000),
  mode: 'included',
  compound: false,
} as const;
const SERVICE: ChargeRule = {
  id: idOf(2),
  name: 'Service',
  amount: { kind: 'percent', ratePpb: 100_000_000, basis: 'net' },
  guestsMin: 6,
  taxes: [VAT],
};
const BURGER: RuledLine = {
  line: 'burger',
  item: idOf(20),
  categories: [],
  listPriceMicro: 3_200_000,
  unitPriceMicro: unitPriceMicro(3_200_000),
  quantityMicro: quantityMicro(3_000_000),
  modifierPricesMicro: [],
  taxes: [VAT],
  discounts: [],
  isFaceValue: false,
};
const ORDER: RuledOrder = {
  currency: EUR,
  lines: [BURGER],
  rules: NO_RULES,
  orderDiscounts: [],
  coupons: [],
  rewards: [],
  waivedCharges: new Set(),
  guests: null,
};

describe('an order with captured rules', () => {
  it('says what each rule took of each line, and the charge for a large party', () => {
    const rules = { ...NO_RULES, promotions: [PROMOTION], charges: [SERVICE] };
    const found = priceOrder({ ...ORDER, rules, guests: 6 });
    expect(found).toEqual({
      ok: true,
      value: {
        lines: [
          {
            line: 'burger',
            listed: 960,
            discounts: [{ source: 'promotion', rule: PROMOTION.id, name: '3 for 2', amount: -320 }],
            net: 538,
            taxes: [102],
            total: 640,
          },
        ],
        charges: [
          {
            charge: SERVICE.id,
            name: 'Service',
            net: 54,
            taxes: [{ tax: VAT.tax, name: 'VAT', ratePpm: 190_000, mode: 'included', amount: 10 }],
            total: 64,
          },
        ],
        net: 592,
        taxes: [{ tax: VAT.tax, name: 'VAT', ratePpm: 190_000, mode: 'included', amount: 112 }],
        total: 704,
        discount: -320,
      },
    });
  });

  it('asks no charge of a small party, of one who waived it, or of an order without lines', () => {
    const rules = { ...NO_RULES, charges: [SERVICE] };
    const totals = [
      { ...ORDER, rules, guests: 5 },
      { ...ORDER, rules, guests: 6, waivedCharges: new Set([SERVICE.id]) },
      { ...ORDER, rules, guests: 6, lines: [] },
    ].map((order) => {
      const found = priceOrder(order);
      return found.ok ? [found.value.charges.length, found.value.total] : found;
    });
    expect(totals).toEqual([
      [0, 960],
      [0, 960],
      [0, 0],
    ]);
  });

  it('asks a cover for each guest', () => {
    const cover: ChargeRule = {
      ...SERVICE,
      guestsMin: null,
      amount: { kind: 'per_guest', amountMinor: amountMinor(250) },
    };
    const found = priceOrder({ ...ORDER, rules: { ...NO_RULES, charges: [cover] }, guests: 3 });
    expect(found).toMatchObject({ ok: true, value: { total: 960 + 750 } });
  });

  it('names line and order discounts, coupons and rewards apart', () => {
    const found = priceOrder({
      ...ORDER,
      lines: [
        {
          ...BURGER,
          discounts: [{ id: 'd1', name: 'Late', discount: { kind: 'percent', ratePpb: 100_000_000 } }],
        },
      ],
      orderDiscounts: [
        { id: 'd2', name: 'Friend', discount: { kind: 'amount', amountMinor: amountMinor(100) } },
      ],
      coupons: [
        {
          id: idOf(3),
          name: 'Welcome',
          code: 'WELCOME',
          gift: { kind: 'fixed_cart', amountMinor: amountMinor(200) },
          limitUnits: null,
          excludesSaleItems: false,
          target: NO_SELECTOR,
          when: PROMOTION.when,
        },
      ],
      rewards: [
        {
          id: idOf(4),
          name: 'Ten stars',
          points: 10,
          amountMinor: amountMinor(64),
          target: PROMOTION.target,
        },
      ],
    });
    expect(found.ok && found.value.lines[0]!.discounts).toEqual([
      { source: 'line', rule: 'd1', name: 'Late', amount: -96 },
      { source: 'coupon', rule: idOf(3), name: 'Welcome', amount: -200 },
      { source: 'reward', rule: idOf(4), name: 'Ten stars', amount: -64 },
      { source: 'order', rule: 'd2', name: 'Friend', amount: -100 },
    ]);
    expect(found).toMatchObject({ value: { total: 500, discount: -460 } });
  });
});

it('nothing is taken off a gift card, and no share of it off anything else', () => {
  const card: RuledLine = { ...BURGER, line: 'card', taxes: [], isFaceValue: true };
  const half = { ...PROMOTION, gift: { kind: 'percent' as const, ratePpb: 500_000_000 } };
  const found = priceOrder({
    ...ORDER,
    lines: [card, { ...BURGER, quantityMicro: quantityMicro(1_000_000) }],
    rules: { ...NO_RULES, promotions: [half] },
    orderDiscounts: [
      { id: 'd1', name: 'Friend', discount: { kind: 'amount', amountMinor: amountMinor(100) } },
    ],
  });
  expect(found.ok && found.value.lines.map(({ listed, total }) => [listed, total])).toEqual([
    [960, 960],
    [320, 60],
  ]);
});

describe('rules that cannot be priced', () => {
  it('count nothing, and the others count', () => {
    const rules = usableRules({
      policies: { rounding: 'by the moon' },
      promotions: [{ ...PROMOTION, times: 9_000 }, PROMOTION, null, 'free beer'],
      charges: [{ ...SERVICE, amount: { kind: 'tithe' } }],
    });
    expect(rules).toEqual({ ...NO_RULES, promotions: [PROMOTION] });
    expect(priceOrder({ ...ORDER, rules })).toMatchObject({ ok: true, value: { total: 640 } });
  });
});

const tax = fc.record({
  tax: fc.constantFrom(idOf<'Tax'>(7), idOf<'Tax'>(8)),
  name: fc.constant('VAT'),
  ratePpm: fc.constantFrom(0, 55_000, 70_000, 190_000, 210_000).map(ratePpm),
  mode: fc.constantFrom('included' as const, 'excluded' as const),
  compound: fc.boolean(),
});
const discount = fc.oneof(
  fc.record({
    kind: fc.constant('amount' as const),
    amountMinor: fc.integer({ min: 0, max: 3_000 }).map(amountMinor),
  }),
  fc.record({ kind: fc.constant('percent' as const), ratePpb: fc.integer({ min: 0, max: 1_000_000_000 }) }),
);
const named = fc
  .tuple(fc.constantFrom('a', 'b'), discount)
  .map(([id, discount]) => ({ id, name: id, discount }));
const line = fc.record({
  item: fc.constantFrom(idOf(20), idOf(21)),
  categories: fc.constant<string[]>([]),
  listPriceMicro: fc.integer({ min: 0, max: 30_000_000 }),
  unitPriceMicro: fc.integer({ min: 0, max: 30_000_000 }).map(unitPriceMicro),
  quantityMicro: fc
    .constantFrom(-2_000_000, -1_000_000, 333_000, 1_000_000, 3_000_000, 7_500_000)
    .map(quantityMicro),
  modifierPricesMicro: fc.array(fc.integer({ min: 0, max: 999_999 }).map(unitPriceMicro), { maxLength: 2 }),
  taxes: fc.array(tax, { maxLength: 3 }),
  discounts: fc.array(named, { maxLength: 2 }),
  isFaceValue: fc.boolean(),
});
const mode = fc.constantFrom(...ROUNDING_MODES);
const policy = fc.constantFrom('recompute' as const, 'split_back' as const, 'net_then_tax' as const);
const policies: fc.Arbitrary<CapturedPolicies> = fc.record({
  rounding: fc.constantFrom('per_unit' as const, 'per_line' as const, 'per_order' as const),
  mode,
  roundFirst: fc.constantFrom('tax' as const, 'net' as const),
  stepMinor: fc.constantFrom(1, 5),
  discountPolicy: policy,
  promotionPolicy: policy,
  discountMode: mode,
  apportionBase: fc.constantFrom('price' as const, 'gross' as const),
  allocateMode: fc.constantFrom('by_weight' as const, 'equal' as const),
  remainder: fc.constantFrom('largest' as const, 'first' as const, 'last' as const),
});
const gift: fc.Arbitrary<PromotionRule['gift']> = fc.oneof(
  discount,
  fc.record({
    kind: fc.constant('free_units' as const),
    count: fc.integer({ min: 1, max: 3 }),
    everyUnits: fc.constantFrom(null, 3),
  }),
  fc.record({
    kind: fc.constant('set_price' as const),
    setUnits: fc.integer({ min: 1, max: 3 }),
    priceMinor: fc.integer({ min: 0, max: 2_000 }).map(amountMinor),
  }),
);
const promotions = fc.array(
  fc.tuple(gift, fc.boolean()).map(([gift, isExclusive]) => ({ ...PROMOTION, gift, isExclusive })),
  { maxLength: 3 },
);
const charges = fc.array(
  fc
    .constantFrom<ChargeRule['amount']>(
      SERVICE.amount,
      { kind: 'fixed', amountMinor: amountMinor(99) },
      { kind: 'per_guest', amountMinor: amountMinor(150) },
    )
    .map((amount) => ({ ...SERVICE, amount, guestsMin: null })),
  { maxLength: 2 },
);
const order: fc.Arbitrary<RuledOrder> = fc
  .tuple(
    fc.array(line, { minLength: 1, maxLength: 6 }),
    policies,
    promotions,
    charges,
    fc.array(named, { maxLength: 2 }),
  )
  .map(([lines, policies, promotions, charges, orderDiscounts]) => ({
    ...ORDER,
    lines: lines.map((each, at) => ({ ...each, line: `line-${at}` })),
    rules: {
      policies,
      promotions: promotions.map((each, at) => ({ ...each, id: idOf<'PriceRule'>(100 + at) })),
      charges: charges.map((each, at) => ({ ...each, id: idOf<'PriceRule'>(200 + at) })),
      priceList: null,
    },
    orderDiscounts,
    guests: 2,
  }));

it('what no document can say is refused, also where a sale and a return cancel', () => {
  const huge = {
    ...BURGER,
    unitPriceMicro: unitPriceMicro(90_000_000_000_000),
    quantityMicro: quantityMicro(999_000_000),
  };
  const back = { ...huge, quantityMicro: quantityMicro(-999_000_000) };
  const lines = Array.from({ length: 2_000 }, (_, at) => ({
    ...(at < 1_000 ? huge : back),
    line: `line-${at}`,
  }));
  expect(priceOrder({ ...ORDER, lines })).toEqual({
    ok: false,
    refusal: { code: 'pricing/beyond-limits', field: 'amount' },
  });
});

describe('whatever the rules', () => {
  it('lines, charges, taxes and discounts add up to the unit', () => {
    fc.assert(
      fc.property(order, (each) => {
        expect(zCapturedRules.safeParse(each.rules).success).toBe(true);
        const found = priceOrder(each);
        expect(found.ok).toBe(true);
        if (!found.ok) return;
        const { lines, charges, net, taxes, total, discount } = found.value;
        const sumOf = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
        for (const one of lines) {
          expect(one.net + sumOf(one.taxes)).toBe(one.total);
          expect(one.listed + sumOf(one.discounts.map(({ amount }) => amount))).toBe(one.total);
        }
        for (const one of charges)
          expect(one.net + sumOf(one.taxes.map(({ amount }) => amount))).toBe(one.total);
        const all = [...lines, ...charges];
        expect(sumOf(all.map((one) => one.net))).toBe(net);
        expect(sumOf(all.map((one) => one.total))).toBe(total);
        expect(net + sumOf(taxes.map(({ amount }) => amount))).toBe(total);
        expect(sumOf(lines.flatMap(({ discounts }) => discounts.map(({ amount }) => amount)))).toBe(discount);
      }),
      { numRuns: 1_000 },
    );
  });

  it('without any, it says what lines priced alone add up to', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (some) => {
        const lines = some.map((each, at) => ({ ...each, discounts: [], line: `line-${at}` }));
        const found = priceOrder({ ...ORDER, lines });
        const priced = lines.map((each) => ({ priced: priceLineIfSayable(each, EUR)!, taxes: each.taxes }));
        const { net, taxes, total } = totalOf(priced);
        expect(
          found.ok && { net: found.value.net, taxes: found.value.taxes, total: found.value.total },
        ).toEqual({ net, taxes, total });
        expect(found.ok && found.value.lines.map(({ net, taxes, total }) => ({ net, taxes, total }))).toEqual(
          priced.map(({ priced }) => ({
            net: priced.net + 0,
            taxes: priced.taxes.map((each) => each + 0),
            total: priced.total + 0,
          })),
        );
      }),
      { numRuns: 500 },
    );
  });
});
