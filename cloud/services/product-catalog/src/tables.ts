import type {
  SoldOutFolded,
  StockLevelFolded,
  StockMovementFolded,
  StockMovementKind,
} from '@beaveros/domain/product-catalog';
import { businessDateColumn, instantColumn, pinnedTo, quantity } from '@beaveros/service-kit/ingest';
import { bigint, boolean, char, integer, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core';

// The folded tables as domain names their fields, pinned to it: drift stops the build here. The SQL stands in migrations/0005_stock.sql.

export const stockLevels = pinnedTo<StockLevelFolded>()(
  pgTable('stock_levels', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    itemId: uuid('item_id').notNull(),
    level: quantity('level_quantity').notNull(),
    counted: quantity('counted_quantity'),
    countedAt: instantColumn('counted_at'),
    countedBy: uuid('counted_by'),
    moved: quantity('moved_quantity').notNull(),
  }),
);

export const stockMovements = pinnedTo<StockMovementFolded>()(
  pgTable('stock_movements', {
    id: uuid('id').notNull(),
    commandId: uuid('command_id').notNull(),
    doing: varchar('doing', { length: 64 }).notNull(),
    chain: char('chain', { length: 64 }).notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    clock: bigint('clock', { mode: 'number' }).notNull(),
    position: integer('position').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    stockId: uuid('stock_id').notNull(),
    itemId: uuid('item_id').notNull(),
    terminalId: uuid('terminal_id'),
    kind: varchar('kind', { length: 20 }).$type<StockMovementKind>().notNull(),
    delta: quantity('delta_quantity').notNull(),
    orderId: uuid('order_id'),
    documentId: uuid('document_id'),
    orderItemId: uuid('order_item_id'),
    note: text('note'),
    isCounted: boolean('is_counted').notNull(),
    businessDate: businessDateColumn('business_date').notNull(),
    movedAt: instantColumn('moved_at').notNull(),
    movedBy: uuid('moved_by'),
  }),
);

export const soldOutItems = pinnedTo<SoldOutFolded>()(
  pgTable('sold_out_items', {
    itemId: uuid('item_id').notNull(),
    storeId: uuid('store_id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    eventId: uuid('event_id').notNull(),
    until: instantColumn('sold_out_until'),
    since: instantColumn('sold_out_since').notNull(),
    markedBy: uuid('marked_by'),
  }),
);
