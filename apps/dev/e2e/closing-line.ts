import type { FullResult, Reporter, TestCase, Suite } from '@playwright/test/reporter';
import { closingLine, NOTHING, type Tally } from '../src/tooling/tally.ts';

/**
 * Playwright reporter: names every skipped test with its reason, which no other reporter does, and ends stdout with the
 * closing line. An error outside of tests is a failure.
 */
export default class ClosingLine implements Reporter {
  #root: Suite | null = null;
  #errors = 0;

  onBegin(_: unknown, root: Suite): void {
    this.#root = root;
  }

  onError(): void {
    this.#errors += 1;
  }

  onEnd({ status }: FullResult): void {
    const tests = this.#root?.allTests() ?? [];
    const outcomes = tests.map((test) => test.outcome());
    const count = (...wanted: readonly string[]): number =>
      outcomes.filter((outcome) => wanted.includes(outcome)).length;
    const failed = count('unexpected') + this.#errors;
    const tally: Tally = {
      ...NOTHING,
      // One that passed on a second try would be `flaky`; there are no second tries.
      passed: count('expected', 'flaky'),
      failed: failed === 0 && status !== 'passed' ? 1 : failed,
      skipped: count('skipped'),
    };
    for (const test of tests)
      if (test.outcome() === 'skipped') process.stderr.write(`SKIPPED ${why(test)}\n`);
    process.stdout.write(`${closingLine(tally)}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}

function why(test: TestCase): string {
  const reasons = [...test.annotations, ...test.results.flatMap((result) => result.annotations)]
    .filter(({ type, description }) => type === 'skip' && description !== undefined)
    .map(({ description }) => description);
  return `${test.titlePath().filter(Boolean).join(' > ')}: ${reasons[0] ?? 'not reached'}`;
}
