import { isId, ok } from '@beaveros/kit';
import type { Item, productCatalogRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';
import { ITEM, toItem } from './items.ts';

/** Words of one search; more make it no better. */
const WORDS_MAX = 8;

const SORTED_BY = {
  name: { column: 'i.name_key', type: 'text' },
  sku: { column: 'i.sku_key', type: 'text' },
  price: { column: 'i.base_price', type: 'numeric' },
} as const;

const byKey = z.tuple([z.string(), z.string().refine(isId)]);

/** The handler of the list of items: searched, filtered, sorted and paged in one statement. */
export function itemListHandlers({
  transaction,
}: IslandTools<typeof productCatalogRoutes>): Pick<Handlers<typeof productCatalogRoutes>, 'listItems'> {
  return {
    listItems: transaction('listItems', async ({ tx, identity, query }) => {
      const { limit, cursor, search, categoryId, isActive, sort, order } = query;
      const { column, type } = SORTED_BY[sort];
      const values: unknown[] = [identity.tenantId, limit + 1];
      const bind = (value: unknown) => `$${values.push(value)}`;
      const wanted = ['i.tenant_id = $1'];
      if (isActive !== undefined) wanted.push(`i.is_active = ${bind(isActive === 'true')}`);
      if (categoryId !== undefined) {
        wanted.push(`exists (select from item_categories l where l.tenant_id = i.tenant_id and l.item_id = i.id
          and l.category_id = ${bind(categoryId)}::uuid)`);
      }
      if (search !== undefined) wanted.push(matching(search, bind));
      if (cursor !== undefined) {
        const [key, id] = decodeCursor(byKey, cursor);
        wanted.push(
          `(${column}, i.id) ${order === 'asc' ? '>' : '<'} (${bind(key)}::${type}, ${bind(id)}::uuid)`,
        );
      }
      const rows = await tx.query<Item & { readonly key: string }>(
        // The page first, its links afterwards: they are read for the rows that are shown.
        `${ITEM.replace('select ', `select ${column}::text as key, `)} where ${wanted.join(' and ')}
         order by ${column} ${order}, i.id ${order} limit $2`,
        values,
      );
      const item = ({ key: _key, ...row }: Item & { readonly key: string }) => toItem(row);
      return ok(pageOf(rows, { limit, item, key: (row) => [row.key, row.id] }));
    }),
  };
}

function matching(search: string, bind: (value: unknown) => string): string {
  const words = search.toLowerCase().split(/\s+/).slice(0, WORDS_MAX);
  const named = words.map((word) => `i.name_key like ${bind(`%${literally(word)}%`)}`).join(' and ');
  return `((${named}) or i.sku_key like ${bind(`${literally(search.toLowerCase())}%`)}
    or exists (select from item_barcodes b where b.tenant_id = i.tenant_id and b.item_id = i.id and b.barcode = ${bind(search)}))`;
}

/** `%`, `_` and `\` mean themselves. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
