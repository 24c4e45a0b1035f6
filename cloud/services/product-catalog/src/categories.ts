import { isId, ok, refuse } from '@beaveros/kit';
import type { Category, productCatalogRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf, type Transaction, uniquely } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';
import { changed } from './changed.ts';

type CategoryHandlers = Pick<
  Handlers<typeof productCatalogRoutes>,
  'listCategories' | 'createCategory' | 'changeCategory'
>;

const byPlace = z.tuple([z.int(), z.string().refine(isId)]);

/** Handlers of categories. */
export function categoryHandlers({
  transaction,
  newId,
}: IslandTools<typeof productCatalogRoutes>): CategoryHandlers {
  return {
    listCategories: transaction('listCategories', async ({ tx, identity, query: { limit, cursor } }) => {
      const [place, id] = cursor === undefined ? [0, null] : decodeCursor(byPlace, cursor);
      const rows = await tx.query<Category>(
        `${CATEGORY} where tenant_id = $1 and ($3::uuid is null or (position, id) > ($2, $3)) order by position, id limit $4`,
        [identity.tenantId, place, id, limit + 1],
      );
      return ok(pageOf(rows, { limit, item: (row) => row, key: (row) => [row.position, row.id] }));
    }),

    createCategory: transaction('createCategory', async ({ tx, identity, body }) => {
      const id = body.id ?? newId();
      const { name, description = null, position = 0, color = null, isActive = true } = body;
      const written = await uniquely('category/duplicate', () =>
        tx.execute(
          `insert into categories (tenant_id, id, name, description, position, color, is_active)
           values ($1, $2, $3, $4, $5, $6, $7)`,
          [identity.tenantId, id, name, description, position, color, isActive],
        ),
      );
      return written.ok ? ok((await categoryById(tx, identity.tenantId, id))!) : written;
    }),

    changeCategory: transaction('changeCategory', async ({ tx, identity, params: { id }, body }) => {
      const before = await categoryById(tx, identity.tenantId, id);
      if (before === undefined) return refuse({ code: 'category/not-found' });
      const { name, description, position, color, isActive } = changed<Category>(before, body);
      const written = await uniquely('category/duplicate', () =>
        tx.execute(
          `update categories set name = $3, description = $4, position = $5, color = $6, is_active = $7, updated_at = now()
           where tenant_id = $1 and id = $2`,
          [identity.tenantId, id, name, description, position, color, isActive],
        ),
      );
      return written.ok ? ok((await categoryById(tx, identity.tenantId, id))!) : written;
    }),
  };
}

const CATEGORY = 'select id, name, description, position, color, is_active as "isActive" from categories';

/** Locked where it is changed: two who change it at once do not undo each other. */
async function categoryById(tx: Transaction, tenantId: string, id: string): Promise<Category | undefined> {
  const [row] = await tx.query<Category>(`${CATEGORY} where tenant_id = $1 and id = $2 for update`, [
    tenantId,
    id,
  ]);
  return row;
}
