import type {
  DeviceRow,
  ServiceAreaRow,
  ServiceEntityRow,
  StorePoliciesRow,
  StoreRow,
  TerminalRow,
} from '@beaveros/domain/service-entity';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type IsPinned, pinned } from '../pinned.ts';
import type { RowFilePlan } from '../row-file.ts';
import { POSITIONS_SQL, SLOTS, type Slot } from '../shape-rows.ts';

export const stores = (slot: Slot) =>
  sqliteTable(`stores_${slot}`, {
    id: text('id').$type<StoreRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<StoreRow['tenantId']>().notNull(),
    name: text('name').notNull(),
    code: text('code').notNull(),
    timeZone: text('time_zone').notNull(),
    dayStartMinutes: integer('day_start_minutes').notNull(),
    currency: text('currency', { mode: 'json' }).$type<StoreRow['currency']>().notNull(),
    taxRounding: text('tax_rounding').$type<StoreRow['taxRounding']>().notNull(),
    address: text('address'),
    receiptHeader: text('receipt_header'),
    receiptFooter: text('receipt_footer'),
    language: text('language').notNull(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

export const terminals = (slot: Slot) =>
  sqliteTable(`terminals_${slot}`, {
    id: text('id').$type<TerminalRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<TerminalRow['tenantId']>().notNull(),
    storeId: text('store_id').$type<TerminalRow['storeId']>().notNull(),
    name: text('name').notNull(),
    code: text('code').notNull(),
    kind: text('kind').$type<TerminalRow['kind']>().notNull(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

export const devices = (slot: Slot) =>
  sqliteTable(`devices_${slot}`, {
    id: text('id').$type<DeviceRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<DeviceRow['tenantId']>().notNull(),
    storeId: text('store_id').$type<DeviceRow['storeId']>().notNull(),
    terminalId: text('terminal_id').$type<DeviceRow['terminalId']>().notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<DeviceRow['kind']>().notNull(),
    connection: text('connection', { mode: 'json' }).$type<DeviceRow['connection']>().notNull(),
    profile: text('profile'),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

export const serviceAreas = (slot: Slot) =>
  sqliteTable(`service_areas_${slot}`, {
    id: text('id').$type<ServiceAreaRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<ServiceAreaRow['tenantId']>().notNull(),
    storeId: text('store_id').$type<ServiceAreaRow['storeId']>().notNull(),
    name: text('name').notNull(),
    description: text('description'),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

export const serviceEntities = (slot: Slot) =>
  sqliteTable(`service_entities_${slot}`, {
    id: text('id').$type<ServiceEntityRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<ServiceEntityRow['tenantId']>().notNull(),
    storeId: text('store_id').$type<ServiceEntityRow['storeId']>().notNull(),
    areaId: text('area_id').$type<NonNullable<ServiceEntityRow['areaId']>>(),
    name: text('name').notNull(),
    description: text('description'),
    capacity: integer('capacity'),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

export const storePolicies = (slot: Slot) =>
  sqliteTable(`store_policies_${slot}`, {
    id: text('id').$type<StorePoliciesRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<StorePoliciesRow['tenantId']>().notNull(),
    policies: text('policies', { mode: 'json' }).$type<StorePoliciesRow['policies']>().notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

pinned<IsPinned<ReturnType<typeof stores>['$inferSelect'], StoreRow, 'wireDigest'>>();
pinned<IsPinned<ReturnType<typeof terminals>['$inferSelect'], TerminalRow, 'wireDigest'>>();
pinned<IsPinned<ReturnType<typeof devices>['$inferSelect'], DeviceRow, 'wireDigest'>>();
pinned<IsPinned<ReturnType<typeof serviceAreas>['$inferSelect'], ServiceAreaRow, 'wireDigest'>>();
pinned<IsPinned<ReturnType<typeof serviceEntities>['$inferSelect'], ServiceEntityRow, 'wireDigest'>>();
pinned<IsPinned<ReturnType<typeof storePolicies>['$inferSelect'], StorePoliciesRow, 'wireDigest'>>();

export const SERVICE_ENTITY_ROWS: RowFilePlan = {
  shapes: 6,
  applicationId: 0x42_52_53_45, // BRSE
  migrations: [
    {
      version: 1,
      name: 'store, terminals, devices, areas, entities',
      up: (db) => {
        db.exec(POSITIONS_SQL);
        for (const slot of SLOTS) db.exec(tablesSql(slot));
      },
    },
    {
      version: 2,
      name: 'policies of the store',
      up: (db) => {
        for (const slot of SLOTS)
          db.exec(`create table store_policies_${slot} (
            id text primary key, tenant_id text not null, policies text not null, wire_digest integer not null
          ) strict`);
      },
    },
  ],
};

function tablesSql(slot: Slot): string {
  return `
  create table stores_${slot} (
    id text primary key, tenant_id text not null, name text not null, code text not null, time_zone text not null,
    day_start_minutes integer not null, currency text not null, tax_rounding text not null, address text,
    receipt_header text, receipt_footer text, language text not null, is_active integer not null,
    wire_digest integer not null
  ) strict;
  create table terminals_${slot} (
    id text primary key, tenant_id text not null, store_id text not null, name text not null, code text not null,
    kind text not null, is_active integer not null, wire_digest integer not null
  ) strict;
  create table devices_${slot} (
    id text primary key, tenant_id text not null, store_id text not null, terminal_id text not null, name text not null,
    kind text not null, connection text not null, profile text, is_active integer not null, wire_digest integer not null
  ) strict;
  create table service_areas_${slot} (
    id text primary key, tenant_id text not null, store_id text not null, name text not null, description text,
    is_active integer not null, wire_digest integer not null
  ) strict;
  create table service_entities_${slot} (
    id text primary key, tenant_id text not null, store_id text not null, area_id text, name text not null,
    description text, capacity integer, is_active integer not null, wire_digest integer not null
  ) strict;`;
}
