import {
  ACCOUNT_LEDGER,
  accountFold,
  type AccountFolded,
  type AccountMovementFolded,
  accountRows,
  type AccountState,
} from '@beaveros/domain/payment';
import type { AmountMinor, BusinessDate } from '@beaveros/kit';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FoldedStoreDefinition } from '../folded-store.ts';
import type { Same } from '../folded-tables.ts';

const amount = (name: string) => integer(name).$type<AmountMinor>().notNull();

const accounts = sqliteTable(
  'accounts',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    kind: text('kind').$type<AccountFolded['kind']>().notNull(),
    currencyCode: text('currency_code'),
    currencyExponent: integer('currency_exponent'),
    label: text('label').notNull(),
    customerId: text('customer_id'),
    creditLimit: amount('credit_limit'),
    balance: amount('balance'),
    available: amount('available'),
    overdrawn: amount('overdrawn'),
    overdrawnTaskId: text('overdrawn_task_id'),
    openedAt: integer('opened_at'),
    openedBy: text('opened_by'),
  },
  (table) => [index('accounts_by_customer').on(table.customerId)],
);

const movements = sqliteTable(
  'account_movements',
  {
    id: text('id').notNull(),
    tenantId: text('tenant_id').notNull(),
    accountId: text('account_id').notNull(),
    storeId: text('store_id'),
    terminalId: text('terminal_id'),
    position: integer('position').notNull(),
    currencyCode: text('currency_code'),
    currencyExponent: integer('currency_exponent'),
    reason: text('reason').notNull(),
    delta: amount('delta'),
    counts: integer('counts', { mode: 'boolean' }).notNull(),
    orderId: text('order_id'),
    paymentId: text('payment_id'),
    documentId: text('document_id'),
    note: text('note'),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    movedAt: integer('moved_at').notNull(),
    movedBy: text('moved_by'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.id] })],
);

// Drift between a table and its domain type stops the build here.
true satisfies Same<typeof accounts.$inferSelect, AccountFolded>;
true satisfies Same<typeof movements.$inferSelect, AccountMovementFolded>;

/** For readers of the store's file. */
export const accountTables = { accounts, movements };

/** Gift cards, store credit, points and house accounts as this till knows them. An aggregate is an account. */
export function accountStore(accountOf: (account: string) => AccountState): FoldedStoreDefinition {
  return {
    service: 'payment-accounts',
    foldVersion: 2,
    tables: [
      { table: accounts, aggregateColumn: 'id' },
      { table: movements, aggregateColumn: 'account_id' },
    ],
    reads: accountFold.reads,
    openings: ACCOUNT_LEDGER,
    rowsOf: (account) => {
      const rows = accountRows(accountOf(account));
      return { accounts: rows.accounts, account_movements: rows.movements };
    },
  };
}
