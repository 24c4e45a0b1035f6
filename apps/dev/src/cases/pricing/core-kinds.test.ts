import { describe, expect, it } from 'vitest';
import { runPricingCase } from './run-pricing-case.ts';

// Values of the format's table that no shared case has; expected results computed by hand.

type Values = Readonly<Record<string, unknown>>;
const line = (unit_price: string, qty: number, taxes: readonly Values[] = [], more: Values = {}) => ({
  unit_price,
  qty,
  taxes,
  ...more,
});
const incl = (rate_percent: string, more: Values = {}) => ({ rate_percent, price_mode: 'included', ...more });
const excl = (rate_percent: string, more: Values = {}) => ({ rate_percent, ...more });

const CASES: readonly (readonly [string, Values, Values])[] = [
  [
    'the shelf price holds',
    { kind: 'tax', lines: [line('52.50', 1, [incl('12')])] },
    { net: '46.87', taxes: ['5.63'], total: '52.50' },
  ],
  [
    'an excluded tax beside an included one',
    { kind: 'tax', lines: [line('2300', 1, [excl('15'), incl('5.5')])] },
    { net: '2180.09', taxes: ['327.01', '119.91'], total: '2627.01' },
  ],
  [
    'net first: the tax is the rest',
    { kind: 'tax', round_first: 'net', lines: [line('2.99', 1, [incl('4')])] },
    { net: '2.88', taxes: ['0.11'], total: '2.99' },
  ],
  [
    'net first: several taxes share the rest',
    { kind: 'tax', round_first: 'net', lines: [line('100', 1, [incl('7'), incl('3')])] },
    { net: '90.91', taxes: ['6.36', '2.73'], total: '100' },
  ],
  [
    'net first in the order',
    {
      kind: 'order',
      round_first: 'net',
      rounding: 'per_order',
      lines: [line('2.99', 1, [incl('4')]), line('2.99', 1, [incl('4')])],
    },
    {
      net: '5.75',
      tax: '0.23',
      taxes: ['0.23'],
      total: '5.98',
      net_unrounded: '5.75',
      total_unrounded: '5.98',
    },
  ],
  [
    'a currency whose smallest coin is 0.05 (Odoo: random case 2)',
    { kind: 'tax', currency_step: '0.05', lines: [line('50', 1, [incl('5')])] },
    { net: '47.60', taxes: ['2.40'], total: '50' },
  ],
  [
    'a price between two steps',
    { kind: 'tax', currency_step: '0.05', lines: [line('10.02', 1, [excl('10')])] },
    { taxes: ['1.00'], total: '11.00' },
  ],
  [
    'steps in the order',
    {
      kind: 'order',
      rounding: 'per_order',
      currency_step: '0.05',
      lines: [line('10.02', 1, [excl('10')]), line('10.02', 1, [excl('10')])],
    },
    { tax: '2.00', total: '22.05' },
  ],
  [
    'a withholding tax is negative',
    {
      kind: 'tax',
      lines: [line('50', 1, [excl('-20'), excl('4', { include_base_amount: true }), excl('22')])],
    },
    { taxes: ['-10', '2', '11.44'], total: '53.44' },
  ],
  [
    'division taxes share one total',
    {
      kind: 'tax',
      lines: [
        line('85', 1, [excl('5', { amount_type: 'division' }), excl('10', { amount_type: 'division' })]),
      ],
    },
    { net: '85', taxes: ['5', '10'], total: '100' },
  ],
  [
    'an included division tax is a share of the price',
    { kind: 'tax', lines: [line('200', 1, [incl('10', { amount_type: 'division' })])] },
    { net: '180', taxes: ['20'], total: '200' },
  ],
  [
    'a compound excluded tax',
    {
      kind: 'tax',
      lines: [line('100', 1, [excl('10'), excl('10', { compound: true, is_base_affected: false })])],
    },
    { taxes: ['10', '11'], total: '121' },
  ],
  [
    'a deposit inside the price, beside a tax that leaves it alone',
    {
      kind: 'tax',
      lines: [
        line('6.25', 2, [{ amount_type: 'fixed', amount: '0.25', price_mode: 'included' }, incl('20')]),
      ],
    },
    { net: '10.00', taxes: ['0.50', '2.00'], total: '12.50' },
  ],
  [
    'a deposit inside the price that is taxed',
    {
      kind: 'tax',
      lines: [
        line('12.10', 1, [
          { amount_type: 'fixed', amount: '1', price_mode: 'included', include_base_amount: true },
          incl('10'),
        ]),
      ],
    },
    { net: '10.00', taxes: ['1.00', '1.10'], total: '12.10' },
  ],
  [
    'a reverse charge in a price is not paid',
    { kind: 'tax', lines: [line('100', 1, [incl('20', { reverse_charge: true })])] },
    { net: '100', taxes: ['20', '-20'], tax: '0', total: '100' },
  ],
  [
    'per unit',
    { kind: 'order', unit: 'minor', rounding: 'per_unit', lines: [line('123', 3, [excl('20')])] },
    { tax: 75, total: 444 },
  ],
  [
    'per order, tax by tax',
    {
      kind: 'order',
      rounding: 'per_order',
      lines: [line('0.33', 1, [excl('10')]), line('0.33', 1, [excl('10')])],
    },
    { net: '0.66', tax: '0.07', total: '0.73', total_unrounded: '0.726' },
  ],
  [
    'half a kilo, come back',
    { kind: 'order', decimals: 3, lines: [line('19.99', -0.5, [incl('20')])] },
    { net: '-8.329', tax: '-1.666', total: '-9.995' },
  ],
  [
    'another tax, same gross',
    { kind: 'tax', lines: [line('121', 1, [incl('21')])], change_tax_to: excl('10'), keep: 'gross' },
    { new_unit_price: '110.00', total: '121.00' },
  ],
  [
    'another tax, same net, where nothing is kept by name',
    { kind: 'tax', lines: [line('100', 1, [excl('21')])], change_tax_to: incl('21') },
    { new_unit_price: '121.00' },
  ],
  [
    'a voided line counts nowhere',
    { kind: 'order', lines: [line('10', 1, [excl('10')]), line('99', 1, [excl('10')], { voided: true })] },
    { total: '11', line_totals: ['11'], net: ['10'], tax: ['1'] },
  ],
  [
    'a percentage, half down',
    { kind: 'line_discount', lines: [line('1.25', 1, [], { discount_percent: '10' })] },
    { total: '1.13' },
  ],
  [
    'a percentage, half up',
    {
      kind: 'line_discount',
      discount_mode: 'HALF_UP',
      lines: [line('1.25', 1, [], { discount_percent: '10' })],
    },
    { total: '1.12', line_discounts: ['0.13'] },
  ],
  [
    'a percentage, cut',
    {
      kind: 'line_discount',
      discount_mode: 'DOWN',
      lines: [line('1.29', 1, [], { discount_percent: '10' })],
    },
    { total: '1.17' },
  ],
  [
    'discounts on nets (medusa: included line, excluded shipping)',
    {
      kind: 'line_discount',
      discount_policy: 'net_then_tax',
      lines: [line('99', 1, [incl('10')], { discount_amount: '9' })],
      shipping: { price: '9', rate: '10', mode: 'excluded', discount: '3' },
    },
    { total: '95.7', tax: '8.7' },
  ],
  [
    'a line discount split back',
    {
      kind: 'line_discount',
      discount_policy: 'split_back',
      lines: [line('110', 1, [incl('10')], { discount_amount: '11' })],
    },
    { net: '90', tax: '9', total: '99', discount: '11', discount_total_with_tax: '11' },
  ],
  [
    'a discount is never more than the line',
    { kind: 'line_discount', lines: [line('5', 2, [excl('10')], { discount_per_unit: '7' })] },
    { total: '0', discount: '10', discount_total_with_tax: '11' },
  ],
  [
    'an amount by tax-inclusive weights',
    {
      kind: 'order_discount',
      apportion_base: 'gross',
      order_discount_amount: '10',
      lines: [line('100', 1, []), line('100', 1, [excl('50')])],
    },
    { line_discounts: ['4', '6'], net: '190', tax: '47', total: '237' },
  ],
  [
    'an amount in equal parts',
    {
      kind: 'order_discount',
      allocate_mode: 'equal',
      order_discount_amount: '10',
      lines: [line('10', 1), line('20', 1), line('70', 1)],
    },
    { line_discounts: ['3.34', '3.33', '3.33'] },
  ],
  [
    'the last takes the remainder',
    {
      kind: 'order_discount',
      remainder: 'last',
      order_discount_amount: '1',
      lines: [line('10', 1), line('10', 1), line('10', 1)],
    },
    { line_discounts: ['0.33', '0.33', '0.34'], discount: '1' },
  ],
  [
    'what a lowest price keeps back moves',
    {
      kind: 'order_discount',
      order_discount_amount: '20',
      lines: [line('50', 1, [], { min_price: '45' }), line('20', 1)],
    },
    { line_discounts: ['5', '15'], unit_discounts: [['5'], ['15']], total: '50' },
  ],
  [
    'a percentage of the net total',
    {
      kind: 'order_discount',
      discount: { percent: '10', on: 'net_total' },
      lines: [line('110', 1, [incl('10')])],
    },
    { net: '90', total: '99', discount: '10' },
  ],
  [
    'a percentage of the grand total',
    {
      kind: 'order_discount',
      discount: { percent: '10', on: 'grand_total' },
      lines: [line('110', 1, [incl('10')])],
    },
    { net: '90', total: '99', discount: '11' },
  ],
  [
    'a service charge after discounts',
    {
      kind: 'surcharge',
      service_charge_percent: '10',
      basis: 'net',
      order_discount_amount: '20',
      lines: [line('100', 1, [excl('10')])],
    },
    { charge: '8', net: '88', total: '96' },
  ],
  [
    'a service charge before discounts',
    {
      kind: 'surcharge',
      service_charge_percent: '10',
      basis: 'gross',
      order_discount_amount: '20',
      lines: [line('100', 1, [excl('10')])],
    },
    { charge: '10', total: '98' },
  ],
  [
    'a fixed charge joins the list',
    { kind: 'surcharge', subtotal: '100', discount: '20', service_charge_percent: '10', fixed: '2.50' },
    { charge: '8', charges: ['8', '2.50'], total: '90.50' },
  ],
  [
    'a list of charges',
    {
      kind: 'surcharge',
      subtotal: '100',
      discount: '20',
      charges: [{ service_charge_percent: '12.5', basis: 'gross' }, { fixed: '1.10' }],
    },
    { charges: ['12.50', '1.10'], total: '93.60' },
  ],
  [
    'a surcharge with its tax in the price',
    {
      kind: 'surcharge',
      unit: 'minor',
      lines: [line('1000', 1, [incl('20')])],
      surcharge: { amount: -240, tax: '20' },
    },
    { net: 633, total: 760 },
  ],
  [
    'taxes that are only added up',
    { kind: 'tax_sum', rounding: 'per_order', line_taxes: ['1.633', '1.634'] },
    { tax: '3.27' },
  ],
  [
    'the tax of discounts, each rounded',
    { kind: 'discount_tax', rounding: 'per_line', discount_net: ['0.05', '0.05'], rate: '10' },
    { discount_tax: '0.02' },
  ],
  [
    'the tax of discounts, summed',
    { kind: 'discount_tax', discount_net: ['0.05', '0.05'], rate: '10' },
    { discount_tax: '0.01' },
  ],
];

