import { zId } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { zAmountText, zDecimal6 } from './decimal.ts';
import { LIVE_ERRORS, zChanged } from './live.ts';
import { grantRefund } from './grant-routes.ts';
import { defineRoute, page, pageQuery } from './route.ts';

const zUuid = zId();
const zDate = z.iso.date();
/** Milliseconds since 1970. */
const zMoment = z.int().min(0);

const zOrderSummary = z.strictObject({
  id: zUuid,
  storeId: zUuid.nullable(),
  terminalId: zUuid.nullable(),
  label: z.string(),
  kind: z.string(),
  tableName: z.string().nullable(),
  guests: z.int().nullable(),
  currency: z.string(),
  status: z.enum(['unknown', 'open', 'closed']),
  net: zAmountText,
  tax: zAmountText,
  total: zAmountText,
  paid: zAmountText,
  businessDate: zDate.nullable(),
  openedAt: zMoment.nullable(),
  openedBy: zUuid.nullable(),
  closedAt: zMoment.nullable(),
  customerId: zUuid.nullable().default(null),
  isParked: z.boolean().default(false),
  /** Closed, and for practice only: it counts nowhere. */
  isTraining: z.boolean().default(false),
});
export type OrderSummary = z.output<typeof zOrderSummary>;

const zOrderItem = z.strictObject({
  id: zUuid,
  itemId: zUuid,
  itemName: z.string(),
  sku: z.string().nullable(),
  quantity: zDecimal6,
  unitPrice: zDecimal6,
  listPrice: zDecimal6,
  net: zAmountText,
  tax: zAmountText,
  total: zAmountText,
  note: z.string().nullable(),
  overrideReason: z.string().nullable(),
  isVoided: z.boolean(),
  voidReason: z.string().nullable(),
  voidedBy: zUuid.nullable().default(null),
  /** Whose PIN lent the permission. */
  voidApprovedBy: zUuid.nullable().default(null),
  modifiers: z.array(z.strictObject({ name: z.string(), optionName: z.string(), price: zDecimal6 })),
  taxes: z.array(
    z.strictObject({
      name: z.string(),
      rate: zDecimal6,
      mode: z.enum(['included', 'excluded']),
      amount: zAmountText,
    }),
  ),
});

const zDocumentSummary = z.strictObject({
  id: zUuid,
  orderId: zUuid,
  storeId: zUuid.nullable(),
  terminalId: zUuid.nullable(),
  /** As printed: `T1-1-42` is terminal code, series, counter. */
  number: z.string(),
  businessDate: zDate,
  localTime: z.string(),
  closedAt: zMoment,
  cashierName: z.string(),
  currency: z.string(),
  net: zAmountText,
  tax: zAmountText,
  total: zAmountText,
  change: zAmountText,
  isTraining: z.boolean().default(false),
});
export type DocumentSummary = z.output<typeof zDocumentSummary>;

const dates = { from: zDate.optional(), to: zDate.optional() };

const listOrders = defineRoute({
  name: 'listOrders',
  service: 'order',
  method: 'GET',
  path: '/v1/orders',
  identity: 'user',
  permission: 'can_view_orders',
  query: pageQuery.extend({
    storeId: zUuid.optional(),
    status: z.enum(['open', 'closed']).optional(),
    /** `true`: only those that were put aside; `false`: only those that were not. */
    parked: z.enum(['true', 'false']).optional(),
    customerId: zUuid.optional(),
    ...dates,
  }),
  response: page(zOrderSummary),
  errors: [],
  description:
    'Orders of the stores the token names, newest first; `from` and `to` are business dates, inclusive.',
});

const watchOrders = defineRoute({
  name: 'watchOrders',
  service: 'order',
  method: 'GET',
  path: '/v1/orders/live',
  identity: 'user',
  permission: 'can_view_orders',
  response: zChanged,
  stream: true,
  errors: LIVE_ERRORS,
  description: 'Says when an order or document of a store that the token names has changed.',
});

const readOrder = defineRoute({
  name: 'readOrder',
  service: 'order',
  method: 'GET',
  path: '/v1/orders/{id}',
  identity: 'user',
  permission: 'can_view_orders',
  response: z.strictObject({
    ...zOrderSummary.shape,
    note: z.string().nullable(),
    items: z.array(zOrderItem),
    /** `body` is the whole document as its till wrote it. */
    documents: z.array(
      z.strictObject({ ...zDocumentSummary.shape, body: z.record(z.string(), z.unknown()) }),
    ),
  }),
  errors: ['order/not-found'],
  description: 'One order with its items and documents.',
});

const listDocuments = defineRoute({
  name: 'listDocuments',
  service: 'order',
  method: 'GET',
  path: '/v1/documents',
  identity: 'user',
  permission: 'can_view_orders',
  query: pageQuery.extend({ storeId: zUuid.optional(), ...dates }),
  response: page(zDocumentSummary),
  errors: [],
  description:
    'Closed documents of the stores the token names, newest first by business date and time of closing.',
});

/** The routes of cloud/services/order. A literal path stands before the pattern that would take it. */
export const orderRoutes = [listOrders, watchOrders, readOrder, listDocuments, grantRefund] as const;
