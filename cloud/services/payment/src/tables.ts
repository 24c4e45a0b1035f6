import type { PaymentFolded, ShiftFolded } from '@beaveros/domain/payment';
import { amount, businessDateColumn, instantColumn, pinnedTo } from '@beaveros/service-kit/ingest';
import { char, integer, pgTable, uuid, varchar } from 'drizzle-orm/pg-core';

// The folded tables as domain names their fields, pinned to it: drift stops the build here. The SQL stands in migrations/0002_payments.sql.

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
    status: varchar('status', { length: 50 }).$type<'open'>().notNull(),
    openedAt: instantColumn('opened_at').notNull(),
    openedBy: uuid('opened_by'),
  }),
);
