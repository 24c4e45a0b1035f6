import type {} from 'vitest';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser connection string of the run's throwaway PostgreSQL (apps/dev/src/tooling/postgres-global-setup.ts). */
    readonly postgresUrl: string;
  }
}
