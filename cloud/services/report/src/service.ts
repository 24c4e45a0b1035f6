import { fileURLToPath } from 'node:url';
import { reportRoutes } from '@beaveros/protocol/gateway';
import { createIsland, type Island, type IslandDependencies } from '@beaveros/service-kit/ingest';
import { REPORT_READING } from './ingest.ts';
import { daysHandler } from './days.ts';
import { salesHandler } from './sales.ts';
import { salesByHandler } from './sales-by.ts';

/** Where this service's migrations are, for whoever makes test databases. */
export const REPORT_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Reports from documents and Zs: a ledger of contributions, the rollups that follow it, and the store's days. */
export function createReportService(dependencies: IslandDependencies): Island {
  return createIsland(
    {
      name: 'report',
      migrationsDir: REPORT_MIGRATIONS,
      routes: reportRoutes,
      handlers: (tools) => ({
        watchSales: tools.watch,
        readSales: salesHandler(tools),
        readSalesBy: salesByHandler(tools),
        readDays: daysHandler(tools),
      }),
      follows: REPORT_READING,
    },
    dependencies,
  );
}
