import { describe, expect, it } from 'vitest';
import { runPricingCase } from './run-pricing-case.ts';

// Values of the field table that no shared case has, computed by hand; where a public suite has the numbers, it is named.

type Inputs = Readonly<Record<string, unknown>>;
type Case = readonly [name: string, inputs: Inputs, expected: Inputs];

const line = (unit_price: string, qty: number | string = 1, more: Inputs = {}) => ({
  unit_price,
  qty,
  ...more,
});
const taxed = (rate_percent: string, price_mode = 'excluded') => ({ taxes: [{ rate_percent, price_mode }] });

const promotions: readonly Case[] = [
  [
    'Sylius: priority decides, and it is the other way round',
    {
      lines: [line('100')],
      promotions: [
        { percent: '20', priority: 2 },
        { amount: '10', priority: 5 },
      ],
    },
    { total: '72.00', discounts: ['-10.00', '-18.00'], total_after_first: '90.00' },
  ],
  [
    'Sylius: of two exclusive ones the higher priority stands alone',
    {
      lines: [line('100')],
      promotions: [
        { percent: '20', priority: 2, exclusive: true },
        { amount: '10', priority: 5, exclusive: true },
      ],
    },
    { total: '90.00', discounts: ['-10.00'] },
  ],
  [
    'Sylius: floors on two lines, the rest goes by weight',
    {
      lines: [line('50', 2, { min_price: '45' }), line('20', 2, { min_price: '15' }), line('30'), line('10')],
      promotions: [{ amount: '36' }],
    },
    {
      unit_discounts: [['5.00', '5.00'], ['5.00', '5.00'], ['12.00'], ['4.00']],
      line_discounts: ['-10.00', '-10.00', '-12.00', '-4.00'],
    },
  ],
  [
    'Sylius: a percentage over a floor',
    { lines: [line('50', 1, { min_price: '45' }), line('20')], promotions: [{ percent: '20' }] },
    { line_discounts: ['-5.00', '-9.00'], total: '56.00' },
  ],
  [
    'Vendure: the second looks at what the first left',
    {
      unit: 'minor',
      discount_policy: 'recompute',
      lines: [line('500', 3, taxed('20'))],
      promotions: [
        { percent: '50', when: { min_qty: 3 } },
        { percent: '10', when: { min_subtotal: '1000' } },
      ],
    },
    { net: 750, tax: 150, total: 900, discount: -750 },
  ],
  [
    'Odoo: ten times 10 %, each cut',
    { lines: [line('100')], promotions: Array(10).fill({ percent: '10' }), discount_mode: 'DOWN' },
    { total: '34.89' },
  ],
  [
    'Odoo: the cheapest has its tax in the price',
    {
      lines: [line('1', 1, taxed('10', 'included')), line('5.10')],
      promotions: [{ percent: '10', target: { cheapest_units: 1 }, when: { min_qty: 2 } }],
    },
    { discounts: ['-0.10'], total: '6.00' },
  ],
  [
    'Odoo: free units, the cheapest, no more than bought',
    {
      lines: [line('4.80', 4, taxed('10')), line('5.10', 9)],
      promotions: [
        { percent: '90', target: { cheapest_units: 1 } },
        { free_units: 3, target: { lines: [2] } },
      ],
    },
    { discounts: ['-4.75', '-15.30'], total_after_first: '62.27', total: '46.97', free_units: '3' },
  ],
  [
    'units laid beside: every, count, of',
    {
      lines: [line('5.10', 5, { sku: 'desk' }), line('2', 3, { category: 'other' })],
      promotions: [
        { add_free_units: { every: 2, count: 1, of: { skus: ['desk'] } } },
        { add_free_units: { every: 3, count: 2, of: { categories: ['other'] } } },
      ],
    },
    { free_units: 4, total: '31.50', total_before: '31.50' },
  ],
  [
    'times, uses left, and used before',
    {
      lines: [line('100')],
      already_used: 3,
      promotions: [
        { amount: '5', times: 3, max_uses: 5 },
        { percent: '10', max_uses: 3 },
      ],
    },
    { discounts: ['-10.00'], total: '90.00' },
  ],
  [
    'a cap on lines, a cap not reached, a cap on an amount',
    {
      lines: [line('30'), line('10')],
      promotions: [
        { percent: '50', cap: '12', target: { unit_price: { min: '10', max: '30' } } },
        { percent: '50', cap: '100', target: { unit_price: { max: '10' } } },
        { amount: '9', cap: '4', target: { unit_price: { min: '10.01' } } },
      ],
    },
    // 12.00 over 30 : 10; half of 7.00; 4.00.
    { discounts: ['-9.00', '-3.00', '-3.50', '-4.00'], total: '20.50' },
  ],
  [
    'split back of an amount over tax groups, by what is paid',
    { lines: [line('100'), line('100', 1, taxed('10'))], promotions: [{ amount: '5' }] },
    { discounts: ['-2.38', '-2.62'], net: '195.24', tax: '9.76', total: '205.00' },
  ],
  [
    'recompute shares by price or by gross, and taxes anew',
    {
      lines: [line('100'), line('100', 1, taxed('10'))],
      promotions: [{ amount: '5' }],
      discount_policy: 'recompute',
      apportion_base: 'gross',
    },
    // 2.38 and 2.62; 10 % of 97.38 is 9.74.
    { line_discounts: ['-2.38', '-2.62'], net: '195.00', tax: '9.74', total: '204.74' },
  ],
  [
    'net_then_tax: off the net inside a price with tax',
    {
      lines: [line('12', 1, taxed('20', 'included'))],
      promotions: [{ amount: '1' }],
      discount_policy: 'net_then_tax',
    },
    { net: '9.00', tax: '1.80', total: '10.80' },
  ],
  [
    'equal shares, the remainder first',
    {
      lines: [line('70'), line('20'), line('10')],
      promotions: [{ amount: '10' }],
      allocate_mode: 'equal',
      remainder: 'first',
    },
    { line_discounts: ['-3.34', '-3.33', '-3.33'] },
  ],
  [
    'a step of the currency, voided lines, deposits under a percentage',
    {
      currency_step: '0.05',
      lines: [
        line('10.00', 1, { taxes: [{ amount_type: 'fixed', amount: '0.25' }] }),
        line('7.00', 1, { voided: true }),
        line('3.30', 1),
      ],
      promotions: [{ percent: '15' }],
    },
    // 1.50 off 10.00; 0.495 off 3.30 is 0.50.
    { discounts: ['-1.50', '-0.50'], total: '11.55' },
  ],
  [
    'per_order: a tax of the order gives its whole share',
    {
      rounding: 'per_order',
      lines: [line('15.89', 1, taxed('6')), line('15.89', 1, taxed('6'))],
      promotions: [{ percent: '7' }],
    },
    // 33.6868 x 7 % = 2.358; of the tax 1.9068 x 7 % = 0.133.
    { discounts: ['-2.36'], net: '29.55', tax: '1.78', total: '31.33' },
  ],
  [
    'nothing is rounded',
    {
      rounding: 'none',
      lines: [line('9.99', 1, taxed('19'))],
      promotions: [{ percent: '33.3' }, { percent: '10', on: 'original' }],
    },
    // 9.99 x (1 - 0.333 - 0.1) = 5.66433
    { net: '5.66433', tax: '1.0762227', total: '6.7405527', discounts: ['-3.9587373', '-1.18881'] },
  ],
  [
    'no decimals, and three',
    { decimals: 0, lines: [line('999', 3)], promotions: [{ percent: '10', target: { cheapest_units: 1 } }] },
    { discount: '-100', total: '2897' },
  ],
  [
    'Sylius: stacked amounts, and shipping that none of them touches',
    {
      lines: [line('10.56', 3), line('60')],
      promotions: [
        { amount: '20', priority: 0 },
        { amount: '80', priority: 1 },
      ],
      shipping: { price: '1.26' },
    },
    { discount: '-91.68', discounts: ['-80.00', '-11.68'], total: '1.26' },
  ],
  [
    'a discount of the order comes after promotions',
    { lines: [line('100')], promotions: [{ amount: '20' }], order_discount_percent: '10' },
    { discount: '-20.00', total: '72.00', total_before: '90.00' },
  ],
  [
    'lines that must be there',
    {
      decimals: 3,
      lines: [line('1.005'), line('2')],
      promotions: [
        { percent: '10', when: { lines_present: [1, 2], of: { lines: [2] }, min_subtotal: '2' } },
        { percent: '10', when: { lines_present: [3] } },
      ],
    },
    // 0.3005 rounds down to 0.300: the discounted total rounds half up.
    { discounts: ['-0.300'], total: '2.705' },
  ],
];

