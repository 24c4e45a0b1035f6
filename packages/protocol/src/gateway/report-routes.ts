import { DIMENSIONS } from '@beaveros/domain/report';
import { zId } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { zAmountText, zDecimal6 } from './decimal.ts';
import { LIVE_ERRORS, zChanged } from './live.ts';
import { defineRoute } from './route.ts';

/** Rows of one answer: ten stores by day for five years, or by hour for two months. More is refused. */
export const SALES_ROWS_MAX = 20_000;

/** Keys of one answer: what a large store sells in a year. The largest come first. */
export const SALES_KEYS_MAX = 5_000;
/** Days of one answer: a month. */
export const DAYS_MAX = 31;

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

const readSalesBy = defineRoute({
  name: 'readSalesBy',
  service: 'report',
  method: 'GET',
  path: '/v1/reports/sales-by',
  identity: 'user',
  permission: 'can_view_reports',
  query: z.object({
    dimension: z.enum(DIMENSIONS),
    from: z.iso.date(),
    to: z.iso.date(),
    storeId: zId().optional(),
    limit: z.coerce.number().int().min(1).max(SALES_KEYS_MAX).default(200),
  }),
  response: z.strictObject({
    /** Keys there are; more than rows when `limit` left some out. */
    keys: z.int(),
    /** By total, the largest first. */
    rows: z.array(
      z.strictObject({
        /** Unique with the currency; what it is made of: `domain/src/report/dimensions.ts`. */
        key: z.string(),
        kind: z.string().nullable(),
        /** null: documents do not say what it is called. */
        name: z.string().nullable(),
        /** Of a tax, in 10^-6. */
        ratePpm: z.int().nullable(),
        currency: z.string(),
        count: z.int(),
        quantity: zDecimal6,
        net: zAmountText,
        tax: zAmountText,
        total: zAmountText,
        tips: zAmountText,
        rounding: zAmountText,
      }),
    ),
  }),
  errors: ['report/from-after-to'],
  description:
    'Sales by item, category, seller, charge, cashier, tender, tax, discount or void reason, over the stores the token names.',
});

const dayFigures = z.strictObject({
  sales: z.int(),
  refunds: z.int(),
  reversals: z.int(),
  net: zAmountText,
  total: zAmountText,
});

const zSum = z.strictObject({
  number: z.strictObject({ terminalCode: z.string(), series: z.int(), counter: z.int() }),
  closedAt: z.iso.datetime(),
  cashierName: z.string(),
  figures: dayFigures,
  float: zAmountText,
  cashIn: zAmountText,
  cashOut: zAmountText,
  expected: zAmountText,
  /** null: nobody counted. */
  counted: zAmountText.nullable(),
  variance: zAmountText.nullable(),
  tips: zAmountText,
  rounding: zAmountText,
  /** false: the till's disk did not see all of its shift. */
  isComplete: z.boolean(),
});

const zLateDocument = z.strictObject({
  documentId: zId(),
  orderId: zId(),
  kind: z.enum(['sale', 'refund', 'reversal']),
  number: z.strictObject({ terminalCode: z.string(), series: z.int(), counter: z.int() }),
  terminalId: zId().nullable(),
  /** null: the till by itself. */
  cashierId: zId().nullable(),
  cashierName: z.string(),
  /** By its till's clock. */
  writtenAt: z.iso.datetime(),
  /** When the cloud first heard of it. */
  arrivedAt: z.iso.datetime().nullable(),
  net: zAmountText,
  total: zAmountText,
});

const readDays = defineRoute({
  name: 'readDays',
  service: 'report',
  method: 'GET',
  path: '/v1/reports/days',
  identity: 'user',
  permission: 'can_view_reports',
  query: z.object({
    from: z.iso.date(),
    to: z.iso.date(),
    storeId: zId().optional(),
    /** What the days said then: by what the cloud had heard of. */
    asOf: z.iso.datetime().optional(),
  }),
  response: z.strictObject({
    days: z.array(
      z.strictObject({
        businessDate: z.iso.date(),
        storeId: zId().nullable(),
        currency: z.string(),
        /** No shift that is known is open. A view, no lock: later facts change it and say so in `corrections`. */
        isClosed: z.boolean(),
        total: dayFigures,
        ofZs: dayFigures,
        /** Documents of no shift of the day. */
        outside: dayFigures,
        /** What the day said before its corrections. */
        said: dayFigures,
        /** What was written before the day looked complete and came after. */
        corrections: z.array(
          z.strictObject({
            shiftId: zId().nullable(),
            ...dayFigures.shape,
            /** Which they are, the oldest first; the sums are of all, the list may leave the oldest out. */
            documents: z.array(zLateDocument).default([]),
          }),
        ),
        /** Paid beyond what was documented, by the Zs. */
        balance: zAmountText,
        tenders: z.array(
          z.strictObject({
            methodId: zId(),
            name: z.string(),
            type: z.string(),
            amount: zAmountText,
            tips: zAmountText,
            rounding: zAmountText,
            ofZs: zAmountText,
            /** Documents less Zs. */
            difference: zAmountText,
          }),
        ),
        shifts: z.array(
          z.strictObject({
            shiftId: zId(),
            terminalId: zId(),
            openedAt: z.iso.datetime(),
            documents: dayFigures,
            /** Beyond the Z; null: there is none yet. */
            late: dayFigures.nullable(),
            z: zSum.nullable(),
          }),
        ),
      }),
    ),
  }),
  errors: ['report/from-after-to', 'report/range-too-long'],
  description:
    'The days of the stores the token names: their shifts with Zs, what is in none, and corrections.',
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
export const reportRoutes = [readSales, readSalesBy, readDays, watchSales] as const;
