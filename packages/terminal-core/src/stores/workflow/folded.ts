import {
  type TaskFolded,
  taskFold,
  taskRows,
  type TaskState,
  type TicketFolded,
  type TicketLineFolded,
  type TicketPlaceFolded,
  ticketPlaceRows,
  ticketPlacesFold,
  type TicketsState,
  ticketRows,
  ticketsFold,
} from '@beaveros/domain/workflow';
import type { OrderState } from '@beaveros/domain/order';
import type { QuantityMicro } from '@beaveros/kit';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FoldedStoreDefinition } from '../folded-store.ts';
import type { Same } from '../folded-tables.ts';

const tickets = sqliteTable(
  'tickets',
  {
    id: text('id').notNull(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    orderId: text('order_id').notNull(),
    firingId: text('firing_id').notNull(),
    stationId: text('station_id').notNull(),
    stationName: text('station_name').notNull(),
    label: text('label').notNull(),
    tableName: text('table_name'),
    course: integer('course'),
    firedAt: integer('fired_at').notNull(),
    stages: text('stages').notNull(),
    isDone: integer('is_done', { mode: 'boolean' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.id] }),
    index('tickets_by_age').on(table.isDone, table.firedAt),
  ],
);

const ticketLines = sqliteTable(
  'order_item_workflow_status',
  {
    id: text('id').notNull(),
    tenantId: text('tenant_id').notNull(),
    ticketId: text('ticket_id').notNull(),
    orderId: text('order_id').notNull(),
    orderItemId: text('order_item_id').notNull(),
    firingId: text('firing_id').notNull(),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    quantity: integer('quantity').$type<QuantityMicro>().notNull(),
    modifiers: text('modifiers').notNull(),
    note: text('note'),
    seat: integer('seat'),
    course: integer('course'),
    currentStageId: text('current_stage_id').notNull(),
    stageName: text('stage_name').notNull(),
    stageOrdinal: integer('stage_ordinal').notNull(),
    isFinal: integer('is_final', { mode: 'boolean' }).notNull(),
    isVoided: integer('is_voided', { mode: 'boolean' }).notNull(),
    hasLeft: integer('has_left', { mode: 'boolean' }).notNull(),
    lastUpdatedAt: integer('last_updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.id] }),
    index('ticket_lines_by_ticket').on(table.ticketId, table.position),
  ],
);

const ticketPlaces = sqliteTable(
  'ticket_places',
  {
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    orderId: text('order_id').notNull(),
    orderItemId: text('order_item_id').notNull(),
    firingId: text('firing_id').notNull(),
    ticketOrderId: text('ticket_order_id').notNull(),
    ticketItemId: text('ticket_item_id').notNull(),
    label: text('label').notNull(),
    tableName: text('table_name'),
    seat: integer('seat'),
    quantity: integer('quantity').$type<QuantityMicro>().notNull(),
    isVoided: integer('is_voided', { mode: 'boolean' }).notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.orderId, table.orderItemId, table.firingId, table.ticketOrderId, table.ticketItemId],
    }),
    index('ticket_places_by_ticket_line').on(table.ticketOrderId, table.ticketItemId, table.firingId),
  ],
);

const tasks = sqliteTable(
  'tasks',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    kind: text('kind').notNull(),
    title: text('title').notNull(),
    cause: text('cause').notNull(),
    assignedTo: text('assigned_to'),
    due: integer('due'),
    raisedAt: integer('raised_at').notNull(),
    raisedBy: text('raised_by'),
    isOpen: integer('is_open', { mode: 'boolean' }).notNull(),
    note: text('note'),
    doneAt: integer('done_at'),
    doneBy: text('done_by'),
  },
  (table) => [index('tasks_by_age').on(table.isOpen, table.raisedAt)],
);

// Drift between a table and its domain type stops the build here.
true satisfies Same<typeof tickets.$inferSelect, TicketFolded>;
true satisfies Same<typeof ticketLines.$inferSelect, TicketLineFolded>;
true satisfies Same<typeof ticketPlaces.$inferSelect, TicketPlaceFolded>;
true satisfies Same<typeof tasks.$inferSelect, TaskFolded>;

/** How an aggregate of the journal folds: an order's tickets and the order, a task. */
export interface WorkflowFolds {
  readonly tickets: (order: string) => TicketsState;
  readonly order: (order: string) => OrderState;
  readonly task: (task: string) => TaskState;
}

/** The kitchen's tickets, where their moved lines go, and the tasks that stand by themselves, as the journal's facts fold. */
export function workflowStore(folds: WorkflowFolds): FoldedStoreDefinition {
  return {
    service: 'workflow',
    foldVersion: 3,
    tables: [
      { table: tickets, aggregateColumn: 'order_id' },
      { table: ticketLines, aggregateColumn: 'order_id' },
      { table: ticketPlaces, aggregateColumn: 'order_id' },
      { table: tasks, aggregateColumn: 'id' },
    ],
    reads: new Set([...ticketsFold.reads, ...ticketPlacesFold.reads, ...taskFold.reads]),
    rowsOf: (aggregate) => {
      const rows = ticketRows(folds.tickets(aggregate));
      return {
        tickets: rows.tickets,
        order_item_workflow_status: rows.ticketLines,
        ticket_places: ticketPlaceRows(folds.order(aggregate)).ticketPlaces,
        tasks: taskRows(folds.task(aggregate)).tasks,
      };
    },
  };
}