const coupons: readonly Case[] = [
  [
    'WooCommerce: limits, sequential, units that cost nothing',
    {
      lines: [line('1.80', 3), line('13.95', 3), line('0'), line('0')],
      coupons: [
        { type: 'percent', amount: '30', limit_items: 5 },
        { type: 'percent', amount: '20' },
      ],
      stacking: 'sequential',
    },
    { discount: '20.35', discounts: ['13.63', '6.72'] },
  ],
  [
    'WooCommerce: parallel limits count on the same units',
    {
      lines: [line('10', 3), line('5', 3)],
      coupons: [
        { type: 'percent', amount: '30', limit_items: 5 },
        { type: 'percent', amount: '20' },
      ],
    },
    { discount: '21.00', total: '24.00', line_discounts: ['15.00', '6.00'] },
  ],
  [
    'WooCommerce: per unit over two prices',
    {
      lines: [line('13.95', 3), line('1.80', 5)],
      coupons: [{ type: 'fixed_product', amount: '10', limit_items: 5 }],
    },
    { discount: '33.60' },
  ],
  [
    'sale items are passed by, one coupon beside another',
    {
      lines: [line('20'), line('10', 2, { on_sale: true })],
      coupons: [
        { type: 'fixed_product', amount: '5', exclude_sale_items: true },
        { type: 'fixed_cart', amount: '5', exclude_sale_items: true },
        { type: 'fixed_cart', amount: '7' },
      ],
    },
    // 5.00 off the 20.00; then 7.00 by 20 : 20.
    { discounts: ['5.00', '0.00', '7.00'], line_discounts: ['8.50', '3.50'], total: '28.00' },
  ],
  [
    'taxes inside the price are taken anew',
    { lines: [line('11', 2, taxed('10', 'included'))], coupons: [{ type: 'fixed_product', amount: '1.10' }] },
    { net: '18.00', tax: '1.80', taxes: ['1.80'], total: '19.80', discount: '2.20' },
  ],
];

