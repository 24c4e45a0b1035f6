import type { AccountFolded, AccountMovementFolded } from '@beaveros/domain/payment';
import { amount, businessDateColumn, instantColumn, jsonText, pinnedTo } from '@beaveros/service-kit/ingest';
import { bigint, boolean, char, integer, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core';

// The tables of stored value, pinned to domain's rows. The SQL stands in migrations/0005_accounts.sql and
// 0006_account_ledgers.sql.

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

/** Where a row of the ledger stands: its entry's place, in canonical order, and the command that it is of. */
interface LedgerPlace {
  readonly commandId: string;
  readonly clock: number;
  readonly chain: string;
  readonly seq: number;
  readonly idx: number;
}

const place = {
  commandId: uuid('command_id').notNull(),
  clock: bigint('clock', { mode: 'number' }).notNull(),
  chain: text('chain').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  idx: integer('idx').notNull(),
};

/** The folded movement; its position is what its place says, and not kept. */
export type MovementRow = Omit<AccountMovementFolded, 'position'>;

export const accountMovements = pinnedTo<
  MovementRow &
    LedgerPlace & {
      readonly lineId: string | null;
      readonly grantId: string | null;
      /** Minor units of the movement's own currency. */
      readonly deltaMinor: number;
    }
>()(
  pgTable('account_movements', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    accountId: uuid('account_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id'),
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
    ...place,
    lineId: uuid('line_id'),
    grantId: uuid('grant_id'),
    deltaMinor: bigint('delta_minor', { mode: 'number' }).notNull(),
  }),
);

/** Openings, grants and releases that stand. */
export const accountMarks = pgTable('account_marks', {
  tenantId: uuid('tenant_id').notNull(),
  accountId: uuid('account_id').notNull(),
  ...place,
  type: text('type').notNull(),
  grantId: uuid('grant_id'),
  forCommand: uuid('for_command'),
  body: jsonText('body').notNull(),
  author: jsonText('author').notNull(),
});
