import type { Plan, Step } from './plan.ts';
import type { RunReport } from './run-plan.ts';

/** Runs that a minimisation may take: some minutes. */
const MINIMISE_RUNS_MAX = 60;

/**
 * Leaves out steps of a failing plan as long as it still breaks the same promise (ddmin, Zeller and Hildebrandt 2002): first
 * halves, then ever smaller parts. What is left fails, and is as small as so many runs make it.
 */
export async function minimise(
  plan: Plan,
  failed: RunReport,
  run: (plan: Plan) => Promise<RunReport>,
  runsMax: number = MINIMISE_RUNS_MAX,
): Promise<{ readonly plan: Plan; readonly report: RunReport; readonly runs: number }> {
  const promise = failed.failures[0]?.promise;
  let best = { plan, report: failed };
  let parts = 2;
  let runs = 0;
  while (runs < runsMax && best.plan.steps.length > 1) {
    const size = Math.ceil(best.plan.steps.length / parts);
    let isSmaller = false;
    for (let from = 0; from < best.plan.steps.length && runs < runsMax; from += size) {
      const candidate = { ...best.plan, steps: without(best.plan.steps, from, size) };
      const report = await run(candidate);
      runs += 1;
      if (report.ok || report.failures[0]?.promise !== promise) continue;
      best = { plan: candidate, report };
      isSmaller = true;
      parts = Math.max(parts - 1, 2);
      break;
    }
    if (isSmaller) continue;
    if (size === 1) break;
    parts = Math.min(parts * 2, best.plan.steps.length);
  }
  return { ...best, runs };
}

function without(steps: readonly Step[], from: number, size: number): Step[] {
  return [...steps.slice(0, from), ...steps.slice(from + size)];
}
