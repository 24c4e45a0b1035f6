import { zId, zStorable } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { accountRoutes } from './account-routes.ts';
import { zAmountText } from './decimal.ts';
import { grantSpend } from './grant-routes.ts';
import { defineRoute, page, pageQuery } from './route.ts';

const zUuid = zId();
const zMoment = z.int().min(0);
const zMethodType = z.enum(['cash', 'card', 'electronic', 'credit_account']);
const zMethodName = zStorable.trim().min(1).max(100);

const zPaymentMethod = z.strictObject({
  id: zUuid,
  name: zMethodName,
  type: zMethodType,
  isActive: z.boolean(),
});
export type PaymentMethod = z.output<typeof zPaymentMethod>;

const route = { service: 'payment', identity: 'user' } as const;
const manage = { ...route, permission: 'can_manage_payment_methods' } as const;

const listPaymentMethods = defineRoute({
  ...route,
  name: 'listPaymentMethods',
  method: 'GET',
  path: '/v1/payment-methods',
  query: pageQuery,
  response: page(zPaymentMethod),
  errors: [],
  description: 'The ways to pay, by name.',
});

const createPaymentMethod = defineRoute({
  ...manage,
  name: 'createPaymentMethod',
  method: 'POST',
  path: '/v1/payment-methods',
  /** `id`: minted where the person acts; without it the service mints one. */
  body: z.strictObject({
    id: zUuid.optional(),
    name: zMethodName,
    type: zMethodType,
    isActive: z.boolean().default(true),
  }),
  response: zPaymentMethod,
  errors: ['payment-method/duplicate'],
  description: 'Adds a way to pay; tills take it with their next sync.',
});

const changePaymentMethod = defineRoute({
  ...manage,
  name: 'changePaymentMethod',
  method: 'PATCH',
  path: '/v1/payment-methods/{id}',
  body: z.strictObject({ name: zMethodName, isActive: z.boolean() }).partial(),
  response: zPaymentMethod,
  errors: ['payment-method/not-found', 'payment-method/duplicate'],
  description: 'Renames it or takes it out of use. Its type stays: payments were recorded with it.',
});

const listPayments = defineRoute({
  ...route,
  name: 'listPayments',
  permission: 'can_view_orders',
  method: 'GET',
  path: '/v1/payments',
  query: pageQuery.extend({
    storeId: zUuid.optional(),
    shiftId: zUuid.optional(),
    orderId: zUuid.optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  }),
  response: page(
    z.strictObject({
      id: zUuid,
      orderId: zUuid,
      storeId: zUuid.nullable(),
      terminalId: zUuid.nullable(),
      shiftId: zUuid,
      paymentMethodId: zUuid,
      methodName: z.string(),
      methodType: z.string(),
      currency: z.string(),
      /** Negative: money out. */
      amount: zAmountText,
      tendered: zAmountText,
      change: zAmountText,
      /** The guest's money for the staff, beyond the amount. */
      tip: zAmountText,
      /** What coins that exist made of it, beyond the amount. */
      rounding: zAmountText,
      /** Whose value paid; null: money did. */
      accountKind: z.string().nullable(),
      accountId: zUuid.nullable(),
      /** What a stand-alone terminal or a bank calls it. */
      reference: z.string().nullable(),
      status: z.string(),
      businessDate: z.iso.date(),
      paidAt: zMoment,
      processedBy: zUuid.nullable(),
    }),
  ),
  errors: [],
  description: 'Payments of the stores the token names, newest first.',
});

const listShifts = defineRoute({
  ...route,
  name: 'listShifts',
  permission: 'can_view_reports',
  method: 'GET',
  path: '/v1/shifts',
  query: pageQuery.extend({
    storeId: zUuid.optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  }),
  response: page(
    z.strictObject({
      id: zUuid,
      storeId: zUuid.nullable(),
      terminalId: zUuid,
      drawerId: zUuid.nullable(),
      currency: z.string(),
      float: zAmountText,
      businessDate: z.iso.date(),
      isTraining: z.boolean(),
      /** `open` or `closed`. */
      status: z.string(),
      openedAt: zMoment,
      openedBy: zUuid.nullable(),
      closedAt: zMoment.nullable(),
      closedBy: zUuid.nullable(),
    }),
  ),
  errors: [],
  description: 'Shifts of the stores the token names, newest first.',
});

/** A Z in a list. */
const zReport = {
  /** The shift's. */
  id: zUuid,
  storeId: zUuid.nullable(),
  terminalId: zUuid,
  terminalCode: z.string(),
  /** Gapless per terminal, series and whether it is training. */
  series: z.int(),
  counter: z.int(),
  isTraining: z.boolean(),
  businessDate: z.iso.date(),
  /** By the store's wall clock. */
  localTime: z.string(),
  closedAt: zMoment,
  closedBy: zUuid.nullable(),
  cashierName: z.string(),
  currency: z.string(),
  net: zAmountText,
  tax: zAmountText,
  total: zAmountText,
  expected: zAmountText,
  /** null: nobody counted. */
  counted: zAmountText.nullable(),
  variance: zAmountText.nullable(),
};

const listZReports = defineRoute({
  ...route,
  name: 'listZReports',
  permission: 'can_view_reports',
  method: 'GET',
  path: '/v1/z-reports',
  query: pageQuery.extend({
    storeId: zUuid.optional(),
    terminalId: zUuid.optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  }),
  response: page(z.strictObject(zReport)),
  errors: [],
  description: 'Zs of the stores the token names, newest first.',
});

const readZReport = defineRoute({
  ...route,
  name: 'readZReport',
  permission: 'can_view_reports',
  method: 'GET',
  path: '/v1/z-reports/{id}',
  /** `report`: the fact as the till wrote it, in minor units of its currency (`payment.ShiftClosed`). */
  response: z.strictObject({ ...zReport, report: z.record(z.string(), z.unknown()) }),
  errors: ['z-report/not-found'],
  description: 'The Z of a shift, as it was written and for ever.',
});

/** The routes of cloud/services/payment. */
export const paymentRoutes = [
  listPaymentMethods,
  createPaymentMethod,
  changePaymentMethod,
  listPayments,
  listShifts,
  listZReports,
  readZReport,
  grantSpend,
  ...accountRoutes,
] as const;
