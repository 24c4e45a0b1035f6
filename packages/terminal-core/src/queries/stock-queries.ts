import { stockIdOf } from '@beaveros/domain/product-catalog';
import type { Id } from '@beaveros/kit';
import type { IpcInput, IpcOutput, StockLevelView } from '@beaveros/protocol/ipc';
import type { Desk } from '../commands/command.ts';
import type { FoldedStore } from '../stores/folded-store.ts';
import { levelView } from '../views/stock-view.ts';

type Levels = IpcOutput<'stockLevels'>;
type History = IpcOutput<'stockHistory'>;
type SoldOut = IpcOutput<'soldOut'>;

interface LevelRow {
  readonly item: Id<'Item'>;
  readonly levelMicro: number;
  readonly counted: number | null;
  readonly countedAt: number | null;
  readonly movedMicro: number;
}

/**
 * Levels by item. Thresholds are rows of another file, so `flagged` looks at every level once: 10,000 in some 40 ms, for a
 * manager's list and not for a sale.
 */
export function listLevels(
  store: FoldedStore,
  desk: Desk,
  { item, only, limit, offset }: IpcInput<'stockLevels'>,
): Levels {
  store.catchUp();
  const rows = store.db.prepare<[string | null], LevelRow>(LEVELS);
  const views: StockLevelView[] = [];
  let total = 0;
  const take = (row: LevelRow) => {
    if (only === 'flagged' && viewOf(desk, row).flag === null) return;
    if (total >= offset && views.length < limit) views.push(viewOf(desk, row));
    total += 1;
  };
  for (const row of rows.iterate(item)) take(row);
  // Of an item that is asked for by name, nothing known is a level too.
  if (item !== null && total === 0)
    take({ item, levelMicro: 0, counted: null, countedAt: null, movedMicro: 0 });
  return { levels: views, total };
}

const LEVELS = `
SELECT item_id AS item, level AS levelMicro, counted, counted_at AS countedAt, moved AS movedMicro
FROM stock_levels WHERE coalesce(?, item_id) = item_id ORDER BY item_id`;

function viewOf({ rows }: Desk, { counted, countedAt, ...level }: LevelRow): StockLevelView {
  const hasCount = counted !== null && countedAt !== null;
  return levelView(rows, {
    ...level,
    counted: hasCount ? { quantityMicro: counted, at: countedAt as never } : null,
  });
}

/** The latest movements of an item, newest first; no older than the tables keep. */
export function listMovements(
  store: FoldedStore,
  { till }: Desk,
  { item, limit }: IpcInput<'stockHistory'>,
): History {
  const place = till.place();
  if (place === null) return { movements: [] };
  store.catchUp();
  const rows = store.db
    .prepare(
      `SELECT id AS event, kind, delta AS deltaMicro, order_id AS "order", note, is_counted AS isCounted,
         business_date AS businessDate, moved_at AS at, moved_by AS by
       FROM stock_movements WHERE stock_id = ? ORDER BY moved_at DESC, id DESC LIMIT ?`,
    )
    .all(stockIdOf(place.store.id, item), limit) as (Omit<History['movements'][number], 'isCounted'> & {
    readonly isCounted: 0 | 1;
  })[];
  return { movements: rows.map((row) => ({ ...row, isCounted: row.isCounted === 1 })) };
}

/** Everything marked in this store, the oldest mark first. */
export function listSoldOut(store: FoldedStore, { rows, till }: Desk): SoldOut {
  const place = till.place();
  if (place === null) return { soldOut: [] };
  store.catchUp();
  const marks = store.db
    .prepare(
      `SELECT item_id AS item, sold_out_until AS until, sold_out_since AS since, marked_by AS by
       FROM sold_out_items WHERE store_id = ? ORDER BY sold_out_since, item_id`,
    )
    .all(place.store.id) as Omit<SoldOut['soldOut'][number], 'name'>[];
  return {
    soldOut: marks.map((mark) => ({ ...mark, name: rows.catalogue.item(mark.item)?.name ?? null })),
  };
}
