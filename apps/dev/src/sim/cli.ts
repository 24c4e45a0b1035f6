import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@beaveros/host/postgres';
import { minimise } from './minimise.ts';
import { type Plan, type Profile, zPlan } from './plan.ts';
import { planOf } from './plan-of-seed.ts';
import { Pool } from './pool.ts';
import { type Summary, tellFailure, Tallying } from './report.ts';
import type { RunReport } from './run-plan.ts';

export interface SimOptions {
  readonly seeds: number;
  readonly from: number;
  readonly profile: Profile;
  readonly workers: number;
  /** A plan of an earlier failure, instead of seeds. */
  readonly planFile?: string | undefined;
  /** Stops at the first failure without minimising: for mutations. */
  readonly isQuick?: boolean | undefined;
}

/** Failures minimised in one call: each takes minutes, and one root often breaks many seeds. */
const MINIMISED_MAX = 3;

/** Simulates seeds on several processes over a throwaway PostgreSQL. Progress and failures go to stderr. */
export async function simulate(options: SimOptions): Promise<Summary> {
  const dir = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'beaveros-sim-pg-'));
  await chmod(dir, 0o755);
  const postgres = await startPostgres({ dir, durability: 'throwaway' });
  try {
    await using pool = new Pool(
      postgres.url,
      Math.min(options.workers, options.planFile === undefined ? options.seeds : 1),
    );
    return await simulateOn(pool, options);
  } finally {
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** The same on processes that already run. */
async function simulateOn(pool: Pool, options: SimOptions): Promise<Summary> {
  const began = performance.now();
  const tallying = new Tallying();
  const failed: { readonly plan: Plan; readonly report: RunReport }[] = [];
  const plans = options.planFile === undefined ? plansOf(options) : [readPlan(options.planFile)];
  const remembered = new Map<number, Plan>();
  const handedOut = function* () {
    for (const plan of plans) {
      if (options.isQuick === true && failed.length > 0) return;
      remembered.set(plan.seed, plan);
      yield plan;
    }
  };
  await pool.runAll(handedOut(), (report) => {
    tallying.add(report);
    const mark = report.ok
      ? 'ok'
      : `FAILED ${report.failures[0]?.promise}: ${report.failures[0]?.message.slice(0, 200)}`;
    process.stderr.write(
      `seed ${report.seed} ${mark} (${(report.realMs / 1_000).toFixed(1)} s, ${report.events} events)\n`,
    );
    if (!report.ok) failed.push({ plan: remembered.get(report.seed)!, report });
    remembered.delete(report.seed);
  });
  const summary = tallying.summary((performance.now() - began) / 1_000);
  if (options.isQuick !== true)
    for (const { plan, report } of failed.slice(0, MINIMISED_MAX)) {
      const least = await minimise(plan, report, (candidate) => pool.run(candidate));
      process.stderr.write(tellFailure(least.plan, least.report, least.runs));
    }
  return summary;
}

function* plansOf({ seeds, from, profile }: SimOptions): Iterable<Plan> {
  for (let seed = from; seed < from + seeds; seed += 1) yield planOf(seed, profile);
}

function readPlan(path: string): Plan {
  return zPlan.parse(JSON.parse(readFileSync(path, 'utf8')));
}
