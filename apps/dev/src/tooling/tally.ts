/** What a run of steps or tests came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };
export const ONE_PASSED: Tally = { passed: 1, failed: 0, skipped: 0 };
export const ONE_FAILED: Tally = { passed: 0, failed: 1, skipped: 0 };

export function addTallies(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The line that ends every run of tests, alone on its line: CI reads it. */
export function closingLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}

const CLOSING_LINE = /^(\d+) passed, (\d+) failed, (\d+) skipped$/;

/** Reads the closing line back from the end of a runner's stdout; `null` when the runner died before it wrote one. */
export function parseClosingLine(stdout: string): Tally | null {
  const match = CLOSING_LINE.exec(stdout.trimEnd().split('\n').at(-1) ?? '');
  return match === null
    ? null
    : { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3]) };
}

/** Ends the process: the closing line as the last of stdout; success only when something ran and nothing failed. */
export function finish(total: Tally): void {
  const ran = total.passed + total.failed + total.skipped > 0;
  const honest = ran ? total : ONE_FAILED;
  process.stdout.write(`${closingLine(honest)}\n`);
  process.exitCode = honest.failed === 0 ? 0 : 1;
}