const loyalty: readonly Case[] = [
  [
    'rewards as far as the points reach',
    {
      lines: [line('40', 2)],
      points: '7.5',
      redeem_rewards: [
        { amount: '10', points: 2 },
        { amount: '60', points: 6 },
        { amount: '5', points: 5 },
      ],
      points_per_money: '0.5',
    },
    { total_after_first: '70.00', total: '65.00', points_spent: 7, points_won: '40', points_total: '40.5' },
  ],
  [
    'points as money, no more than is due',
    { lines: [line('9.20')], redeem: { points: 100, value_per_point: '0.5' }, points: 40 },
    { total: '0.00', points_spent: 19, points_left: 21 },
  ],
  [
    'tax splits back',
    {
      lines: [line('100', 1, taxed('10'))],
      redeem: { points: 11, value_per_point: '1' },
      earn_points_per_money: '1',
    },
    { net: '90.00', tax: '9.00', total: '99.00', points_won: 110, discount: '-11.00' },
  ],
];

const ofKind = (kind: string, cases: readonly Case[]) =>
  cases.map(
    ([name, inputs, expected]) => [name, { id: name, inputs: { kind, ...inputs }, expected }] as const,
  );

describe('promotion, coupon, loyalty', () => {
  it.each([...ofKind('promotion', promotions), ...ofKind('coupon', coupons), ...ofKind('loyalty', loyalty)])(
    '%s',
    (_name, each) => {
      const result = runPricingCase(each);
      expect(result.kind === 'failed' ? result.deviations : result).toEqual({ kind: 'passed' });
    },
  );

  it.each([
    ['a field nobody knows', { promotions: [{ percent: '10', colour: 'red' }] }, 'promotions.0.colour'],
    ['a target nobody knows', { promotions: [{ percent: '10', target: 'cheap' }] }, 'target'],
    ['two gifts in one', { promotions: [{ percent: '10', amount: '1' }] }, 'several gifts'],
    ['no gift', { promotions: [{ target: 'order' }] }, 'gives nothing'],
    ['a base nobody knows', { promotions: [{ percent: '10', on: 'list' }] }, 'on is "list"'],
    ['more than all', { promotions: [{ percent: '101' }] }, 'out-of-range'],
  ])('%s is unsupported', (_name, inputs, why) => {
    const result = runPricingCase({
      id: '',
      inputs: { kind: 'promotion', lines: [line('1')], ...inputs },
      expected: { total: '1' },
    });
    expect(result.kind).toBe('unsupported');
    expect(result.kind === 'unsupported' && result.why).toContain(why);
  });
});
