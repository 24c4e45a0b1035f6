import { fileURLToPath } from 'node:url';
import { orderRoutes } from '@beaveros/protocol/gateway';
import { createIsland, type Island, type IslandDependencies } from '@beaveros/service-kit/ingest';
import { orderHandlers } from './handlers.ts';
import { ORDER_READING } from './ingest.ts';

/** Where this service's migrations are, for whoever makes test databases. */
export const ORDER_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Orders, their items and documents, folded from the journal; nothing here is written by a route. */
export function createOrderService(dependencies: IslandDependencies): Island {
  return createIsland(
    {
      name: 'order',
      migrationsDir: ORDER_MIGRATIONS,
      routes: orderRoutes,
      handlers: orderHandlers,
      follows: ORDER_READING,
    },
    dependencies,
  );
}
