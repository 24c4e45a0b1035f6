import { decimalToScaled, ok, refuse } from '@beaveros/kit';
import type { productCatalogRoutes } from '@beaveros/protocol/gateway';
import type { Handlers, Transaction } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { importCatalogue } from './import-catalogue.ts';

/** The handler of imports: names and SKUs become ids, then one set-based import, all or none. */
export function importHandlers({
  transaction,
  newId,
}: IslandTools<typeof productCatalogRoutes>): Pick<Handlers<typeof productCatalogRoutes>, 'importCatalogue'> {
  return {
    importCatalogue: transaction('importCatalogue', async ({ tx, identity, body }) => {
      const { tenantId } = identity;
      const skus = body.items.map(({ sku }) => sku);
      const twice = skus.find((sku, at) => skus.indexOf(sku) !== at);
      if (twice !== undefined) return refuse({ code: 'import/sku-twice', sku: twice });
      const named = await idsByName(tx, 'categories', tenantId);
      const categories = body.categories.map((category) => {
        const id = named.get(category.name) ?? newId();
        named.set(category.name, id);
        return { ...category, id } as { id: string; name: string; position?: number; color?: string | null };
      });
      const taxes = await idsByName(tx, 'taxes', tenantId);
      const known = await idsBySku(tx, tenantId, skus);
      const defaults = await defaultTaxIds(tx, tenantId);
      const items = [];
      for (const [at, item] of body.items.entries()) {
        const { sku, name, price, type, isActive, barcodes } = item;
        const categoryIds: readonly (string | undefined)[] = item.categories.map((each) => named.get(each));
        if (categoryIds.includes(undefined))
          return refuse({ code: 'import/category-unknown', field: `body.items.${at}.categories` });
        const taxIds: readonly (string | undefined)[] =
          item.taxes === undefined ? defaults : item.taxes.map((each) => taxes.get(each));
        if (taxIds.includes(undefined))
          return refuse({ code: 'import/tax-unknown', field: `body.items.${at}.taxes` });
        const links = { categoryIds: categoryIds as string[], taxIds: taxIds as string[], barcodes };
        const id = known.get(sku) ?? newId();
        items.push({ id, sku, name, type, isActive, priceMicro: decimalToScaled(price, 6)!, ...links });
      }
      return ok(await importCatalogue(tx, tenantId, { categories, items }));
    }),
  };
}

async function idsByName(
  tx: Transaction,
  table: 'categories' | 'taxes',
  tenantId: string,
): Promise<Map<string, string>> {
  const rows = await tx.query<{ name: string; id: string }>(
    `select name, id from ${table} where tenant_id = $1`,
    [tenantId],
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
}

async function idsBySku(
  tx: Transaction,
  tenantId: string,
  skus: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ sku: string; id: string }>(
    'select sku, id from items where tenant_id = $1 and sku = any($2::text[])',
    [tenantId, skus],
  );
  return new Map(rows.map(({ sku, id }) => [sku, id]));
}

async function defaultTaxIds(tx: Transaction, tenantId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from taxes where tenant_id = $1 and is_default and is_active',
    [tenantId],
  );
  return rows.map(({ id }) => id);
}
