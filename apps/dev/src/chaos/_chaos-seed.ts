import { randomInt } from 'node:crypto';
import type { ChaosReport } from './run-chaos.ts';

/** What a person can type. */
const SEEDS = 1_000_000;

/** `BEAVER_CHAOS_SEED`, else a new one; printed, so that the same choices can be made again. */
export function chaosSeed(): number {
  const seed = Number(process.env['BEAVER_CHAOS_SEED'] ?? randomInt(1, SEEDS));
  process.stderr.write(`chaos: BEAVER_CHAOS_SEED=${seed}\n`);
  return seed;
}

/** What happened, for the message of a failed test. */
export function saidOf(seed: number, report: ChaosReport): string {
  return `BEAVER_CHAOS_SEED=${seed}\n${JSON.stringify({ ...report, failures: report.failures.length }, null, 2)}`;
}
