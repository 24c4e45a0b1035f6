import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CloudDatabases } from './databases.ts';
import { FAULTS } from './faults/index.ts';
import { OPERATIONS } from './operations/index.ts';
import { planOf } from './plan-of-seed.ts';
import { Pool } from './pool.ts';
import { measureOf } from './report.ts';
import { runPlan, type RunReport } from './run-plan.ts';

const MINUTES = 60_000;
/** How long seeds of `npm test` run: some twenty on two idle cores; `test:deep` has thousands. */
const SLICE_MS = 40_000;
/** Chaos seeds of the slice: each run starts where the last commit's seeds ended is not needed, so always the first. */
const SLICE_SEEDS_MAX = 60;
const SLICE_SEEDS_MIN = 4;

let databases: CloudDatabases;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'beaveros-sim-test-'));
  databases = await CloudDatabases.open(inject('postgresUrl'));
});
afterAll(async () => {
  await databases[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

describe('a simulated seed', () => {
  it('ends with the same journals when it runs twice', { timeout: 4 * MINUTES }, async () => {
    for (const profile of ['calm', 'chaos'] as const) {
      const plan = planOf(7, profile);
      const first = await runPlan(plan, { databases, dir });
      const second = await runPlan(plan, { databases, dir });
      const { realMs: _first, ...once } = first;
      const { realMs: _second, ...twice } = second;
      expect(twice, profile).toEqual(once);
      expect(first.journalHash).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('ends otherwise with another seed', { timeout: 2 * MINUTES }, async () => {
    const [one, two] = [
      await runPlan(planOf(1, 'calm'), { databases, dir }),
      await runPlan(planOf(2, 'calm'), { databases, dir }),
    ];
    expect(two.journalHash).not.toBe(one.journalHash);
  });
});

describe('a chaos plan', () => {
  it('is the same for the same seed, and as large as it must be', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const plan = planOf(seed, 'chaos');
      expect(planOf(seed, 'chaos')).toEqual(plan);
      const faults = plan.steps.filter(({ kind }) => kind in FAULTS);
      const operations = plan.steps.filter(({ kind }) => kind in OPERATIONS);
      expect(faults.length + operations.length).toBe(plan.steps.length);
      expect(plan.tills).toBeGreaterThanOrEqual(3);
      expect(plan.tills).toBeLessThanOrEqual(5);
      expect(plan.kitchens).toBe(2);
      expect(faults.length).toBeGreaterThanOrEqual(20);
      expect(new Set(faults.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(5);
    }
  });
});

describe('chaos', () => {
  it('breaks no promise', { timeout: 6 * MINUTES }, async () => {
    const reports: RunReport[] = [];
    const until = performance.now() + SLICE_MS;
    const plans = function* () {
      for (let seed = 1; seed <= SLICE_SEEDS_MAX; seed += 1) {
        if (seed > SLICE_SEEDS_MIN && performance.now() > until) return;
        yield planOf(seed, 'chaos');
      }
    };
    await using pool = new Pool(inject('postgresUrl'), 2);
    await pool.runAll(plans(), (report) => reports.push(report));
    const failed = reports.filter(({ ok }) => !ok).map(({ seed, failures }) => ({ seed, failures }));
    expect(failed, 'npm run sim -- --seeds 1 --from SEED shows and minimises it').toEqual([]);
    expect(reports.length).toBeGreaterThanOrEqual(SLICE_SEEDS_MIN);
    for (const report of reports) {
      const { commands, faults, faultKinds } = measureOf(report);
      expect(commands, `commands of seed ${report.seed}`).toBeGreaterThanOrEqual(200);
      expect(faults, `faults of seed ${report.seed}`).toBeGreaterThanOrEqual(20);
      expect(faultKinds, `kinds of faults of seed ${report.seed}`).toBeGreaterThanOrEqual(5);
    }
  });
});
