import { fileURLToPath } from 'node:url';
import { reportRoutes } from '@beaveros/protocol/gateway';
import { createIsland, type Island, type IslandDependencies } from '@beaveros/service-kit/ingest';
import { REPORT_READING } from './ingest.ts';
import { salesHandlers } from './sales.ts';

/** Where this service's migrations are, for whoever makes test databases. */
export const REPORT_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Reports from documents: a ledger of contributions and the rollups that follow it. */
export function createReportService(dependencies: IslandDependencies): Island {
  return createIsland(
    {
      name: 'report',
      migrationsDir: REPORT_MIGRATIONS,
      routes: reportRoutes,
      handlers: salesHandlers,
      follows: REPORT_READING,
    },
    dependencies,
  );
}
