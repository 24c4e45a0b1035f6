import { amountMinor, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compared,
  DEFAULT_POLICIES,
  type Derivation,
  type Exact,
  explain,
  minus,
  negated,
  type OrderToPrice,
  plus,
  price,
  type PriceableLine,
  summed,
  type TaxRule,
} from './index.ts';

const EURO = { code: 'EUR', exponent: 2 };
const same = (a: Exact, b: Exact) => compared(a, b) === 0;

function rule(ratePpm: number, mode: TaxRule['mode'], more: Partial<TaxRule> = {}): TaxRule {
  return {
    tax: 'vat',
    mode,
    amount: { kind: 'percent', ratePpb: ratePpm * 1_000 },
    joinsLaterBases: false,
    takesJoinedBases: true,
    isCompound: false,
    isReverseCharge: false,
    ...more,
  };
}

function lineOf(
  position: number,
  unitPrice: number,
  quantity: number,
  more: Partial<PriceableLine> = {},
): PriceableLine {
  return {
    position,
    unitPriceMicro: unitPriceMicro(unitPrice),
    quantityMicro: quantityMicro(quantity),
    modifierPricesMicro: [],
    taxes: [],
    discounts: [],
    ...more,
  };
}

function derived(order: OrderToPrice): Derivation {
  const priced = price(order);
  if (!priced.ok) throw new Error(JSON.stringify(priced.refusal));
  return priced.value;
}

const policies: fc.Arbitrary<OrderToPrice['policies']> = fc.record({
  rounding: fc.constantFrom('per_unit', 'per_line', 'per_order', 'none'),
  mode: fc.constantFrom('HALF_UP', 'HALF_EVEN', 'HALF_DOWN', 'UP', 'DOWN'),
  roundFirst: fc.constantFrom('tax', 'net'),
  stepMinor: fc.constantFrom(1, 5),
  discountPolicy: fc.constantFrom('recompute', 'split_back', 'net_then_tax'),
  promotionPolicy: fc.constant('split_back'),
  discountMode: fc.constantFrom('HALF_DOWN', 'HALF_UP', 'DOWN'),
  apportionBase: fc.constantFrom('price', 'gross'),
  allocateMode: fc.constantFrom('by_weight', 'equal'),
  remainder: fc.constantFrom('largest', 'first', 'last'),
});
const tax: fc.Arbitrary<TaxRule> = fc.record({
  tax: fc.constantFrom('a', 'b'),
  mode: fc.constantFrom('included', 'excluded'),
  amount: fc.oneof(
    fc.record({
      kind: fc.constant('percent' as const),
      ratePpb: fc.integer({ min: -100_000_000, max: 300_000_000 }),
    }),
    fc.record({ kind: fc.constant('division' as const), ratePpb: fc.integer({ min: 0, max: 200_000_000 }) }),
    fc.record({
      kind: fc.constant('fixed' as const),
      perUnitMicro: fc.integer({ min: 0, max: 500_000 }).map(unitPriceMicro),
    }),
  ),
  joinsLaterBases: fc.boolean(),
  takesJoinedBases: fc.boolean(),
  isCompound: fc.boolean(),
  isReverseCharge: fc.boolean(),
});
const share = fc.integer({ min: 0, max: 1_000_000_000 });
const discount = fc.oneof(
  fc.record({ kind: fc.constant('percent' as const), ratePpb: share }),
  fc.record({
    kind: fc.constant('amount' as const),
    amountMinor: fc.integer({ min: 0, max: 9_999 }).map(amountMinor),
  }),
);
const lines = fc
  .array(
    fc.record({
      unitPriceMicro: fc.integer({ min: 0, max: 1e9 }).map(unitPriceMicro),
      quantityMicro: fc.integer({ min: -3, max: 20 }).map((units) => quantityMicro(units * 500_000)),
      modifierPricesMicro: fc.array(fc.integer({ min: 0, max: 1e6 }).map(unitPriceMicro), { maxLength: 2 }),
      taxes: fc.array(tax, { maxLength: 3 }),
      discounts: fc.array(discount, { maxLength: 2 }),
      isVoided: fc.boolean(),
    }),
    { maxLength: 8 },
  )
  .map((all): readonly PriceableLine[] => all.map((line, at) => ({ ...line, position: at + 1 })));
const order: fc.Arbitrary<OrderToPrice> = fc.record({
  currency: fc.integer({ min: 0, max: 4 }).map((exponent) => ({ code: 'XXX', exponent })),
  lines,
  policies,
  orderDiscounts: fc.array(discount, { maxLength: 2 }),
  charges: fc.constant([
    {
      position: 99,
      amount: { kind: 'percent' as const, ratePpb: 100_000_000, basis: 'net' as const },
      discounts: [],
      taxes: [rule(200_000, 'excluded')],
    },
  ]),
});

