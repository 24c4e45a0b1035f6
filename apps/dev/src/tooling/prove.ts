import { type Suite, runSuite } from './run-suite.ts';
import { addTallies, finish, NOTHING, type Tally } from './tally.ts';

/** Runs the suites one after the other, reports each on stderr, and ends stdout with one closing line for all of them. */
export async function prove(suites: readonly Suite[], filters: readonly string[]): Promise<void> {
  let total: Tally = NOTHING;
  for (const suite of suites) {
    process.stderr.write(`\n== ${suite} ==\n`);
    const { tally, seconds } = await runSuite(suite, { filters, live: true });
    const isEmpty = tally.passed + tally.failed + tally.skipped === 0;
    process.stderr.write(
      `== ${suite}: ${isEmpty ? 'no test of this kind' : 'done'} in ${seconds.toFixed(1)} s ==\n`,
    );
    total = addTallies(total, tally);
  }
  finish(total);
}
