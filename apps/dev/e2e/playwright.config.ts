import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath } from '../src/tooling/chromium.ts';
import { ROOT } from '../src/tooling/workspace.ts';

/** Each worker has a house of its own: PostgreSQL, the cloud and two tills beside a browser. */
const WORKERS_MAX = 2;

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: join(ROOT, 'test-results', 'e2e'),
  globalSetup: './global-setup.ts',
  reporter: [['list'], ['./closing-line.ts']],
  workers: Math.min(WORKERS_MAX, availableParallelism()),
  // The plays of one file build on each other's house.
  fullyParallel: false,
  forbidOnly: true,
  // A busy two-core machine; what waits longer is stuck.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 1366, height: 768 },
    actionTimeout: 10_000,
    testIdAttribute: 'data-testid',
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    launchOptions: {
      executablePath: chromiumPath((step) => process.stderr.write(`${step}\n`)),
      args: [...CHROMIUM_ARGS],
    },
  },
});
