import { fileURLToPath } from 'node:url';
import type { NewId } from '@beaveros/kit';
import { serviceEntityRoutes } from '@beaveros/protocol/gateway';
import {
  migrate,
  openDatabase,
  type RouteDependencies,
  type Service,
  type ServiceDatabaseUrls,
  serveRoutes,
} from '@beaveros/service-kit';
import { Hono } from 'hono';
import { serviceEntityHandlers } from './handlers.ts';

export interface ServiceEntityDependencies extends RouteDependencies {
  readonly urls: ServiceDatabaseUrls;
  readonly newId: NewId;
}

/** Where this service's migrations are, for whoever makes test databases. */
export const SERVICE_ENTITY_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Stores, terminals, devices, areas and entities. Opens no session before it is started. */
export function createServiceEntityService(dependencies: ServiceEntityDependencies): Service {
  const { urls, newId, log } = dependencies;
  const database = openDatabase(urls, {
    onIdleError: (error) => log.warn({ err: error }, 'an idle database session ended'),
  });
  const app = new Hono();
  serveRoutes(app, serviceEntityRoutes, serviceEntityHandlers(database, newId), dependencies);
  return {
    name: 'service-entity',
    app,
    start: async () => {
      await migrate({ ownerUrl: urls.owner, dir: SERVICE_ENTITY_MIGRATIONS });
    },
    stop: () => database.close(),
    health: async () => ({ ok: await database.isReachable() }),
  };
}
