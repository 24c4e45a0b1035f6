import { amountMinor, businessDate, type Id, quantityMicro, ratePpm, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_RULES, usableRules, zCapturedRules } from '../../pricing/rules/index.ts';
import type { CatalogueReader } from '../catalogue.ts';
import type { TaxRow } from '../rows.ts';
import {
  captureRules,
  captureTaxRows,
  comboParts,
  couponsByCode,
  listPriceFor,
  type PriceRuleRow,
  priceUnderOtherTaxes,
  readPriceRules,
  type RuleQuestion,
  taxesAfterChange,
} from './index.ts';

const idOf = <Of extends string>(n: number) =>
  `00000000-0000-7000-8000-${String(n).padStart(12, '0')}` as Id<Of>;
const EUR = { code: 'EUR', exponent: 2 };
const STORE = idOf<'Store'>(1);
const [FULL, REDUCED] = [idOf<'Tax'>(71), idOf<'Tax'>(72)];
const BEER = {
  id: idOf<'Item'>(20),
  priceMicro: unitPriceMicro(4_990_000),
  categoryIds: [idOf<'Category'>(30)],
};

const tax = (id: Id<'Tax'>, rate: number, more: Partial<TaxRow> = {}): TaxRow => ({
  id,
  tenantId: idOf(9),
  name: `VAT ${rate}`,
  ratePpm: ratePpm(rate),
  mode: 'included',
  compound: false,
  sequence: 1,
  isActive: true,
  isDefault: false,
  ...more,
});
const TAXES = [tax(FULL, 190_000), tax(REDUCED, 70_000)];
const catalogue: CatalogueReader = {
  item: () => undefined,
  tax: (id) => TAXES.find((each) => each.id === id),
};

const ROW: PriceRuleRow = {
  id: idOf(100),
  tenantId: idOf(9),
  storeId: null,
  kind: 'price-list',
  name: 'Happy hour',
  rule: {},
  validFrom: null,
  validTo: null,
  weekdays: null,
  times: null,
  isActive: true,
  version: 1,
};
const ENTRY = { items: null, categories: null, minQuantityMicro: null, maxQuantityMicro: null };
const LIST = { customerGroup: null, orderKinds: null, priority: 0 };
const percent = (ratePpb: number) => [{ kind: 'percent', ratePpb }];
const list = (
  entries: readonly object[],
  more: object = {},
  row: Partial<PriceRuleRow> = {},
): PriceRuleRow => ({
  ...ROW,
  ...row,
  rule: { ...LIST, entries: entries.map((entry) => ({ ...ENTRY, ...entry })), ...more },
});
const SELECTOR = { items: null, categories: null, unitPriceMicro: null };
const PROMOTION = {
  gift: { kind: 'percent', ratePpb: 100_000_000 },
  target: { ...SELECTOR, cheapestUnits: null },
  when: { quantityMinMicro: null, subtotalMinMinor: null, of: SELECTOR },
  capMinor: null,
  base: 'running',
  times: 1,
  priority: 0,
  isExclusive: false,
  orderKinds: null,
};
const CHARGE = {
  amount: { kind: 'fixed', amountMinor: 100 },
  guestsMin: null,
  taxIds: [FULL],
  orderKinds: ['dine-in'],
};

/** Monday 23 November 2026, 17:30. */
const NOW: RuleQuestion = {
  store: STORE,
  at: { date: businessDate('2026-11-23'), minute: 17 * 60 + 30 },
  kind: 'dine-in',
  customerGroup: null,
};
const priceOf = (rows: readonly PriceRuleRow[], question: Partial<RuleQuestion> = {}, quantity = 1_000_000) =>
  listPriceFor(BEER, readPriceRules(rows), {
    ...NOW,
    ...question,
    quantityMicro: quantityMicro(quantity),
    currency: EUR,
  });

