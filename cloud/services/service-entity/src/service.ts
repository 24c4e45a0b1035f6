import { fileURLToPath } from 'node:url';
import { serviceEntityRoutes } from '@beaveros/protocol/gateway';
import {
  createIsland,
  type Island,
  type IslandDependencies,
  type IslandTools,
} from '@beaveros/service-kit/ingest';
import { serviceEntityHandlers } from './handlers.ts';
import { SERVICE_ENTITY_READING } from './ingest.ts';
import { reservationHandlers } from './reservation-list.ts';

/** Where this service's migrations are, for whoever makes test databases. */
export const SERVICE_ENTITY_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Stores, terminals, devices, areas and entities (configuration); what tables are now and the book (folded). */
export function createServiceEntityService(dependencies: IslandDependencies): Island {
  const handlers = (tools: IslandTools<typeof serviceEntityRoutes>) => ({
    ...serviceEntityHandlers(tools),
    ...reservationHandlers(tools),
  });
  return createIsland(
    {
      name: 'service-entity',
      migrationsDir: SERVICE_ENTITY_MIGRATIONS,
      routes: serviceEntityRoutes,
      handlers,
      follows: SERVICE_ENTITY_READING,
    },
    dependencies,
  );
}
