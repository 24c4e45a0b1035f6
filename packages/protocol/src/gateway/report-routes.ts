import { zId } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { zAmountText, zDecimal6 } from './decimal.ts';
import { LIVE_ERRORS, zChanged } from './live.ts';
import { defineRoute } from './route.ts';

/** Rows of one answer: ten stores by day for five years, or by hour for two months. More is refused. */
export const SALES_ROWS_MAX = 20_000;

const figures = {
  documents: z.int(),
  lines: z.int(),
  quantity: zDecimal6,
  net: zAmountText,
  tax: zAmountText,
  total: zAmountText,
  /** The part of `total` below zero: lines that were returns. */
  returned: zAmountText,
};

const readSales = defineRoute({
  name: 'readSales',
  service: 'report',
  method: 'GET',
  path: '/v1/reports/sales',
  identity: 'user',
  permission: 'can_view_reports',
  query: z.object({
    from: z.iso.date(),
    to: z.iso.date(),
    storeId: zId().optional(),
    by: z.enum(['day', 'hour']).default('day'),
  }),
  response: z.strictObject({
    /** One per currency; empty when nothing was sold. */
    totals: z.array(z.strictObject({ currency: z.string(), ...figures })),
    rows: z.array(
      z.strictObject({
        storeId: zId().nullable(),
        businessDate: z.iso.date(),
        /** Local hour at the store, null by day. */
        hour: z.int().min(0).max(23).nullable(),
        currency: z.string(),
        ...figures,
      }),
    ),
  }),
  errors: ['report/from-after-to', 'report/range-too-long'],
  description:
    'Sales of the stores the token names, from documents less reversals; both dates are business dates, inclusive.',
});

const watchSales = defineRoute({
  name: 'watchSales',
  service: 'report',
  method: 'GET',
  path: '/v1/reports/live',
  identity: 'user',
  permission: 'can_view_reports',
  response: zChanged,
  stream: true,
  errors: LIVE_ERRORS,
  description: 'Says when the sales of a store that the token names have changed.',
});

/** The routes of cloud/services/report. */
export const reportRoutes = [readSales, watchSales] as const;