describe('a price list', () => {
  it('makes the price of a line while it holds: store, day, hour, kind of order, customer', () => {
    const happy = list(
      [{ changes: percent(-500_000_000) }],
      { orderKinds: ['dine-in'], customerGroup: 'Regulars' },
      { storeId: STORE, weekdays: [1], times: [{ fromMinute: 1_020, toMinute: 1_140 }] },
    );
    const regular = { customerGroup: 'Regulars' };
    const full = { ok: true, value: 4_990_000 };
    expect(priceOf([happy], regular)).toEqual({ ok: true, value: 2_500_000 });
    for (const other of [
      {},
      { ...regular, store: 'elsewhere' },
      { ...regular, kind: 'take-away' as const },
      { ...regular, at: { ...NOW.at, minute: 1_140 } },
      { ...regular, at: { ...NOW.at, date: businessDate('2026-11-24') } },
    ])
      expect(priceOf([happy], other)).toEqual(full);
    expect(priceOf([{ ...happy, isActive: false }], regular)).toEqual(full);
  });

  it('goes by item, then category, then all; and by the highest minimum reached, also for a return', () => {
    const tiers = list([
      { changes: [{ kind: 'price', priceMicro: 1_000_000 }] },
      { categories: BEER.categoryIds, changes: [{ kind: 'price', priceMicro: 2_000_000 }] },
      { items: [BEER.id], changes: [{ kind: 'price', priceMicro: 3_333_333 }] },
      { items: [BEER.id], minQuantityMicro: 6_000_000, changes: [{ kind: 'add', addMicro: -1_000_000 }] },
    ]);
    expect([1, 6, -6].map((units) => priceOf([tiers], {}, units * 1_000_000))).toEqual(
      [3_333_333, 3_990_000, 3_990_000].map((value) => ({ ok: true, value })),
    );
  });

  it('stands alone: the one of the highest priority', () => {
    const cheap = list([{ changes: percent(-900_000_000) }]);
    const dear = list([{ changes: percent(100_000_000) }], { priority: 5 }, { id: idOf(101) });
    expect(priceOf([cheap, dear])).toEqual({ ok: true, value: 5_490_000 });
  });
});

describe('rules at the opening of an order', () => {
  it('are captured by value, without a clock, each with its taxes', () => {
    const rows: PriceRuleRow[] = [
      { ...ROW, id: idOf(110), kind: 'promotion', name: 'Monday', rule: PROMOTION, weekdays: [1] },
      { ...ROW, id: idOf(111), kind: 'promotion', name: 'Tuesday', rule: PROMOTION, weekdays: [2] },
      {
        ...ROW,
        id: idOf(112),
        kind: 'promotion',
        name: 'Mondays first',
        rule: { ...PROMOTION, priority: 9 },
      },
      { ...ROW, id: idOf(113), kind: 'charge', name: 'Service', rule: CHARGE },
      { ...ROW, id: idOf(114), kind: 'charge', name: 'Bag', rule: { ...CHARGE, orderKinds: ['take-away'] } },
      { ...ROW, id: idOf(115), kind: 'charge', name: 'Unknown', rule: { ...CHARGE, taxIds: [idOf(79)] } },
      list([{ changes: percent(0) }]),
    ];
    const { orderKinds: _, ...terms } = PROMOTION;
    const captured = captureRules(readPriceRules(rows), NOW, { policies: NO_RULES.policies, catalogue });
    expect(captured).toEqual({
      policies: NO_RULES.policies,
      promotions: [
        { id: idOf(112), name: 'Mondays first', ...terms, priority: 9 },
        { id: idOf(110), name: 'Monday', ...terms },
      ],
      charges: [
        {
          id: idOf(113),
          name: 'Service',
          amount: CHARGE.amount,
          guestsMin: null,
          taxes: captureTaxRows([TAXES[0]!]),
        },
      ],
      priceList: { id: ROW.id, name: 'Happy hour' },
    });
    expect(zCapturedRules.parse(JSON.parse(JSON.stringify(captured)))).toEqual(captured);
    expect(usableRules(captured)).toEqual(captured);
  });

  it('that this build cannot read count nothing', () => {
    const rows = [
      { ...ROW, kind: 'horoscope', rule: { sign: 'virgo' } },
      { ...ROW, kind: 'promotion', rule: { ...PROMOTION, gift: { kind: 'hug' } } },
      { ...ROW, kind: 'toString', rule: {} },
    ];
    expect(readPriceRules(rows)).toEqual([]);
  });
});

it('a coupon is found by its code, whatever its case, while it holds', () => {
  const terms = {
    code: 'Welcome',
    gift: { kind: 'fixed_cart', amountMinor: 500 },
    limitUnits: null,
    excludesSaleItems: false,
    target: SELECTOR,
    when: PROMOTION.when,
  };
  const row: PriceRuleRow = {
    ...ROW,
    kind: 'coupon',
    name: 'Five off',
    rule: terms,
    validTo: businessDate('2026-11-23'),
  };
  const found = (code: string, more: Partial<PriceRuleRow> = {}) =>
    couponsByCode(code, readPriceRules([{ ...row, ...more }]), NOW);
  expect(found(' WELCOME ')).toEqual([{ id: ROW.id, name: 'Five off', ...terms }]);
  expect([found('welcom'), found('welcome', { validTo: businessDate('2026-11-22') })]).toEqual([[], []]);
});

