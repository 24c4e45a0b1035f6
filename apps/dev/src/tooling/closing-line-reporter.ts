import type { Reporter, TestModule } from 'vitest/node';
import { addTallies, closingLine, NOTHING, ONE_FAILED, ONE_PASSED, type Tally } from './tally.ts';

/** Vitest reporter: ends stdout with the closing line. An unhandled error and a file that does not load count as failures. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tallies = modules.map(tallyOf);
    const total = tallies.reduce(addTallies, { ...NOTHING, failed: unhandled.length });
    process.stdout.write(`${closingLine(total)}\n`);
  }
}

function tallyOf(module: TestModule): Tally {
  const tests = [...module.children.allTests()].map((test) => {
    const { state } = test.result();
    if (state === 'passed') return ONE_PASSED;
    return state === 'failed' ? ONE_FAILED : { ...NOTHING, skipped: 1 };
  });
  return tests.reduce(addTallies, { ...NOTHING, failed: module.errors().length });
}
