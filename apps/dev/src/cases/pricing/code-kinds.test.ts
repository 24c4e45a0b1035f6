// Cases of our own for what the shared file leaves out of the table: computed by hand, in its format.
import { describe, expect, it } from 'vitest';
import { runPricingCase } from './run-pricing-case.ts';

const TODAY = '2026-11-22';
const run = (inputs: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, unknown>>) =>
  runPricingCase({ id: 'own', inputs, expected });

describe.each([
  ['check_digit', { symbology: 'EAN-13', code: '4006381333931' }, { valid: true, check_digit: '1' }],
  ['check_digit', { symbology: 'EAN13', code: '4006381333930' }, { valid: false, check_digit: 1 }],
  ['check_digit', { symbology: 'UPC-A', code: '036000291452' }, { valid: true }],
  ['check_digit', { symbology: 'UPC-E', code: '04252614' }, { valid: true }],
  ['check_digit', { symbology: 'ITF-14', code: '15400141288763' }, { valid: true }],
  // A code without its check digit: 12 + 0 + 0 + 6 + 9 + 8 + 3 + 3 + 9 + 3 + 27 + 3 + 3 = 86.
  ['check_digit', { symbology: 'GTIN-14', code: '4006381333931' }, { valid: false, check_digit: '4' }],
  ['check_digit', { symbology: 'EAN-8', code: '8711112X' }, { valid: false }],
  ['check_digit', { code: '106141412345678908', symbology: 'SSCC' }, { valid: true }],

  [
    'embedded',
    { pattern: '1........{NND}.', code: '1020034051259', type: 'value' },
    { base_code: '1020034050009', value: '12.5' },
  ],
  [
    'embedded',
    { pattern: '1........{NND}.', code: '1020034051259', type: 'value', check_digit: 'keep' },
    { base_code: '1020034050009', value: '12.5' },
  ],
  // 21 00001 02750: weights 1 and 3 give 2+1*3+0+0+0+0+1+0*3+2+7*3+5+0*3 = 34, so 6; it says 7, and 7 is kept.
  [
    'embedded',
    { pattern: '21.....{NNDDD}.', code: '2100001027507', type: 'weight', check_digit: 'keep' },
    { base_code: '2100001000007', product_code: '00001', weight_kg: '2.75' },
  ],
  [
    'embedded',
    { prefix: '21', code: '2101234012507', type: 'weight', sale_unit: 'g' },
    { product_code: '01234', weight_kg: '1.250', qty: '1250' },
  ],
  [
    'embedded',
    { prefix: '2', product_digits: 4, value_digits: 6, code: '2123400123456', type: 'price' },
    { product_code: '1234', price: '12.34' },
  ],
  ['embedded', { prefix: '27', code: '2712345006789', type: 'value' }, { value: '678' }],
  // 3.00 at 1.25 a kilogram is 2.4 kg; the total stays 3.00.
  [
    'embedded',
    { pattern: '23.....{NNNDD}.', code: '2312345003003', type: 'price', unit_price_per_kg: '1.25' },
    { price: '3.00', qty_kg: '2.4', line_total: '3.00', base_code: '2312345000002' },
  ],
  // 0.333 kg at 9.99 is 3.32667.
  [
    'embedded',
    { pattern: '21.....{NNDDD}.', code: '2100001003339', type: 'weight', unit_price_per_kg: '9.99' },
    { weight_kg: '0.333', line_total: '3.33' },
  ],
  // 0 2 1 2 3 4 5 0 0 0 0 0: 0+1*1+... = odd places 0+1+3+5+0+0 = 9, even 2+2+4+0+0+0 = 8, 9+24 = 33, so 7.
  [
    'embedded',
    { pattern: '0212345{NNNDD}x', embedded_price: '2.65', unit_price_per_kg: '1.50' },
    { base_code: '0212345000007', price: '2.65', qty_kg: '1.767', line_total: '2.65' },
  ],

  [
    'gs1',
    { element_string: '010400638133393110ABC\u001d39221299\u001d17271200', today: TODAY },
    { gtin: '04006381333931', lot: 'ABC', price: '12.99', valid: true },
  ],
  [
    'gs1',
    { element_string: '(01)04006381333931(17)271200(3932)9781299(21)S-1(11)260131', today: TODAY },
    { expiry: '2027-12-31', price: '12.99', currency: '978', serial: 'S-1', produced: '2026-01-31' },
  ],
  [
    'gs1',
    { element_string: '(3200)000012(3300)000034(3111)000056(37)3', today: TODAY },
    { net_weight_lb: 12, gross_weight_kg: 34, length_m: '5.6', count: 3 },
  ],
  ['gs1', { element_string: '(01)04006381333932(10)A', today: TODAY }, { valid: false, lot: 'A' }],
  ['gs1', { element_string: '(17)261301', today: TODAY }, { valid: false }],
  ['gs1', { element_string: '10A<GS>21B' }, { lot: 'A', serial: 'B' }],

  ['gs1_date', { value: '770101', today: TODAY }, { date: '1977-01-01', valid: true }],
  ['gs1_date', { value: '760101', today: TODAY }, { date: '2076-01-01', valid: true }],
  ['gs1_date', { value: '210200', today: TODAY }, { date: '2021-02-28' }],
  ['gs1_date', { value: '260229', today: TODAY }, { valid: false }],
  ['gs1_date', { value: '000101', today: '2055-01-01' }, { date: '2100-01-01' }],

  [
    'business_date',
    { timezone: 'Europe/Madrid', instant: '2026-03-29T00:59:59Z', day_start: '02:30' },
    { business_date: '2026-03-28' },
  ],
  [
    'business_date',
    { timezone: 'Europe/Madrid', instant: '2026-03-29T03:00:00+02:00', day_start: '02:30' },
    { business_date: '2026-03-29' },
  ],
  [
    'business_date',
    { timezone: 'Asia/Kathmandu', instant: '2026-11-22T18:15:00.000Z' },
    { business_date: '2026-11-23' },
  ],
] as const)('%s of %j', (kind, inputs, expected) => {
  it(`is ${JSON.stringify(expected)}`, () => {
    expect(run({ kind, ...inputs }, expected)).toEqual({ kind: 'passed' });
  });
});

describe('what has no meaning is unsupported', () => {
  it.each([
    [{ kind: 'check_digit', symbology: 'Code 39', code: '1' }],
    [{ kind: 'check_digit', symbology: 'EAN-8' }],
    [{ kind: 'check_digit', symbology: 'EAN-8', code: '87111125', colour: 'red' }],
    [{ kind: 'embedded', pattern: '21.....{NNDDD}.' }],
    [{ kind: 'embedded', pattern: '21.....', code: '2100001' }],
    [{ kind: 'embedded', prefix: '21', code: '2101234012507', type: 'volume' }],
    [{ kind: 'gs1', element_string: '(17)261231' }],
    [{ kind: 'gs1_date', value: '260101', today: '22 November' }],
    [{ kind: 'business_date', timezone: 'Mars/Olympus', instant: '2026-11-22T00:00:00Z' }],
    [{ kind: 'business_date', timezone: 'UTC', instant: '2026-11-22T00:00:00' }],
    [{ kind: 'business_date', timezone: 'UTC', instant: '2026-11-22T00:00:00Z', day_start: '24:00' }],
  ])('%j', (inputs) => {
    expect(run(inputs, {}).kind).toBe('unsupported');
  });
});
