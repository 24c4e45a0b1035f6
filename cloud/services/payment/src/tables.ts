import type { PaymentFolded, ShiftFolded, ZReportFolded } from '@beaveros/domain/payment';
import { amount, businessDateColumn, instantColumn, jsonText, pinnedTo } from '@beaveros/service-kit/ingest';
import { bigint, boolean, char, integer, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core';

// The folded tables as domain names their fields, pinned to it: drift stops the build here. The SQL stands in migrations/0002_payments.sql and 0004_z_reports.sql.

export const payments = pinnedTo<PaymentFolded>()(
  pgTable('payments', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id'),
    orderId: uuid('order_id').notNull(),
    shiftId: uuid('shift_id').notNull(),
    paymentMethodId: uuid('payment_method_id').notNull(),
    methodName: varchar('method_name', { length: 255 }).notNull(),
    methodType: varchar('method_type', { length: 50 }).notNull(),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    amount: amount('amount').notNull(),
    tendered: amount('tendered_amount').notNull(),
    change: amount('change_amount').notNull(),
    tip: amount('tip_amount').notNull(),
    rounding: amount('rounding_amount').notNull(),
    accountKind: varchar('account_kind', { length: 50 }).$type<PaymentFolded['accountKind']>(),
    accountId: uuid('account_id'),
    reference: text('transaction_reference'),
    status: varchar('status', { length: 50 }).$type<'completed'>().notNull(),
    businessDate: businessDateColumn('business_date').notNull(),
    paidAt: instantColumn('paid_at').notNull(),
    processedBy: uuid('processed_by'),
  }),
);

export const shifts = pinnedTo<ShiftFolded>()(
  pgTable('shifts', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id').notNull(),
    drawerId: uuid('drawer_id'),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    float: amount('float_amount').notNull(),
    businessDate: businessDateColumn('business_date').notNull(),
    isTraining: boolean('is_training').notNull(),
    status: varchar('status', { length: 50 }).$type<ShiftFolded['status']>().notNull(),
    openedAt: instantColumn('opened_at').notNull(),
    openedBy: uuid('opened_by'),
    closedAt: instantColumn('closed_at'),
    closedBy: uuid('closed_by'),
  }),
);

export const zReports = pinnedTo<ZReportFolded>()(
  pgTable('z_reports', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id').notNull(),
    terminalCode: varchar('terminal_code', { length: 16 }).notNull(),
    series: integer('series').notNull(),
    counter: bigint('counter', { mode: 'number' }).notNull(),
    isTraining: boolean('is_training').notNull(),
    businessDate: businessDateColumn('business_date').notNull(),
    localTime: varchar('local_time', { length: 19 }).notNull(),
    closedAt: instantColumn('closed_at').notNull(),
    closedBy: uuid('closed_by'),
    cashierName: varchar('cashier_name', { length: 255 }).notNull(),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    net: amount('net_amount').notNull(),
    tax: amount('tax_amount').notNull(),
    total: amount('total_amount').notNull(),
    expected: amount('expected_amount').notNull(),
    counted: amount('counted_amount'),
    variance: amount('variance_amount'),
    body: jsonText('body').notNull(),
  }),
);
