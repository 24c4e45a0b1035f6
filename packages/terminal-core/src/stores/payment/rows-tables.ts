import type { PaymentMethodRow } from '@beaveros/domain/payment';
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

export const PAYMENT_ROWS: RowFilePlan = {
  shapes: 1,
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
  ],
};
