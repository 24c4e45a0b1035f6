import type { StoreStaffRow } from '@beaveros/domain/auth-user';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type IsPinned, pinned } from '../pinned.ts';
import type { RowFilePlan } from '../row-file.ts';
import { POSITIONS_SQL, SLOTS, type Slot } from '../shape-rows.ts';

export const storeStaff = (slot: Slot) =>
  sqliteTable(
    `store_staff_${slot}`,
    {
      id: text('id').$type<StoreStaffRow['id']>().notNull(),
      tenantId: text('tenant_id').$type<StoreStaffRow['tenantId']>().notNull(),
      storeId: text('store_id').$type<StoreStaffRow['storeId']>().notNull(),
      name: text('name').notNull(),
      permissions: text('permissions', { mode: 'json' }).$type<StoreStaffRow['permissions']>().notNull(),
      /** Sealed (seal.ts); null where no PIN was set. */
      pinVerifier: text('pin_verifier'),
      isActive: integer('is_active', { mode: 'boolean' }).notNull(),
      wireDigest: integer('wire_digest').notNull(),
    },
    (table) => [primaryKey({ columns: [table.storeId, table.id] })],
  );

pinned<IsPinned<ReturnType<typeof storeStaff>['$inferSelect'], StoreStaffRow, 'wireDigest'>>();

export const AUTH_USER_ROWS: RowFilePlan = {
  shapes: 1,
  applicationId: 0x42_52_41_55, // BRAU
  migrations: [
    {
      version: 1,
      name: 'staff of the store',
      up: (db) => {
        db.exec(POSITIONS_SQL);
        for (const slot of SLOTS) {
          db.exec(`create table store_staff_${slot} (
            id text not null, tenant_id text not null, store_id text not null, name text not null, permissions text not null,
            pin_verifier text, is_active integer not null, wire_digest integer not null, primary key (store_id, id)
          ) strict`);
        }
      },
    },
  ],
};
