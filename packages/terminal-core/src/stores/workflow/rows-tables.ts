import type { AutomationRow, StationRow, WorkflowStageRow } from '@beaveros/domain/workflow';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type IsPinned, pinned } from '../pinned.ts';
import type { RowFilePlan } from '../row-file.ts';
import { POSITIONS_SQL, SLOTS, type Slot } from '../shape-rows.ts';

export const workflowStages = (slot: Slot) =>
  sqliteTable(`workflow_stages_${slot}`, {
    id: text('id').$type<WorkflowStageRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<WorkflowStageRow['tenantId']>().notNull(),
    name: text('name').notNull(),
    description: text('description'),
    orderSequence: integer('order_sequence').notNull(),
    isFinalStage: integer('is_final_stage', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

export const stations = (slot: Slot) =>
  sqliteTable(`stations_${slot}`, {
    id: text('id').$type<StationRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<StationRow['tenantId']>().notNull(),
    storeId: text('store_id').$type<StationRow['storeId']>().notNull(),
    name: text('name').notNull(),
    position: integer('position').notNull(),
    categoryIds: text('category_ids', { mode: 'json' }).$type<StationRow['categoryIds']>().notNull(),
    itemIds: text('item_ids', { mode: 'json' }).$type<StationRow['itemIds']>().notNull(),
    isExpeditor: integer('is_expeditor', { mode: 'boolean' }).notNull(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

export const automations = (slot: Slot) =>
  sqliteTable(`automations_${slot}`, {
    id: text('id').$type<AutomationRow['id']>().primaryKey(),
    tenantId: text('tenant_id').$type<AutomationRow['tenantId']>().notNull(),
    name: text('name').notNull(),
    trigger: text('trigger').notNull(),
    conditions: text('conditions', { mode: 'json' }).$type<AutomationRow['conditions']>().notNull(),
    actions: text('actions', { mode: 'json' }).$type<AutomationRow['actions']>().notNull(),
    perHour: integer('per_hour').notNull(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    wireDigest: integer('wire_digest').notNull(),
  });

pinned<IsPinned<ReturnType<typeof workflowStages>['$inferSelect'], WorkflowStageRow, 'wireDigest'>>();
pinned<IsPinned<ReturnType<typeof stations>['$inferSelect'], StationRow, 'wireDigest'>>();
pinned<IsPinned<ReturnType<typeof automations>['$inferSelect'], AutomationRow, 'wireDigest'>>();

export const WORKFLOW_ROWS: RowFilePlan = {
  shapes: 3,
  applicationId: 0x42_52_57_46, // BRWF
  migrations: [
    {
      version: 1,
      name: 'stages and stations',
      up: (db) => {
        db.exec(POSITIONS_SQL);
        for (const slot of SLOTS) {
          db.exec(`
          create table workflow_stages_${slot} (
            id text primary key, tenant_id text not null, name text not null, description text,
            order_sequence integer not null, is_final_stage integer not null, wire_digest integer not null
          ) strict;
          create table stations_${slot} (
            id text primary key, tenant_id text not null, store_id text not null, name text not null,
            position integer not null, category_ids text not null, is_active integer not null, wire_digest integer not null
          ) strict;`);
        }
      },
    },
    {
      version: 2,
      name: 'stations that name items, and automations',
      up: (db) => {
        for (const slot of SLOTS) {
          db.exec(`
          alter table stations_${slot} add column item_ids text not null default '[]';
          alter table stations_${slot} add column is_expeditor integer not null default 0;
          create table automations_${slot} (
            id text primary key, tenant_id text not null, name text not null, trigger text not null,
            conditions text not null, actions text not null, per_hour integer not null, is_active integer not null,
            wire_digest integer not null
          ) strict;`);
        }
        // The kitchen goes on by the rows it has until those of the new shape have come down whole.
        db.exec(`update positions set shape = 'workflow.stations.v2', handle = null, shape_offset = null
          where shape = 'workflow.stations.v1'`);
      },
    },
  ],
};
