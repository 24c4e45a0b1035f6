import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import {
  type SoldOutFolded,
  soldOutFold,
  soldOutRows,
  type StockLevelFolded,
  type StockMovementFolded,
} from '@beaveros/domain/product-catalog';
import type { Transaction } from '@beaveros/service-kit';
import { projection, type Reading, replaceRows } from '@beaveros/service-kit/ingest';
import { and, eq } from 'drizzle-orm';
import { STOCK_LEDGER_OF_FACTS } from './stock-ledger.ts';
import { soldOutItems, stockLevels, stockMovements } from './tables.ts';

/** What stores have, by stock, with every movement (a ledger); and what they have run out of, by item. */
export const PRODUCT_CATALOG_READING = {
  readEvent,
  ledgers: [STOCK_LEDGER_OF_FACTS],
  projections: [
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
