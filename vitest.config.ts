import { defineConfig } from 'vitest/config';

/** One file belongs to one project, by its name; *.browser and *.device suites have runners of their own. */
const OTHER_SUITES = ['pg', 'process', 'deep', 'sim', 'browser', 'device'].map(
  (kind) => `**/*.${kind}.test.{ts,tsx}`,
);
const NEVER = ['**/node_modules/**', '**/dist/**', '**/fixtures/**'];

export default defineConfig({
  test: {
    projects: [
      // No server, no process: logic, SQLite, loopback sockets.
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...NEVER, ...OTHER_SUITES],
          // Files share a worker's modules: nothing here mocks any, and loading them anew took half of the time.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      // A throwaway PostgreSQL for the run; a database of its own per file: `inject('postgresUrl')`.
      {
        test: {
          name: 'pg',
          include: ['**/*.pg.test.ts'],
          exclude: NEVER,
          globalSetup: ['apps/dev/src/tooling/postgres-global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      // Simulated stores: seeds on worker processes of their own, one file at a time.
      {
        test: {
          name: 'sim',
          include: ['**/*.sim.test.ts'],
          exclude: NEVER,
          globalSetup: ['apps/dev/src/tooling/postgres-global-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      // Real processes, killed and restarted; one file at a time, because they measure and wait.
      {
        test: {
          name: 'process',
          include: ['**/*.process.test.ts'],
          exclude: NEVER,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // Long runs, for `npm run test:deep` only.
      {
        test: {
          name: 'deep',
          include: ['**/*.deep.test.ts'],
          exclude: NEVER,
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
