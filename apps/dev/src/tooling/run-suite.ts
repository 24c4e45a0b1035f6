import { type ToolRun, runTool } from './run-tool.ts';
import { ONE_FAILED, parseClosingLine, type Tally } from './tally.ts';

/** A project of vitest.config.ts. */
export type Suite = 'unit' | 'pg' | 'process' | 'deep';

export interface SuiteOptions {
  /** Paths or parts of paths, as vitest takes them. */
  readonly filters?: readonly string[];
  /** Copy the runner's report to stderr while it runs. */
  readonly live: boolean;
}

/**
 * Runs one project of vitest.config.ts to its end. A runner that dies without its closing line is one failure, and so is
 * one that says "all passed" with an exit status that says otherwise.
 */
export async function runSuite(
  suite: Suite,
  options: SuiteOptions,
): Promise<ToolRun & { readonly tally: Tally }> {
  const reporters = ['--reporter=default', '--reporter=./apps/dev/src/tooling/closing-line-reporter.ts'];
  const args = ['run', '--project', suite, '--passWithNoTests', ...reporters, ...(options.filters ?? [])];
  const run = await runTool('vitest', args, { live: options.live });
  const tally = parseClosingLine(run.stdout) ?? ONE_FAILED;
  return { ...run, tally: run.status !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally };
}
