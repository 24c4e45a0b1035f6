import { describe, expect, it } from 'vitest';
import { runPricingCase } from './run-pricing-case.ts';

// Values of the field table that no shared case has; expectations computed by hand, the sum beside them where it is long.

type Case = readonly [inputs: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, unknown>>];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  allocate: [
    [{ weights: [2, 1, 3], amount: '1.00', remainder: 'first' }, { parts: ['0.34', '0.16', '0.50'] }],
    [{ weights: [1, 1, 1], amount: '20.00', remainder: 'last' }, { parts: ['6.67', '6.67', '6.66'] }],
    [{ weights: [1, 1, 1], amount: '1000', decimals: 0 }, { parts: ['334', '333', '333'] }],
    [
      { weights: ['0.1', '0.1', '0.1'], amount: '10.000', decimals: 3 },
      { parts: ['3.334', '3.333', '3.333'] },
    ],
    [{ weights: [0, 0], amount: '0.05' }, { parts: ['0.03', '0.02'] }],
    [
      { weights: [0, 5, 10, 20], amount: -10, unit: 'minor', allocate_mode: 'equal' },
      { parts: [0, -4, -3, -3] },
    ],
    // 200 steps of 0.05 over three: 67, 67, 66.
    [{ weights: [1, 1, 1], amount: '10.00', currency_step: '0.05' }, { parts: ['3.35', '3.35', '3.30'] }],
  ],
  round: [
    [{ value: '2.345', mode: 'HALF_EVEN' }, { value: '2.34' }],
    [{ value: '2.355', mode: 'HALF_EVEN' }, { value: '2.36' }],
    [{ value: '-1.001', mode: 'UP' }, { value: '-1.01' }],
    [{ value: '-1.999', mode: 'DOWN' }, { value: '-1.99' }],
    [{ value: '0.5', decimals: 0 }, { value: '1' }],
    [{ value: '1.025', step: '0.05' }, { value: '1.05' }],
    [{ value: '1.025', step: '0.05', mode: 'HALF_DOWN' }, { value: '1.00' }],
  ],
  combo: [
    [
      {
        combo_price: '50',
        children: [
          ['10', 1],
          ['10', 1],
          ['10', 1],
        ],
      },
      { unit_prices: ['16.67', '16.67', '16.66'], total: '50.00' },
    ],
    [
      {
        combo_price: '1000',
        decimals: 0,
        children: [
          ['400', 2],
          ['300', 1],
        ],
      },
      { unit_prices: ['364', '272'], line_totals: ['728', '272'], total: '1000' },
    ],
    [
      {
        combo_price: '9.00',
        children: [
          ['0', 1],
          ['0', 2],
        ],
      },
      { unit_prices: ['3.00', '3.00'] },
    ],
    [
      { total_included: '50.00', tax_change: { from_percent: '10', to_percent: '5' } },
      { total: '47.72', tax_before: '4.55', tax_after: '2.27' },
    ],
    [
      { total_included: '119', tax_change: { from_percent: '19', to_percent: '7' }, keep: 'gross' },
      { total: '119', tax_before: '19.00', tax_after: '7.79' },
    ],
  ],
  pricelist: [
    [{ list_price: '100', nested: [{ percent: '-10' }, { fixed: '5' }] }, { unit_price: '95' }],
    [{ list_price: '100', rules: [{ percent: '-10' }, { fixed: '5' }], nested: true }, { unit_price: '95' }],
    [
      {
        list_price: '100',
        qty: 20,
        rules: [
          { scope: 'global', min_qty: 10, price: '20' },
          { scope: 'variant', price: '60' },
        ],
      },
      { unit_price: '60' },
    ],
    [{ list_price: '100', qty: 4, rules: [{ min_qty: 5, price: '50' }] }, { unit_price: '100' }],
    [{ list_price: '19.99', rules: [{ percent: '-12.5' }] }, { unit_price: '17.49' }],
    [
      {
        list_price: '10',
        currency: 'EUR',
        rate_eur_to_usd: '1.25',
        steps: [{ convert_to: 'USD' }, { add: '1' }, { convert_to: 'EUR' }],
      },
      { unit_price: '10.80' },
    ],
    [{ list_price: '999', decimals: 0, rules: [{ percent: '-15' }] }, { unit_price: '849' }],
  ],
  price_rule: [
    [{ list_price: '20.25', percent: '10' }, { unit_price: '22.28' }],
    [{ list_price: '10', fixed: '-3.50' }, { unit_price: '6.50' }],
    [{ list_price: '10', fixed: '-20' }, { unit_price: '0' }],
    [{ list_price: '10', percent: '-50', min_price: '6' }, { unit_price: '6' }],
    [{ list_price: 1999, percent: '-15', unit: 'minor' }, { unit_price: 1699 }],
    [{ list_price: '1.005', percent: '-10', decimals: 3 }, { unit_price: '0.905' }],
  ],
  pricing_rule: [
    [
      { list_price: '100', rule: { min_qty: 5, max_qty: 7, discount_percent: '17.5' }, qty: 10 },
      { unit_price: '100' },
    ],
    [
      { list_price: '100', rule: { min_qty: 5, max_qty: 7, discount_percent: '17.5' }, qty: 7 },
      { unit_price: '82.50' },
    ],
    [
      { list_price: '100', rule: { margin_percent: '20', discount_percent: '25' } },
      { rate_with_margin: '120', unit_price: '90', discount: '30' },
    ],
    [
      { list_price: '19.99', margin_percent: '3.5' },
      { rate_with_margin: '20.69', unit_price: '20.69' },
    ],
    // 33.33 + 10 % = 36.663, - 10 % = 32.9967.
    [
      { list_price: '33.33', margin_percent: '10', discount_percent: '10' },
      { rate_with_margin: '36.66', unit_price: '33.00', discount: '3.66' },
    ],
  ],
  cash_rounding: [
    [
      { order_total: '52.54', step: '10', method: 'UP', tender: 'cash' },
      { payable: '60', rounding: '7.46' },
    ],
    [
      { order_total: '52.54', step: '0.05', tender: 'card' },
      { payable: '52.54', rounding: '0' },
    ],
    [
      {
        order_total: '15.72',
        step: '0.05',
        payments: [
          ['card', '0.68'],
          ['cash', '15.05'],
        ],
      },
      { paid: '15.73', payable: '15.73', rounding: '0.01', remaining: '0', valid: true },
    ],
    [
      { order_total: '52.54', step: '0.05', scope: 'cash_only', payments: [['card', '2.54']] },
      { remaining_for_cash: '50.00' },
    ],
    // 15.73 + 3.93, 23.49 + 3.52 + 5.87.
    [
      {
        order_lines: [
          { unit_price: '15.73', qty: 1, taxes: [{ rate_percent: '25' }] },
          { unit_price: '23.49', qty: 1, taxes: [{ rate_percent: '15' }, { rate_percent: '25' }] },
        ],
        step: '0.05',
      },
      { payable: '52.55', rounding: '0.01' },
    ],
    [{ order_total: '1.25', step: '0.5', method: 'HALF_EVEN' }, { payable: '1.00' }],
    [
      { order_total: '52.54', step: '10', method: 'UP', refund: true },
      { payable: '-60', rounding: '-7.46' },
    ],
    [
      { order_total: '52.54', step: '10', method: 'UP', scope: 'all_methods', tender: 'card', amount: '70' },
      { payable: '60', change: '10', valid: true },
    ],
    [
      {
        order_total: '15.72',
        step: '0.05',
        scope: 'all_methods',
        refund: true,
        payments: [['card', '-0.68']],
      },
      { remaining: '-15.02' },
    ],
    [
      { order_total: '1234', decimals: 0, step: '10' },
      { payable: '1230', rounding: '-4' },
    ],
  ],
  split_tender: [
    [
      {
        order_total: '100',
        payments: [
          ['cash', '30'],
          ['card', '30'],
        ],
      },
      { remaining_after_first: '70', remaining: '40', paid: '60', valid: false, change: '0' },
    ],
    [{ order_total: '1000', decimals: 0, payments: [['cash', '2000']] }, { change: '1000' }],
    [
      {
        order_total: '10.02',
        step: '0.05',
        payments: [
          ['card', '5'],
          ['cash', '10'],
        ],
      },
      { payable: '10.00', rounding: '-0.02', change: '5.00' },
    ],
    [
      { order_total: 999, unit: 'minor', payments: [['card', 999]] },
      { valid: true, remaining: 0 },
    ],
    [
      { order_total: '5', payments: [] },
      { remaining: '5', valid: false },
    ],
  ],
  gift_card: [
    [
      { total_net: '10.00', total_gross: '12.00', gift_card_balance: '5.00' },
      { remaining_net: '5.83', remaining_gross: '7.00', redeemed: '5.00' },
    ],
    [
      { lines: [{ unit_price: '10', qty: 1, taxes: [{ rate_percent: '20' }] }], gift_card_balance: '5' },
      { total: '7.00', tax: '2.00', net: '10.00', redeemed: '5.00' },
    ],
    [
      { lines: [{ unit_price: '1.98' }], gift_card_balance: '5' },
      { redeemed: '1.98', total: '0', gift_card_balance: '3.02' },
    ],
    [
      {
        lines: [{ unit_price: '10', qty: -2, taxes: [{ rate_percent: '10', price_mode: 'included' }] }],
        refund_to: 'gift_card',
      },
      { gift_card_value: '20.00', total: '0.00' },
    ],
    [
      { lines: [{ unit_price: '10', qty: -2 }], refund_to: 'cash' },
      { gift_card_value: '0', total: '-20.00' },
    ],
    // Net 10 / 1.2 = 8.333333; 3 of 10 remain.
    [
      {
        rounding: 'none',
        lines: [{ unit_price: '10', taxes: [{ rate_percent: '20', price_mode: 'included' }] }],
        gift_card_balance: '7',
      },
      { remaining_gross: '3', remaining_net: '2.50' },
    ],
    [
      { total_net: '1000', total_gross: '1100', gift_card_balance: '333', decimals: 0 },
      { remaining_gross: '767', remaining_net: '697' },
    ],
  ],
  refund: [
    [
      { line_total: '10.00', qty: 3, refund_qty: 1, repeat: 2 },
      { each: '3.33', remaining: '3.34' },
    ],
    [{ decimals: 0, line_total: '1000', qty: 3, refund_qty: 2 }, { total: '667' }],
    [
      { line_total: '0.05', qty: 10, refund_qty: 1, repeat: 6 },
      { each: '0.01', remaining: '0' },
    ],
    [
      { line_total: '25.50', line_tax: '5.10', qty: 2, refund_qty: 2 },
      { total: '25.50', tax: '5.10', remaining: '0' },
    ],
    [{ line_total: '10.00', qty: '1.5', refund_qty: '0.5' }, { total: '3.33' }],
    [{ line_total: '10.00', qty: 2, refund_qty: 5 }, { total: '10.00' }],
    [{ line_total: '-10.00', qty: -3, refund_qty: -1 }, { total: '-3.33' }],
  ],
  session: [
    [
      {
        orders: [
          { lines: [{ unit_price: '10', qty: 2, taxes: [{ rate_percent: '10' }] }], tender: 'cash' },
          { lines: [{ unit_price: '10', qty: -1, taxes: [{ rate_percent: '10' }] }], tender: 'cash' },
        ],
        opening_float: '100',
      },
      { cash: '11.00', tax_10_percent: '1.00', expected_cash: '111.00' },
    ],
    [
      {
        orders: [
          {
            lines: [{ unit_price: '1000', taxes: [{ rate_percent: '2.5' }, { rate_percent: '2.5' }] }],
            tender: 'bank',
          },
        ],
      },
      { 'tax_2.5_percent': '50', bank: '1050' },
    ],
    [
      { orders: [{ lines: [{ unit_price: '11' }], payments: [['cash', '20']] }] },
      { cash: '11', total: '11' },
    ],
    // 5.92, 1.52, 1.54 and 0.39 at 21 %: 1.2432 + 0.3192 + 0.3234 + 0.0819 = 1.9677.
    [
      {
        rounding: 'per_order',
        orders: [
          {
            lines: [
              { unit_price: '1.48', qty: 4, taxes: [{ rate_percent: '21' }] },
              { unit_price: '1.52', taxes: [{ rate_percent: '21' }] },
              { unit_price: '1.54', taxes: [{ rate_percent: '21' }] },
              { unit_price: '0.39', taxes: [{ rate_percent: '21' }] },
            ],
            tender: 'cash',
          },
        ],
      },
      { tax_21_percent: '1.97', cash: '11.34' },
    ],
    [
      { orders: [{ lines: [{ unit_price: '5' }, { unit_price: '7', voided: true }], tender: 'voucher' }] },
      { voucher: '5' },
    ],
    [
      {
        opening_float: '50',
        orders: [
          { lines: [{ unit_price: '20', qty: 2 }], tender: 'cash' },
          { lines: [{ unit_price: '20', qty: 1 }], tender: 'cash', refund: true },
        ],
        counted: '69.50',
      },
      { cash: '20', expected_cash: '70', variance: '-0.50' },
    ],
    // 10 / 1.07 = 9.345794.
    [
      {
        rounding: 'none',
        orders: [{ lines: [{ unit_price: '10', taxes: [{ rate_percent: '7', price_mode: 'included' }] }] }],
      },
      { net: '9.345794', tax_7_percent: '0.654206', total: '10' },
    ],
  ],
  consolidation: [
    [{ orders: [{ subtotal: '19.99', discount_percent: '12.5' }, { subtotal: '10' }] }, { total: '27.49' }],
    [{ orders: [{ subtotal: '100', discount_amount: '5' }] }, { total: '95', discount: '5' }],
    [{ orders: [{ subtotal: 1001, discount_percent: 50 }], unit: 'minor' }, { total: 501 }],
    [{ orders: [{ subtotal: '100', discount_percent: '100' }] }, { total: '0' }],
    [
      {
        orders: [{ lines: [{ unit_price: '10', taxes: [{ rate_percent: '10' }] }] }, { subtotal: '3' }],
      },
      { total: '14.00', tax: '1.00', net: '13.00' },
    ],
  ],
  z_report: [
    [
      { opening_float: '100', cash_sales: '500.50', cash_refunds: '20.25', counted: '580' },
      { expected_cash: '580.25', variance: '-0.25' },
    ],
    [{ opening_float: '100', cash_sales: '0', cash_refunds: '120' }, { expected_cash: '-20' }],
    [
      { opening_float: 500, counted: 510, unit: 'minor' },
      { expected_cash: 500, variance: 10 },
    ],
    [{ cash_sales: '1.005', decimals: 3, card_sales: '7' }, { expected_cash: '1.005' }],
    [{ opening_float: '1000', decimals: 0, counted: '1000' }, { variance: '0' }],
  ],
};