describe('a tax change by the kind of order', () => {
  const row: PriceRuleRow = {
    ...ROW,
    kind: 'tax-change',
    rule: { orderKinds: ['take-away'], taxes: [{ from: FULL, to: REDUCED }], keep: 'net' },
  };
  const captured = (id: Id<'Tax'>) => captureTaxRows(TAXES.filter((each) => each.id === id));

  it('maps the taxes of lines, for that kind only', () => {
    const changed = (kind: RuleQuestion['kind'], ids: readonly Id<'Tax'>[]) =>
      taxesAfterChange(ids, readPriceRules([row]), { ...NOW, kind });
    expect(changed('dine-in', [FULL])).toEqual({ taxIds: [FULL], keep: null });
    expect(changed('take-away', [FULL, REDUCED])).toEqual({ taxIds: [REDUCED], keep: 'net' });
    const dropped = { ...row, rule: { ...row.rule, taxes: [{ from: FULL, to: null }] } };
    expect(taxesAfterChange([FULL], readPriceRules([dropped]), { ...NOW, kind: 'take-away' }).taxIds).toEqual(
      [],
    );
  });

  it('keeps what the guest pays, or what the house earns', () => {
    const from = captured(FULL);
    const to = captured(REDUCED);
    const price = unitPriceMicro(11_900_000);
    expect(priceUnderOtherTaxes(price, { from, to, keep: 'gross' }, EUR)).toEqual({
      ok: true,
      value: 11_900_000,
    });
    expect(priceUnderOtherTaxes(price, { from, to, keep: 'net' }, EUR)).toEqual({
      ok: true,
      value: 10_700_000,
    });
  });
});

describe('a combo', () => {
  const [BURGER, FRIES, SALAD, COLA] = [1, 2, 3, 4].map((n) => idOf<'Item'>(40 + n)) as [
    Id<'Item'>,
    Id<'Item'>,
    Id<'Item'>,
    Id<'Item'>,
  ];
  const [row] = readPriceRules([
    {
      ...ROW,
      kind: 'combo',
      name: 'Menu',
      rule: {
        item: idOf(40),
        groups: [
          { name: 'Burger', min: 1, max: 1, choices: [{ item: BURGER, surchargeMicro: 0 }] },
          {
            name: 'Side',
            min: 1,
            max: 2,
            choices: [
              { item: FRIES, surchargeMicro: 0 },
              { item: SALAD, surchargeMicro: 1_500_000 },
            ],
          },
          { name: 'Drink', min: 0, max: 1, choices: [{ item: COLA, surchargeMicro: 0 }] },
        ],
      },
    },
  ]);
  if (row?.kind !== 'combo') throw new Error('the rule of the test is no combo');
  const menu = row.terms;
  const choice = (group: number, item: Id<'Item'>, base: number, units = 1) => ({
    group,
    item,
    basePriceMicro: unitPriceMicro(base),
    quantityMicro: quantityMicro(units * 1_000_000),
  });
  const partsOf = (choices: readonly ReturnType<typeof choice>[], combos = 1) =>
    comboParts(menu, { priceMicro: unitPriceMicro(10_000_000), combos, choices }, EUR);

  it('is the lines of its parts: shares of its price, surcharges on top', () => {
    expect(partsOf([choice(0, BURGER, 9_000_000), choice(1, SALAD, 3_000_000)])).toEqual({
      ok: true,
      value: [
        { choice: 0, quantityMicro: 1_000_000, unitPriceMicro: 7_500_000 },
        { choice: 1, quantityMicro: 1_000_000, unitPriceMicro: 4_000_000 },
      ],
    });
  });

  it('says which choice or group is wrong', () => {
    const refusals = [
      partsOf([choice(7, BURGER, 1)]),
      partsOf([choice(0, COLA, 1)]),
      partsOf([choice(0, BURGER, 1)]),
      partsOf([choice(0, BURGER, 1, 2), choice(1, FRIES, 1)]),
    ].map((each) => (each.ok ? each : each.refusal));
    expect(refusals).toMatchObject([
      { code: 'combo/group-unknown', choice: 0 },
      { code: 'combo/choice-unknown', choice: 0 },
      { code: 'combo/too-few', group: 1, name: 'Side', min: 1 },
      { code: 'combo/too-many', group: 0, name: 'Burger', max: 1 },
    ]);
  });

  it('costs its price and its surcharges to the unit, however many and whatever its parts cost', () => {
    const base = fc.integer({ min: 0, max: 30_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), base, base, (combos, burger, side) => {
        const found = partsOf([choice(0, BURGER, burger, combos), choice(1, SALAD, side, combos)], combos);
        expect(found.ok).toBe(true);
        if (!found.ok) return;
        const total = found.value.reduce(
          (all, part) => all + Math.round((part.unitPriceMicro * part.quantityMicro) / 1e10),
          0,
        );
        expect(total).toBe(amountMinor(1_150 * combos));
      }),
    );
  });
});
