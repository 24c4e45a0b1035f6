import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { CloudDatabases } from './databases.ts';
import { NAMED_PLANS } from './named-plans.ts';
import { runPlan } from './run-plan.ts';

let databases: CloudDatabases;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'beaveros-sim-seeds-'));
  databases = await CloudDatabases.open(inject('postgresUrl'));
});
afterAll(async () => {
  await databases[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

// Histories that once broke a promise, minimised.
it.each(Object.entries(NAMED_PLANS))('%s', { timeout: 120_000 }, async (_name, plan) => {
  const { failures } = await runPlan(plan, { databases, dir });
  expect(failures).toEqual([]);
});
