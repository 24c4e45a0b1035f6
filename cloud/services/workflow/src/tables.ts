import type {
  TaskFolded,
  TicketFolded,
  TicketLineFolded,
  TicketPlaceFolded,
} from '@beaveros/domain/workflow';
import { instantColumn, jsonText, pinnedTo, quantity } from '@beaveros/service-kit/ingest';
import { boolean, integer, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core';

// The folded tables as domain names their fields, pinned to it: drift stops the build here. The SQL stands in migrations.

export const tickets = pinnedTo<TicketFolded>()(
  pgTable('tickets', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    orderId: uuid('order_id').notNull(),
    firingId: uuid('firing_id').notNull(),
    stationId: uuid('station_id').notNull(),
    stationName: varchar('station_name', { length: 255 }).notNull(),
    label: varchar('label', { length: 255 }).notNull(),
    tableName: varchar('table_name', { length: 255 }),
    course: integer('course'),
    firedAt: instantColumn('fired_at').notNull(),
    stages: jsonText('stages').notNull(),
    isDone: boolean('is_done').notNull(),
  }),
);

export const orderItemWorkflowStatus = pinnedTo<TicketLineFolded>()(
  pgTable('order_item_workflow_status', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    ticketId: uuid('ticket_id').notNull(),
    orderId: uuid('order_id').notNull(),
    orderItemId: uuid('order_item_id').notNull(),
    firingId: uuid('firing_id').notNull(),
    position: integer('position').notNull(),
    name: varchar('name', { length: 255 }).notNull(),
    quantity: quantity('quantity').notNull(),
    modifiers: jsonText('modifiers').notNull(),
    note: text('status_notes'),
    seat: integer('seat'),
    course: integer('course'),
    currentStageId: uuid('current_stage_id').notNull(),
    stageName: varchar('stage_name', { length: 255 }).notNull(),
    stageOrdinal: integer('stage_ordinal').notNull(),
    isFinal: boolean('is_final').notNull(),
    isVoided: boolean('is_voided').notNull(),
    hasLeft: boolean('has_left').notNull(),
    lastUpdatedAt: instantColumn('last_updated_at').notNull(),
  }),
);

export const ticketPlaces = pinnedTo<TicketPlaceFolded>()(
  pgTable('ticket_places', {
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    orderId: uuid('order_id').notNull(),
    orderItemId: uuid('order_item_id').notNull(),
    firingId: uuid('firing_id').notNull(),
    ticketOrderId: uuid('ticket_order_id').notNull(),
    ticketItemId: uuid('ticket_item_id').notNull(),
    label: varchar('label', { length: 255 }).notNull(),
    tableName: varchar('table_name', { length: 255 }),
    seat: integer('seat'),
    quantity: quantity('quantity').notNull(),
    isVoided: boolean('is_voided').notNull(),
  }),
);

export const tasks = pinnedTo<TaskFolded>()(
  pgTable('tasks', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    kind: varchar('kind', { length: 64 }).notNull(),
    title: varchar('title', { length: 255 }).notNull(),
    cause: varchar('cause', { length: 255 }).notNull(),
    assignedTo: varchar('assigned_to', { length: 100 }),
    due: instantColumn('due'),
    raisedAt: instantColumn('raised_at').notNull(),
    raisedBy: uuid('raised_by'),
    isOpen: boolean('is_open').notNull(),
    note: text('note'),
    doneAt: instantColumn('done_at'),
    doneBy: uuid('done_by'),
  }),
);
