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
import { pictureHandlers } from './pictures.ts';
import { priceRuleHandlers } from './price-rules.ts';
import { PRODUCT_CATALOG_READING } from './ingest.ts';
import { recipeHandlers } from './recipes.ts';
import { stockListHandlers } from './stock-lists.ts';
import { taxHandlers } from './taxes.ts';
import { tellingTools } from './telling-tools.ts';

/** Where this service's migrations are, for whoever makes test databases. */
export const PRODUCT_CATALOG_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** What tills sell from (configuration), and what stores have and have run out of (folded from the journal). */
export function createProductCatalogService(dependencies: IslandDependencies): Island {
  const handlers = (tools: IslandTools<typeof productCatalogRoutes>) => {
    const telling = tellingTools(tools);
    return {
      ...categoryHandlers(telling),
      ...taxHandlers(telling),
      ...modifierHandlers(telling),
      ...itemHandlers(telling),
      ...importHandlers(telling),
      ...priceRuleHandlers(telling),
      ...recipeHandlers(telling),
      ...itemListHandlers(tools),
      ...stockListHandlers(tools),
      // A picture that no item names yet changes nothing of the catalogue.
      ...pictureHandlers(tools),
      watchItems: tools.watch,
    };
  };
  return createIsland(
    {
      name: 'product-catalog',
      migrationsDir: PRODUCT_CATALOG_MIGRATIONS,
      routes: productCatalogRoutes,
      handlers,
      follows: PRODUCT_CATALOG_READING,
    },
    dependencies,
  );
}