describe('orders, lines, taxes, discounts and charges', () => {
  it.each(CASES)('%s', (id, inputs, expected) => {
    expect(runPricingCase({ id, inputs, expected })).toEqual({ kind: 'passed' });
  });

  it('a wrong expectation is a deviation, with its derivation', () => {
    const [id, inputs] = CASES[0]!;
    const result = runPricingCase({ id, inputs, expected: { total: '52.51' } });
    expect(result).toMatchObject({
      kind: 'failed',
      deviations: [{ field: 'total', expected: '52.51', found: '52.5' }],
    });
  });

  it.each([
    ['a field nobody knows', { kind: 'order', lines: [line('1', 1, [], { tare: '0.1' })] }],
    ['a word nobody knows', { kind: 'order', rounding: 'per_moon', lines: [line('1', 1)] }],
    ['a tax without its rate', { kind: 'order', lines: [line('1', 1, [{}])] }],
    ['a price finer than any', { kind: 'order', lines: [line('0.0000001', 1)] }],
    ['an order beyond any amount', { kind: 'order', lines: [line('900000000', 9_000_000)] }],
  ])('%s is unsupported, never guessed', (id, inputs) => {
    expect(runPricingCase({ id, inputs, expected: {} })).toMatchObject({ kind: 'unsupported' });
  });
});
