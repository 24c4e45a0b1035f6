import { type ToolRun, runTool } from './run-tool.ts';
import { ONE_FAILED, parseClosingLine, type Tally } from './tally.ts';

/** A project of vitest.config.ts; or the plays in a browser, which playwright runs: the short ones, or all. */
export type Suite = 'unit' | 'pg' | 'sim' | 'process' | 'deep' | 'e2e' | 'e2e-deep';

/** Set for the plays of `npm run test:deep`: the full matrix. */
export const DEEP_PLAYS = 'BEAVER_E2E_DEEP';

export interface SuiteOptions {
  /** Paths or parts of paths, as vitest and playwright take them. */
  readonly filters?: readonly string[];
  /** Copy the runner's report to stderr while it runs. */
  readonly live: boolean;
}

/**
 * Runs one suite to its end. A runner that dies without its closing line is one failure, and so is
 * one that says "all passed" with an exit status that says otherwise.
 */
export async function runSuite(
  suite: Suite,
  options: SuiteOptions,
): Promise<ToolRun & { readonly tally: Tally }> {
  const { filters = [], live } = options;
  const run =
    suite === 'e2e' || suite === 'e2e-deep'
      ? await runPlays(suite, filters, live)
      : await runVitest(suite, filters, live);
  const tally = parseClosingLine(run.stdout) ?? ONE_FAILED;
  return { ...run, tally: run.status !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally };
}

function runVitest(project: Suite, filters: readonly string[], live: boolean): Promise<ToolRun> {
  const reporters = ['--reporter=default', '--reporter=./apps/dev/src/tooling/closing-line-reporter.ts'];
  return runTool('vitest', ['run', '--project', project, '--passWithNoTests', ...reporters, ...filters], {
    live,
  });
}

/** Its reporter, browser and bounds stand in the config. */
function runPlays(suite: 'e2e' | 'e2e-deep', filters: readonly string[], live: boolean): Promise<ToolRun> {
  const args = ['test', '--config', 'apps/dev/e2e/playwright.config.ts', '--pass-with-no-tests', ...filters];
  const env = suite === 'e2e-deep' ? { [DEEP_PLAYS]: '1' } : {};
  return runTool('playwright', args, { live, of: 'apps/dev', env });
}
