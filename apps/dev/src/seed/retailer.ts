import { scaledToDecimal } from '@beaveros/kit';
import { catalogueOf } from '../retail/retail-catalogue.ts';
import type { RetailLine } from '../retail/retail-file.ts';
import { RETAIL_CURRENCY } from '../retail/retail-invoices.ts';
import type { TenantPlan } from './tenant-plan.ts';

const MICRO_DIGITS = 6;
const GIFTS = 'Gifts';

/** A shop that sells what a retail file holds: no tax, one item for each stock code. */
export function retailerOf(
  lines: readonly RetailLine[],
  change: Partial<Pick<TenantPlan, 'slug' | 'terminals'>> = {},
): TenantPlan {
  return {
    slug: 'beaver-daughters',
    name: 'Beaver & Daughters',
    admin: { username: 'admin', password: 'daughters-admin-2026', firstName: 'Beatrice', lastName: 'Beaver' },
    store: {
      code: 'LON1',
      name: 'Beaver & Daughters London',
      timeZone: 'Europe/London',
      dayStartMinutes: 4 * 60,
      currency: RETAIL_CURRENCY,
      language: 'en',
      address: '12 Brook Lane, London',
      receiptHeader: 'Gifts since 2010',
      receiptFooter: 'Thank you. Returns within 28 days.',
    },
    terminals: [
      { code: 'T1', name: 'Front', kind: 'till' },
      { code: 'T2', name: 'Back', kind: 'till' },
    ],
    people: [
      { username: 'bella', firstName: 'Bella', lastName: 'Brook', role: 'Manager', pin: '2580' },
      { username: 'oscar', firstName: 'Oscar', lastName: 'Otter', role: 'POS Operator', pin: '1111' },
    ],
    paymentMethods: [
      ['Cash', 'cash'],
      ['Card', 'card'],
    ],
    areas: [],
    stages: [],
    stations: [],
    taxes: [],
    modifiers: [],
    categories: [{ name: GIFTS, color: '#6d4c41' }],
    rules: [],
    items: catalogueOf(lines).map(({ code, name, priceMicro }) => ({
      name,
      sku: code,
      price: scaledToDecimal(priceMicro, MICRO_DIGITS),
      category: GIFTS,
      taxes: [],
      modifiers: [],
      barcodes: [],
    })),
    ...change,
  };
}
