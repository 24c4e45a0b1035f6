import { fileURLToPath } from 'node:url';
import { productCatalogRoutes } from '@beaveros/protocol/gateway';
import {
  createIsland,
  type Island,
  type IslandDependencies,
  type IslandTools,
} from '@beaveros/service-kit/ingest';
import { importHandlers } from './catalogue-imports.ts';
import { categoryHandlers } from './categories.ts';
import { itemListHandlers } from './item-list.ts';
import { itemHandlers } from './items.ts';
import { modifierHandlers } from './modifiers.ts';
import { taxHandlers } from './taxes.ts';

/** Where this service's migrations are, for whoever makes test databases. */
export const PRODUCT_CATALOG_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Categories, items, modifiers and taxes, and what tills sell from. Configuration only: it follows no journal. */
export function createProductCatalogService(dependencies: IslandDependencies): Island {
  const handlers = (tools: IslandTools<typeof productCatalogRoutes>) => ({
    ...categoryHandlers(tools),
    ...taxHandlers(tools),
    ...modifierHandlers(tools),
    ...itemHandlers(tools),
    ...itemListHandlers(tools),
    ...importHandlers(tools),
  });
  return createIsland(
    {
      name: 'product-catalog',
      migrationsDir: PRODUCT_CATALOG_MIGRATIONS,
      routes: productCatalogRoutes,
      handlers,
      follows: null,
    },
    dependencies,
  );
}
