import type { StationRow } from '@beaveros/domain/workflow';
import { isId, ok, refuse } from '@beaveros/kit';
import type { workflowRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf, type Transaction, uniquely } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';

type Station = Omit<StationRow, 'tenantId'>;
type StationHandlers = Pick<
  Handlers<typeof workflowRoutes>,
  'listStations' | 'createStation' | 'changeStation'
>;

const byPlace = z.tuple([z.int(), z.string().refine(isId)]);

/** Handlers of a store's stations. */
export function stationHandlers({ transaction, newId }: IslandTools<typeof workflowRoutes>): StationHandlers {
  return {
    listStations: transaction(
      'listStations',
      async ({ tx, identity, params: { storeId }, query: { limit, cursor } }) => {
        const [place, id] = cursor === undefined ? [0, null] : decodeCursor(byPlace, cursor);
        const rows = await tx.query<Station>(
          `${STATION} where tenant_id = $1 and store_id = $2 and ($4::uuid is null or (position, id) > ($3, $4))
         order by position, id limit $5`,
          [identity.tenantId, storeId, place, id, limit + 1],
        );
        return ok(pageOf(rows, { limit, item: (row) => row, key: (row) => [row.position, row.id] }));
      },
    ),

    createStation: transaction('createStation', async ({ tx, identity, params: { storeId }, body }) => {
      const id = body.id ?? newId();
      const {
        name,
        position = 0,
        categoryIds = [],
        itemIds = [],
        isExpeditor = false,
        isActive = true,
      } = body;
      const written = await uniquely('station/duplicate', () =>
        tx.execute(
          `insert into stations (tenant_id, id, store_id, name, position, category_ids, item_ids, is_expeditor, is_active)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            identity.tenantId,
            id,
            storeId,
            name,
            position,
            JSON.stringify(categoryIds),
            JSON.stringify(itemIds),
            isExpeditor,
            isActive,
          ],
        ),
      );
      return written.ok ? ok((await stationById(tx, identity.tenantId, storeId, id))!) : written;
    }),

    changeStation: transaction('changeStation', async ({ tx, identity, params: { storeId, id }, body }) => {
      const before = await stationById(tx, identity.tenantId, storeId, id);
      if (before === undefined) return refuse({ code: 'station/not-found' });
      const { name, position, categoryIds, itemIds, isExpeditor, isActive } = { ...before, ...body };
      const written = await uniquely('station/duplicate', () =>
        tx.execute(
          `update stations set name = $4, position = $5, category_ids = $6, is_active = $7, item_ids = $8, is_expeditor = $9,
             updated_at = now()
           where tenant_id = $1 and store_id = $2 and id = $3`,
          [
            identity.tenantId,
            storeId,
            id,
            name,
            position,
            JSON.stringify(categoryIds),
            isActive,
            JSON.stringify(itemIds),
            isExpeditor,
          ],
        ),
      );
      return written.ok ? ok((await stationById(tx, identity.tenantId, storeId, id))!) : written;
    }),
  };
}

const STATION = `select id, store_id as "storeId", name, position, category_ids as "categoryIds",
  item_ids as "itemIds", is_expeditor as "isExpeditor", is_active as "isActive" from stations`;

/** Locked where it is changed: two who change it at once do not undo each other. */
async function stationById(
  tx: Transaction,
  tenantId: string,
  storeId: string,
  id: string,
): Promise<Station | undefined> {
  const text = `${STATION} where tenant_id = $1 and store_id = $2 and id = $3 for update`;
  const [row] = await tx.query<Station>(text, [tenantId, storeId, id]);
  return row;
}
