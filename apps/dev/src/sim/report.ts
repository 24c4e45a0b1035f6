import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Loss } from './check/losses.ts';
import type { Plan } from './plan.ts';
import type { RunReport } from './run-plan.ts';

/** The last line of `npm run sim`. */
export interface Summary {
  readonly seeds: number;
  readonly failed: number;
  readonly seedsPerSecond: number;
  readonly operations: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** How asks before a commit ended, and how many grants nobody claimed. */
  readonly asks: Readonly<Record<string, number>>;
  /** Of each kind of loss the seed where it came to most, and what that seed may have lost at most. */
  readonly losses: Readonly<Record<string, Loss>>;
  /** What the quietest of the seeds did, each figure by itself. */
  readonly least: Measure;
}

/** How much happened in one seed. */
export interface Measure {
  readonly commands: number;
  readonly faults: number;
  readonly faultKinds: number;
}

export function measureOf({ operations, faults }: Pick<RunReport, 'operations' | 'faults'>): Measure {
  const commands = Object.entries(operations).filter(([name]) => !name.startsWith('read '));
  return {
    commands: sum(commands.map(([, count]) => count)),
    faults: sum(Object.values(faults)),
    faultKinds: Object.keys(faults).length,
  };
}

/** Adds up what many seeds did. */
export class Tallying {
  readonly operations: Record<string, number> = {};
  readonly faults: Record<string, number> = {};
  readonly asks: Record<string, number> = {};
  readonly losses: Record<string, Loss> = {};
  readonly failed: RunReport[] = [];
  readonly #measures: Measure[] = [];
  seeds = 0;

  add(report: RunReport): void {
    this.seeds += 1;
    this.#measures.push(measureOf(report));
    if (!report.ok) this.failed.push(report);
    for (const [kind, count] of Object.entries(report.operations)) add(this.operations, kind, count);
    for (const [kind, count] of Object.entries(report.faults)) add(this.faults, kind, count);
    for (const [kind, count] of Object.entries(report.asks)) add(this.asks, kind, count);
    for (const [kind, loss] of Object.entries(report.losses))
      if (isWorse(loss, this.losses[kind])) this.losses[kind] = loss;
  }

  summary(seconds: number): Summary {
    return {
      seeds: this.seeds,
      failed: this.failed.length,
      seedsPerSecond: Number((this.seeds / seconds).toFixed(3)),
      operations: sorted(this.operations),
      faults: sorted(this.faults),
      asks: this.asks,
      losses: this.losses,
      least: {
        commands: Math.min(...this.#measures.map(({ commands }) => commands)),
        faults: Math.min(...this.#measures.map(({ faults }) => faults)),
        faultKinds: Math.min(...this.#measures.map(({ faultKinds }) => faultKinds)),
      },
    };
  }
}

/** Where as much was lost, the seed that might have lost more says more. */
function isWorse(loss: Loss, than: Loss | undefined): boolean {
  if (than === undefined || loss.sum !== than.sum) return than === undefined || loss.sum > than.sum;
  return (loss.bound ?? 0) > (than.bound ?? 0);
}

/** Lines of a history that a person reads before they open the file. */
const HISTORY_SHOWN = 60;

/** Says on stderr what failed, what is left of its history, and how to see it again. */
export function tellFailure(plan: Plan, report: RunReport, runs: number): string {
  const path = join(tmpdir(), `beaveros-sim-${plan.profile}-${plan.seed}.json`);
  writeFileSync(path, JSON.stringify(plan, null, 1));
  const lines = [
    `seed ${plan.seed} of profile ${plan.profile} failed; ${plan.steps.length} steps are left after ${runs} runs:`,
    ...report.failures.map(({ promise, message }) => `  ${promise}: ${message}`),
    ...report.failures.flatMap(({ details }) => (details === undefined ? [] : [`  ${short(details)}`])),
    '  what happened:',
    ...report.history.slice(-HISTORY_SHOWN).map((line) => `    ${line}`),
    `  again: npm run sim -- --plan ${path}`,
    `  whole: npm run sim -- --seeds 1 --from ${plan.seed} --profile ${plan.profile}`,
    '',
  ];
  return lines.join('\n');
}

const DETAILS_CHARS = 4_000;

function short(details: unknown): string {
  const text = JSON.stringify(details, null, 1) ?? '';
  return text.length <= DETAILS_CHARS ? text : `${text.slice(0, DETAILS_CHARS)}...`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function add(to: Record<string, number>, kind: string, count: number): void {
  to[kind] = (to[kind] ?? 0) + count;
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).toSorted(([, a], [, b]) => b - a));
}
