import { fileURLToPath } from 'node:url';
import { paymentRoutes } from '@beaveros/protocol/gateway';
import { createIsland, type Island, type IslandDependencies } from '@beaveros/service-kit/ingest';
import { paymentHandlers } from './handlers.ts';
import { PAYMENT_READING } from './ingest.ts';

/** Where this service's migrations are, for whoever makes test databases. */
export const PAYMENT_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Payment methods (configuration), payments and shifts (folded from the journal). */
export function createPaymentService(dependencies: IslandDependencies): Island {
  return createIsland(
    {
      name: 'payment',
      migrationsDir: PAYMENT_MIGRATIONS,
      routes: paymentRoutes,
      handlers: paymentHandlers,
      follows: PAYMENT_READING,
    },
    dependencies,
  );
}