describe('kinds of money', () => {
  for (const [kind, cases] of Object.entries(CASES))
    it.for(cases)(`answers ${kind} %j`, ([inputs, expected]) => {
      expect(runPricingCase({ id: kind, inputs: { kind, ...inputs }, expected })).toEqual({ kind: 'passed' });
    });

  it.for(Object.entries(CASES))('names a field of %s that nobody knows', ([kind, cases]) => {
    const [inputs, expected] = cases[0]!;
    const result = runPricingCase({ id: kind, inputs: { kind, ...inputs, phase_of_moon: 'full' }, expected });
    expect(result).toEqual({ kind: 'unsupported', why: 'no meaning is known for phase_of_moon' });
  });

  it('has no answer for what the engine refuses', () => {
    const refused = [
      { kind: 'cash_rounding', order_total: '90000000001', step: '0.05' },
      { kind: 'cash_rounding', order_total: '1', step: '0' },
      { kind: 'combo', combo_price: '5', children: [] },
      { kind: 'refund', line_total: '10', qty: 2, refund_qty: -1 },
      { kind: 'gift_card', total_gross: '10', gift_card_balance: '-1' },
      { kind: 'pricelist', list_price: '10', steps: [{ convert_to: 'USD' }] },
      { kind: 'allocate', weights: [], amount: '1' },
      { kind: 'round', value: '1', step: '-1' },
    ];
    const kinds = refused.map((inputs) => runPricingCase({ id: '', inputs, expected: { total: '0' } }).kind);
    expect(kinds).toEqual(refused.map(() => 'unsupported'));
  });
});
