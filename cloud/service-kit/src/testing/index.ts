import type {} from 'vitest';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser connection string of the run's throwaway PostgreSQL (apps/dev/src/tooling/postgres-global-setup.ts). */
    readonly postgresUrl: string;
  }
}
export { type ArrayBackOffice, arrayBackOffice } from './array-back-office.ts';
export { type ArrayFeed, arrayFeed } from './array-feed.ts';
export { type EventReader, eventsOf } from './event-reader.ts';
export { type IslandAnswer, type OpenIsland, openIsland, terminalOf, userOf } from './open-island.ts';
export { emptyTables, projectedStore } from './projected-store.ts';