describe('price', () => {
  it('net and taxes are the total, of every line and of the order, under all policies', () => {
    fc.assert(
      fc.property(order, (order) => {
        const { lines, net, tax, taxes, total } = derived(order);
        expect(same(plus(net, tax), total)).toBe(true);
        expect(same(summed(taxes.map((each) => each.amount)), tax)).toBe(true);
        for (const line of lines) {
          const posted = summed(line.taxes.map((each) => each.amount));
          expect(same(plus(line.net, posted), line.gross)).toBe(true);
        }
      }),
    );
  });

  it('lines add up to the order where they round themselves', () => {
    fc.assert(
      fc.property(order, (order) => {
        fc.pre(order.policies.rounding !== 'per_order');
        const { lines, net, total } = derived(order);
        expect(same(summed(lines.map((line) => line.gross)), total)).toBe(true);
        expect(same(summed(lines.map((line) => line.net)), net)).toBe(true);
      }),
    );
  });

  it('everything is whole, in steps, unless nothing is to be rounded', () => {
    fc.assert(
      fc.property(order, (order) => {
        fc.pre(order.policies.rounding !== 'none');
        const { net, taxes, total, policies } = derived(order);
        const step = BigInt(policies.stepMinor);
        for (const { n, d } of [net, total, ...taxes.map((each) => each.amount)])
          expect(n % (d * step)).toBe(0n);
      }),
    );
  });

  it('the order of the stored array means nothing', () => {
    fc.assert(
      fc.property(order, fc.infiniteStream(fc.nat()), (order, numbers) => {
        const keyed = order.lines.map((line) => [numbers.next().value as number, line] as const);
        const shuffled = keyed.toSorted(([a], [b]) => a - b).map(([, line]) => line);
        expect(derived({ ...order, lines: shuffled })).toEqual(derived(order));
      }),
    );
  });

  it('included taxes keep the shelf price, however they stand on each other', () => {
    fc.assert(
      fc.property(order, (order) => {
        fc.pre(order.policies.rounding !== 'per_order');
        const lines = order.lines.map((line) => ({
          ...line,
          discounts: [],
          taxes: line.taxes.map((each): TaxRule => ({ ...each, mode: 'included' })),
        }));
        const { policies, currency } = order;
        const bare = { currency, policies };
        const untaxed = derived({ ...bare, lines: lines.map((line) => ({ ...line, taxes: [] })) });
        expect(same(derived({ ...bare, lines }).total, untaxed.total)).toBe(true);
      }),
    );
  });

  it('a return of all is the mirror of the sale', () => {
    fc.assert(
      fc.property(order, (order) => {
        const { policies, currency } = order;
        const back = order.lines.map((line) => ({
          ...line,
          quantityMicro: quantityMicro(-line.quantityMicro),
        }));
        const sold = derived({ policies, currency, lines: order.lines });
        const returned = derived({ policies, currency, lines: back });
        expect(same(returned.total, negated(sold.total))).toBe(true);
        expect(same(returned.net, negated(sold.net))).toBe(true);
      }),
    );
  });

  it('a discount of an amount takes that amount off the shelf prices, as far as there is so much', () => {
    fc.assert(
      fc.property(order, fc.integer({ min: 0, max: 9_999 }), (order, off) => {
        const lines = order.lines
          .filter((line) => line.quantityMicro > 0)
          .map((line) => ({ ...line, discounts: [], taxes: [] }));
        const bare = {
          currency: order.currency,
          policies: { ...order.policies, stepMinor: 1, mode: 'HALF_UP' as const },
          lines,
        };
        const before = derived(bare).total;
        const after = derived({
          ...bare,
          orderDiscounts: [{ kind: 'amount', amountMinor: amountMinor(off) }],
        }).total;
        const taken = minus(before, after);
        const most = { n: BigInt(off), d: 1n };
        expect(same(taken, compared(most, before) < 0 ? most : before)).toBe(true);
      }),
    );
  });

  it('a discount of all takes what whole steps leave of lines that are no whole amounts', () => {
    const lines = [lineOf(1, 547_000_000, 500_000), lineOf(2, 1_000_001, 500_000)];
    const { total } = derived({
      currency: { code: 'JPY', exponent: 0 },
      policies: { ...DEFAULT_POLICIES, rounding: 'per_order' },
      lines,
      orderDiscounts: [{ kind: 'amount', amountMinor: amountMinor(274) }],
    });
    expect(total).toEqual({ n: 0n, d: 1n });
  });

  it('the worked order of the README, step by step', () => {
    const cheese = [unitPriceMicro(500_000)];
    const worked = derived({
      currency: EURO,
      policies: DEFAULT_POLICIES,
      lines: [
        lineOf(1, 3_200_000, 2_000_000, { modifierPricesMicro: cheese, taxes: [rule(190_000, 'included')] }),
        lineOf(2, 4_990_000, 1_000_000, {
          taxes: [rule(70_000, 'included')],
          discounts: [{ kind: 'percent', ratePpb: 100_000_000 }],
        }),
      ],
      orderDiscounts: [{ kind: 'amount', amountMinor: amountMinor(200) }],
    });
    const cents = (n: bigint) => ({ n, d: 1n });
    const told = explain(worked).map(({ kind, position = 0, result }) => [kind, position, result] as const);
    expect(told).toEqual([
      ['list_price', 1, { price: cents(740n) }],
      ['list_price', 2, { price: cents(499n) }],
      ['line_discounts', 2, { price: cents(449n), net: cents(420n), gross: cents(449n) }],
      ['discount', 1, { amount: cents(124n) }],
      ['discount', 2, { amount: cents(76n) }],
      ['taxes', 1, { net: cents(518n), taxes: [cents(98n)], gross: cents(616n) }],
      ['taxes', 2, { net: cents(349n), taxes: [cents(24n)], gross: cents(373n) }],
      ['tax_total', 0, { amount: cents(98n) }],
      ['tax_total', 0, { amount: cents(24n) }],
      ['total', 0, { net: cents(867n), tax: cents(122n), total: cents(989n) }],
    ]);
    expect(explain(worked, 2).slice(0, 3)).toMatchObject([
      { kind: 'list_price', inputs: { unitPriceMicro: 4_990_000, quantityMicro: 1_000_000 } },
      {
        kind: 'line_discounts',
        inputs: { price: cents(499n), taken: [cents(50n)] },
        policy: { discountMode: 'HALF_DOWN' },
      },
      {
        kind: 'discount',
        inputs: { rule: 'order-discount-1' },
        policy: { terms: 'price', apportionBase: 'price' },
      },
    ]);
  });

  it.each([
    ['currency', { currency: { code: 'XXX', exponent: 13 } }],
    ['currency', { currency: { code: 'XXX', exponent: 0.5 } }],
    ['stepMinor', { policies: { ...DEFAULT_POLICIES, stepMinor: 0 } }],
    ['rounding', { policies: { ...DEFAULT_POLICIES, rounding: 'sometimes' } }],
    ['unitPriceMicro', { lines: [{ ...lineOf(1, 0, 0), unitPriceMicro: Number.NaN }] }],
    ['quantityMicro', { lines: [{ ...lineOf(1, 0, 0), quantityMicro: 1e15 }] }],
    ['quantityMicro', { lines: [{ ...lineOf(1, 0, 0), quantityMicro: Number.POSITIVE_INFINITY }] }],
    ['position', { lines: [lineOf(1, 0, 0), lineOf(1, 0, 0)] }],
    ['taxes', { lines: [lineOf(1, 0, 0, { taxes: [rule(99_000_000, 'excluded')] })] }],
    ['taxes', { lines: [lineOf(1, 0, 0, { taxes: [rule(-1_000_000, 'included')] })] }],
    [
      'taxes',
      {
        lines: [
          lineOf(1, 0, 0, { taxes: [rule(0, 'excluded', { amount: { kind: 'division', ratePpb: 1e9 } })] }),
        ],
      },
    ],
    ['discounts', { lines: [lineOf(1, 0, 0, { discounts: [{ kind: 'percent', ratePpb: 1_000_000_001 }] })] }],
    ['orderDiscounts', { orderDiscounts: [{ kind: 'amount', amountMinor: -1 }] }],
    ['amount', { lines: [lineOf(1, 9e15, 9_000_000_000_000)] }],
    ['total', { lines: [lineOf(1, 9e15, 10_000_000), lineOf(2, 9e15, 10_000_000)] }],
  ])('absurd input is refused: %s %#', (field, more) => {
    const order = { currency: EURO, policies: DEFAULT_POLICIES, lines: [], ...more } as OrderToPrice;
    expect(price(order)).toMatchObject({ ok: false, refusal: { field } });
  });

  it('any number where a number stands gives a price or a refusal, never a defect', () => {
    const any = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger());
    fc.assert(
      fc.property(order, any, any, any, (order, a, b, c) => {
        const absurd = { ...lineOf(50, 0, 0), unitPriceMicro: a, quantityMicro: b } as PriceableLine;
        const discounts = [{ kind: 'amount', amountMinor: c }] as unknown as OrderToPrice['orderDiscounts'] &
          object;
        const result = price({ ...order, lines: [...order.lines, absurd], orderDiscounts: discounts });
        if (result.ok) expect(same(plus(result.value.net, result.value.tax), result.value.total)).toBe(true);
        else expect(result.refusal.code).toMatch(/^pricing\//);
      }),
    );
  });
});
