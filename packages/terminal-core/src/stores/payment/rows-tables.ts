import type { PaymentMethodRow, TillAccountRow } from '@beaveros/domain/payment';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type IsPinned, pinned } from '../pinned.ts';
import type { RowFilePlan } from '../row-file.ts';
import { POSITIONS_SQL, SLOTS, type Slot } from '../shape-rows.ts';

export const paymentMethods = (slot: Slot) =>
  sqliteTable(`payment_methods_${slot}`, {
    id: text('id').$type<PaymentMethodRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<PaymentMethodRow['tenantId']>().notNull(),
    name: text('name').notNull(),
    type: text('type').$type<PaymentMethodRow['type']>().notNull(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

pinned<IsPinned<ReturnType<typeof paymentMethods>['$inferSelect'], PaymentMethodRow, 'wireDigest'>>();

export const tillAccounts = (slot: Slot) =>
  sqliteTable(`till_accounts_${slot}`, {
    id: text('id').$type<TillAccountRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<TillAccountRow['tenantId']>().notNull(),
    kind: text('kind').$type<TillAccountRow['kind']>().notNull(),
    currency: text('currency', { mode: 'json' }).$type<NonNullable<TillAccountRow['currency']>>(),
    label: text('label').notNull(),
    customerId: text('customer_id').$type<NonNullable<TillAccountRow['customerId']>>(),
    creditLimitMinor: integer('credit_limit_minor').$type<TillAccountRow['creditLimitMinor']>().notNull(),
    balanceMinor: integer('balance_minor').$type<TillAccountRow['balanceMinor']>().notNull(),
    opening: text('opening', { mode: 'json' }).$type<NonNullable<TillAccountRow['opening']>>(),
    granted: text('granted', { mode: 'json' }).$type<TillAccountRow['granted']>().notNull(),
    heads: text('heads', { mode: 'json' }).$type<TillAccountRow['heads']>().notNull(),
    version: integer('version').notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

pinned<IsPinned<ReturnType<typeof tillAccounts>['$inferSelect'], TillAccountRow, 'wireDigest'>>();

export const PAYMENT_ROWS: RowFilePlan = {
  shapes: 2,
  applicationId: 0x42_52_50_59, // BRPY
  migrations: [
    {
      version: 1,
      name: 'payment methods',
      up: (db) => {
        db.exec(POSITIONS_SQL);
        for (const slot of SLOTS) {
          db.exec(`create table payment_methods_${slot} (
            id text primary key, tenant_id text not null, name text not null, type text not null, is_active integer not null,
            wire_digest integer not null
          ) strict`);
        }
      },
    },
    {
      version: 2,
      name: 'accounts of the tenant',
      up: (db) => {
        for (const slot of SLOTS) {
          db.exec(`create table till_accounts_${slot} (
            id text primary key, tenant_id text not null, kind text not null, currency text, label text not null,
            customer_id text, credit_limit_minor integer not null, balance_minor integer not null, opening text,
            granted text not null, heads text not null, version integer not null, wire_digest integer not null
          ) strict`);
        }
      },
    },
  ],
};
