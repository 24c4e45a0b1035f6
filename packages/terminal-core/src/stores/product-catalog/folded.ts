import {
  type SoldOutFolded,
  type SoldOutState,
  STOCK_READS,
  soldOutFold,
  soldOutRows,
  type StockLevelFolded,
  type StockMovementFolded,
} from '@beaveros/domain/product-catalog';
import type { BusinessDate, QuantityMicro } from '@beaveros/kit';
import type { Statement } from 'better-sqlite3';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FoldedStore, FoldedStoreDefinition } from '../folded-store.ts';
import type { Same } from '../folded-tables.ts';
import { StockLedgerRows } from './stock-ledger-rows.ts';

const stockLevels = sqliteTable(
  'stock_levels',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    itemId: text('item_id').notNull(),
    level: integer('level').$type<QuantityMicro>().notNull(),
    counted: integer('counted').$type<QuantityMicro>(),
    countedAt: integer('counted_at'),
    countedBy: text('counted_by'),
    moved: integer('moved').$type<QuantityMicro>().notNull(),
  },
  (table) => [index('stock_levels_by_item').on(table.itemId)],
);

const stockMovements = sqliteTable(
  'stock_movements',
  {
    id: text('id').notNull(),
    commandId: text('command_id').notNull(),
    doing: text('doing').notNull(),
    chain: text('chain').notNull(),
    seq: integer('seq').notNull(),
    clock: integer('clock').notNull(),
    position: integer('position').notNull(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    stockId: text('stock_id').notNull(),
    itemId: text('item_id').notNull(),
    terminalId: text('terminal_id'),
    kind: text('kind').$type<StockMovementFolded['kind']>().notNull(),
    delta: integer('delta').$type<QuantityMicro>().notNull(),
    orderId: text('order_id'),
    documentId: text('document_id'),
    orderItemId: text('order_item_id'),
    note: text('note'),
    isCounted: integer('is_counted', { mode: 'boolean' }).notNull(),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    movedAt: integer('moved_at').notNull(),
    movedBy: text('moved_by'),
  },
  (table) => [
    primaryKey({ columns: [table.stockId, table.doing, table.id, table.commandId] }),
    index('stock_movements_by_time').on(table.stockId, table.movedAt),
  ],
);

const soldOutItems = sqliteTable(
  'sold_out_items',
  {
    itemId: text('item_id').notNull(),
    storeId: text('store_id').notNull(),
    tenantId: text('tenant_id').notNull(),
    eventId: text('event_id').notNull(),
    until: integer('sold_out_until'),
    since: integer('sold_out_since').notNull(),
    markedBy: text('marked_by'),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.storeId] })],
);

// Drift between a table and its domain type stops the build here.
true satisfies Same<typeof stockLevels.$inferSelect, StockLevelFolded>;
true satisfies Same<typeof stockMovements.$inferSelect, StockMovementFolded>;
true satisfies Same<typeof soldOutItems.$inferSelect, SoldOutFolded>;

/** What items have run out (folded anew), and what the store has of them (a ledger: each fact is added once). */
export function stockStore(soldOutOf: (item: string) => SoldOutState): FoldedStoreDefinition {
  return {
    service: 'product-catalog',
    foldVersion: 2,
    tables: [{ table: soldOutItems, aggregateColumn: 'item_id' }],
    reads: soldOutFold.reads,
    rowsOf: (item) => ({ sold_out_items: soldOutRows(soldOutOf(item)).soldOut }),
    ledger: {
      tables: [
        { table: stockLevels, aggregateColumn: 'id' },
        { table: stockMovements, aggregateColumn: 'stock_id' },
      ],
      reads: STOCK_READS,
      open: (db, journal) => {
        const rows = new StockLedgerRows(db, { levels: stockLevels, movements: stockMovements }, journal);
        return {
          begin: () => rows.begin(),
          add: (facts) => rows.add(facts),
          roll: (stock) => rows.roll(stock),
        };
      },
    },
  };
}

/** The one question of a file that is asked while somebody waits, prepared once for each connection. */
const LEVELS = new WeakMap<FoldedStore['db'], Statement>();

/** What the table of levels says; null: nothing, or the store cannot apply. */
export function stockLevelOf({ db, fault }: FoldedStore, stock: string): number | null {
  if (fault !== null) return null;
  const reading = LEVELS.get(db) ?? db.prepare('SELECT level FROM stock_levels WHERE id = ?').pluck();
  LEVELS.set(db, reading);
  const level = reading.get(stock);
  return typeof level === 'number' ? level : null;
}
