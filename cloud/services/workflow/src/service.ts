import { fileURLToPath } from 'node:url';
import { workflowRoutes } from '@beaveros/protocol/gateway';
import {
  createIsland,
  type Island,
  type IslandDependencies,
  type IslandTools,
} from '@beaveros/service-kit/ingest';
import { automationHandlers } from './automations.ts';
import { WORKFLOW_READING } from './ingest.ts';
import { stageHandlers } from './stages.ts';
import { stationHandlers } from './stations.ts';
import { taskHandlers } from './task-list.ts';
import { ticketHandlers } from './ticket-list.ts';

/** Where this service's migrations are, for whoever makes test databases. */
export const WORKFLOW_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Stages, stations and automations (configuration), tickets and tasks (folded from the journal). */
export function createWorkflowService(dependencies: IslandDependencies): Island {
  const handlers = (tools: IslandTools<typeof workflowRoutes>) => ({
    ...stageHandlers(tools),
    ...stationHandlers(tools),
    ...ticketHandlers(tools),
    ...taskHandlers(tools),
    ...automationHandlers(tools),
  });
  return createIsland(
    {
      name: 'workflow',
      migrationsDir: WORKFLOW_MIGRATIONS,
      routes: workflowRoutes,
      handlers,
      follows: WORKFLOW_READING,
    },
    dependencies,
  );
}
