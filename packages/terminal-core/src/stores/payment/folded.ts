import { orderFold, type OrderState } from '@beaveros/domain/order';
import {
  type PaymentFolded,
  paymentRows,
  type ShiftFolded,
  type ShiftState,
  shiftFold,
  shiftRows,
  type ZReportFolded,
} from '@beaveros/domain/payment';
import type { AmountMinor, BusinessDate } from '@beaveros/kit';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FoldedStoreDefinition } from '../folded-store.ts';
import type { Same } from '../folded-tables.ts';

const amount = (name: string) => integer(name).$type<AmountMinor>().notNull();

const payments = sqliteTable(
  'payments',
  {
    id: text('id').notNull(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    terminalId: text('terminal_id'),
    orderId: text('order_id').notNull(),
    shiftId: text('shift_id').notNull(),
    paymentMethodId: text('payment_method_id').notNull(),
    methodName: text('method_name').notNull(),
    methodType: text('method_type').notNull(),
    currencyCode: text('currency_code').notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    amount: amount('amount'),
    tendered: amount('tendered'),
    change: amount('change'),
    tip: amount('tip'),
    rounding: amount('rounding'),
    accountKind: text('account_kind').$type<PaymentFolded['accountKind']>(),
    accountId: text('account_id'),
    reference: text('reference'),
    status: text('status').$type<PaymentFolded['status']>().notNull(),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    paidAt: integer('paid_at').notNull(),
    processedBy: text('processed_by'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.id] }),
    index('payments_by_shift').on(table.shiftId, table.methodType),
  ],
);

const shifts = sqliteTable('shifts', {
  id: text('id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  storeId: text('store_id'),
  terminalId: text('terminal_id').notNull(),
  drawerId: text('drawer_id'),
  currencyCode: text('currency_code').notNull(),
  currencyExponent: integer('currency_exponent').notNull(),
  float: amount('float'),
  businessDate: text('business_date').$type<BusinessDate>().notNull(),
  isTraining: integer('is_training', { mode: 'boolean' }).notNull(),
  status: text('status').$type<ShiftFolded['status']>().notNull(),
  openedAt: integer('opened_at').notNull(),
  openedBy: text('opened_by'),
  closedAt: integer('closed_at'),
  closedBy: text('closed_by'),
});

const zReports = sqliteTable(
  'z_reports',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    terminalId: text('terminal_id').notNull(),
    terminalCode: text('terminal_code').notNull(),
    series: integer('series').notNull(),
    counter: integer('counter').notNull(),
    isTraining: integer('is_training', { mode: 'boolean' }).notNull(),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    localTime: text('local_time').notNull(),
    closedAt: integer('closed_at').notNull(),
    closedBy: text('closed_by'),
    cashierName: text('cashier_name').notNull(),
    currencyCode: text('currency_code').notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    net: amount('net'),
    tax: amount('tax'),
    total: amount('total'),
    expected: amount('expected'),
    counted: integer('counted').$type<AmountMinor>(),
    variance: integer('variance').$type<AmountMinor>(),
    body: text('body').notNull(),
  },
  (table) => [index('z_reports_by_time').on(table.closedAt)],
);

// Drift between a table and its domain type stops the build here.
true satisfies Same<typeof payments.$inferSelect, PaymentFolded>;
true satisfies Same<typeof shifts.$inferSelect, ShiftFolded>;
true satisfies Same<typeof zReports.$inferSelect, ZReportFolded>;

/** Payments, shifts and their Zs. An aggregate is an order or a shift; the other fold has no rows for it. */
export function paymentStore(
  orderOf: (order: string) => OrderState,
  shiftOf: (shift: string) => ShiftState,
): FoldedStoreDefinition {
  return {
    service: 'payment',
    foldVersion: 2,
    tables: [
      { table: payments, aggregateColumn: 'order_id' },
      { table: shifts, aggregateColumn: 'id' },
      { table: zReports, aggregateColumn: 'id' },
    ],
    reads: new Set([...orderFold.reads, ...shiftFold.reads]),
    rowsOf: (aggregate) => {
      const { shifts, zReports } = shiftRows(shiftOf(aggregate));
      return { payments: paymentRows(orderOf(aggregate)).payments, shifts, z_reports: zReports };
    },
  };
}
