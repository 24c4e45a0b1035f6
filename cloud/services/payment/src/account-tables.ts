import type { AccountFolded, AccountMovementFolded } from '@beaveros/domain/payment';
import { amount, businessDateColumn, instantColumn, pinnedTo } from '@beaveros/service-kit/ingest';
import { boolean, char, integer, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core';

// The folded tables of stored value, pinned to domain's rows. The SQL stands in migrations/0005_accounts.sql.

export const accounts = pinnedTo<AccountFolded>()(
  pgTable('accounts', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    kind: varchar('kind', { length: 50 }).$type<AccountFolded['kind']>().notNull(),
    currencyCode: char('currency_code', { length: 3 }),
    currencyExponent: integer('currency_exponent'),
    label: varchar('label', { length: 255 }).notNull(),
    customerId: uuid('customer_id'),
    creditLimit: amount('credit_limit_amount').notNull(),
    balance: amount('balance_amount').notNull(),
    available: amount('available_amount').notNull(),
    overdrawn: amount('overdrawn_amount').notNull(),
    overdrawnTaskId: uuid('overdrawn_task_id'),
    openedAt: instantColumn('opened_at'),
    openedBy: uuid('opened_by'),
  }),
);

export const accountMovements = pinnedTo<AccountMovementFolded>()(
  pgTable('account_movements', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    accountId: uuid('account_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id'),
    position: integer('position').notNull(),
    currencyCode: char('currency_code', { length: 3 }),
    currencyExponent: integer('currency_exponent'),
    reason: varchar('reason', { length: 50 }).notNull(),
    delta: amount('delta_amount').notNull(),
    counts: boolean('counts').notNull(),
    orderId: uuid('order_id'),
    paymentId: uuid('payment_id'),
    documentId: uuid('document_id'),
    note: text('note'),
    businessDate: businessDateColumn('business_date').notNull(),
    movedAt: instantColumn('moved_at').notNull(),
    movedBy: uuid('moved_by'),
  }),
);
