import { decimalToScaled, isId, ok } from '@beaveros/kit';
import {
  type productCatalogRoutes,
  scaledToText,
  type SoldOutItem,
  type StockLevel,
  type StockMovementRow,
} from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, type Identity, pageOf } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';

type User = Extract<Identity, { kind: 'user' }>;
type StockListHandlers = Pick<
  Handlers<typeof productCatalogRoutes>,
  'listStockLevels' | 'listStockMovements' | 'listSoldOutItems'
>;

const zItemId = z.string().refine(isId);
const byItem = z.tuple([zItemId, zItemId]);
const byMoment = z.tuple([z.int(), zItemId, zItemId]);

/** Lists of what ingest has folded. Numbers are facts of tills; names and thresholds are what the catalogue says now. */
export function stockListHandlers({
  transaction,
}: IslandTools<typeof productCatalogRoutes>): StockListHandlers {
  return {
    listStockLevels: transaction('listStockLevels', async ({ tx, identity, query }) => {
      const { limit, cursor, storeId, itemId, flagged } = query;
      const [afterItem, afterId] = cursor === undefined ? [null, null] : decodeCursor(byItem, cursor);
      const rows = await tx.query<LevelRow>(LEVELS, [
        identity.tenantId,
        storesOf(identity, storeId),
        itemId ?? null,
        flagged === 'true',
        afterItem,
        afterId,
        limit + 1,
      ]);
      const item = ({ level, lowQuantity, counted, countedAt, moved, ...row }: LevelRow) => ({
        ...row,
        level: plain(level),
        lowQuantity: lowQuantity === null ? null : plain(lowQuantity),
        counted: counted === null ? null : plain(counted),
        countedAt: countedAt === null ? null : Number(countedAt),
        moved: plain(moved),
      });
      return ok(pageOf(rows, { limit, item, key: (row) => [row.itemId, row.id] }));
    }),

    listStockMovements: transaction('listStockMovements', async ({ tx, identity, query }) => {
      const { limit, cursor, storeId, itemId } = query;
      const [at, id, commandId] = cursor === undefined ? [null, null, null] : decodeCursor(byMoment, cursor);
      const rows = await tx.query<MovementRow>(MOVEMENTS, [
        identity.tenantId,
        storesOf(identity, storeId),
        itemId,
        at,
        id,
        commandId,
        limit + 1,
      ]);
      const item = ({ delta, movedAt, ...row }: MovementRow) => ({
        ...row,
        delta: plain(delta),
        movedAt: Number(movedAt),
      });
      return ok(pageOf(rows, { limit, item, key: (row) => [Number(row.movedAt), row.id, row.commandId] }));
    }),

    listSoldOutItems: transaction('listSoldOutItems', async ({ tx, identity, query }) => {
      const { limit, cursor, storeId } = query;
      const [afterItem, afterStore] = cursor === undefined ? [null, null] : decodeCursor(byItem, cursor);
      const rows = await tx.query<SoldOutRow>(SOLD_OUT, [
        identity.tenantId,
        storesOf(identity, storeId),
        afterItem,
        afterStore,
        limit + 1,
      ]);
      const item = ({ until, since, ...row }: SoldOutRow) => ({
        ...row,
        until: until === null ? null : Number(until),
        since: Number(since),
      });
      return ok(pageOf(rows, { limit, item, key: (row) => [row.itemId, row.storeId] }));
    }),
  };
}

/** Moments come as milliseconds in text, because a bigint does not fit a float. */
type Moments<Row, Keys extends keyof Row> = Omit<Row, Keys> & {
  readonly [Key in Keys]: null extends Row[Key] ? string | null : string;
};
type LevelRow = Moments<StockLevel, 'countedAt'>;
type MovementRow = Moments<StockMovementRow, 'movedAt'>;
type SoldOutRow = Moments<SoldOutItem, 'until' | 'since'>;

/** null: all stores. The route has checked that the token names the one that was asked for. */
function storesOf(identity: User, storeId: string | undefined): readonly string[] | null {
  if (storeId !== undefined) return [storeId];
  return identity.storeIds === 'all' ? null : identity.storeIds;
}

const MILLISECONDS = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

const LEVELS = `
select v.* from (
  select l.id, l.store_id as "storeId", l.item_id as "itemId", i.name as "itemName", l.level_quantity as level,
    s.low_quantity as "lowQuantity",
    case when l.level_quantity < 0 then 'negative' when l.level_quantity <= s.low_quantity then 'low' end as flag,
    l.counted_quantity as counted, ${MILLISECONDS('l.counted_at')} as "countedAt", l.counted_by as "countedBy",
    l.moved_quantity as moved
  from stock_levels l
    left join items i on i.tenant_id = l.tenant_id and i.id = l.item_id
    left join stock_settings s on s.tenant_id = l.tenant_id and s.item_id = l.item_id
  where l.tenant_id = $1 and ($2::uuid[] is null or l.store_id = any($2::uuid[]))
    and ($3::uuid is null or l.item_id = $3::uuid)
    and ($5::uuid is null or (l.item_id, l.id) > ($5::uuid, $6::uuid))
) v
where not $4::boolean or v.flag is not null
order by v."itemId", v.id limit $7`;

const MOVEMENTS = `
select m.id, m.command_id as "commandId", m.store_id as "storeId", m.item_id as "itemId", m.terminal_id as "terminalId", m.kind,
  m.delta_quantity as delta, m.order_id as "orderId", m.document_id as "documentId", m.order_item_id as "orderItemId", m.note, m.is_counted as "isCounted",
  m.business_date::text as "businessDate", ${MILLISECONDS('m.moved_at')} as "movedAt", m.moved_by as "movedBy"
from stock_levels l join stock_movements m on m.tenant_id = l.tenant_id and m.stock_id = l.id
where l.tenant_id = $1 and ($2::uuid[] is null or l.store_id = any($2::uuid[])) and l.item_id = $3
  and ($4::bigint is null
    or (m.moved_at, m.id, m.command_id) < (to_timestamp($4::bigint / 1000.0), $5::uuid, $6::uuid))
order by m.moved_at desc, m.id desc, m.command_id desc limit $7`;

const SOLD_OUT = `
select o.store_id as "storeId", o.item_id as "itemId", i.name as "itemName", ${MILLISECONDS('o.sold_out_until')} as until,
  ${MILLISECONDS('o.sold_out_since')} as since, o.marked_by as "markedBy"
from sold_out_items o left join items i on i.tenant_id = o.tenant_id and i.id = o.item_id
where o.tenant_id = $1 and ($2::uuid[] is null or o.store_id = any($2::uuid[]))
  and (o.sold_out_until is null or o.sold_out_until > now())
  and ($3::uuid is null or (o.item_id, o.store_id) > ($3::uuid, $4::uuid))
order by o.item_id, o.store_id limit $5`;

function plain(decimal: string): string {
  return scaledToText(decimalToScaled(decimal, 6)!, 6);
}
