import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import {
  type SoldOutFolded,
  STOCK_READS,
  soldOutFold,
  soldOutRows,
  type StockLevelFolded,
  type StockMovementFolded,
  stockLedger,
  stockRows,
} from '@beaveros/domain/product-catalog';
import type { Transaction } from '@beaveros/service-kit';
import { projection, type Reading, replaceRows } from '@beaveros/service-kit/ingest';
import { and, eq } from 'drizzle-orm';
import { soldOutItems, stockLevels, stockMovements } from './tables.ts';

/** What stores have, by stock, with every movement; and what they have run out of, by item. */
export const PRODUCT_CATALOG_READING = {
  readEvent,
  projections: [
    projection({
      name: 'stock',
      reads: STOCK_READS,
      fold: (stock, facts) => stockRows(stockLedger(stock, facts as readonly Recorded[])),
      replace: async (tx, tenantId, aggregates, rows) => {
        const levels = rows.flatMap((each) => each.levels);
        const movements = rows.flatMap((each) => each.movements);
        await replaceRows(tx, stockLevels, { tenantId, aggregateColumn: 'id', aggregates, rows: levels });
        const replaced = { tenantId, aggregateColumn: 'stock_id', aggregates, rows: movements };
        await replaceRows(tx, stockMovements, replaced);
      },
    }),
    projection({
      name: 'sold-out',
      reads: soldOutFold.reads,
      fold: (item, facts) =>
        soldOutRows(foldAll(soldOutFold, item, facts as readonly Recorded[]).state).soldOut,
      replace: (tx, tenantId, aggregates, rows) =>
        replaceRows(tx, soldOutItems, {
          tenantId,
          aggregateColumn: 'item_id',
          aggregates,
          rows: rows.flat(),
        }),
    }),
  ],
} satisfies Reading;

/** The rows of one stock as domain rows. */
export async function readStock(
  tx: Transaction,
  tenantId: string,
  stock: string,
): Promise<{
  readonly levels: readonly StockLevelFolded[];
  readonly movements: readonly StockMovementFolded[];
}> {
  const ofTenant = eq(stockMovements.tenantId, tenantId);
  return {
    levels: await tx.drizzle
      .select()
      .from(stockLevels)
      .where(and(eq(stockLevels.tenantId, tenantId), eq(stockLevels.id, stock))),
    movements: await tx.drizzle
      .select()
      .from(stockMovements)
      .where(and(ofTenant, eq(stockMovements.stockId, stock))),
  };
}

/** The marks of one item in all stores. */
export async function readSoldOut(
  tx: Transaction,
  tenantId: string,
  item: string,
): Promise<readonly SoldOutFolded[]> {
  return await tx.drizzle
    .select()
    .from(soldOutItems)
    .where(and(eq(soldOutItems.tenantId, tenantId), eq(soldOutItems.itemId, item)));
}
