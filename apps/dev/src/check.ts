// `npm run check`: everything that can be judged without a server, in under two minutes on two cores. One line per step on
// stderr, what a failed step said right behind it, and the closing line on stdout: each step counts as one, unit tests
// by number. `--without-tests` leaves those to an `npm test` that runs behind it.
import { parseArgs } from 'node:util';
import { buildScreens } from './tooling/build-screens.ts';
import { bundleSizes, describeSizes } from './tooling/bundle-sizes.ts';
import { cruise } from './tooling/import-graph.ts';
import { runSuite } from './tooling/run-suite.ts';
import { lanes, runTool, type ToolRun } from './tooling/run-tool.ts';
import {
  addTallies,
  closingLine,
  finish,
  NOTHING,
  ONE_FAILED,
  ONE_PASSED,
  type Tally,
} from './tooling/tally.ts';
import { ROOT, sourcesOf, tsconfigsOf, workspacePackages } from './tooling/workspace.ts';

interface Verdict {
  readonly tally: Tally;
  /** What to show when nothing failed. */
  readonly news?: string;
  /** What to show when something failed. */
  readonly complaint: string;
}

/** Two cores: one more job at a time would only slow the tests down until they time out. */
const inLane = lanes(2);

/** `tsc` of a tsconfig whose files are still to come, for instance one for tests where there are none. */
const NO_INPUTS = /error TS18003\b/;

const { values: asked } = parseArgs({ options: { 'without-tests': { type: 'boolean', default: false } } });
const total = await Promise.all([
  ...(asked['without-tests'] ? [] : [step('unit tests', unitTests)]),
  step('types', types),
  step('lint', () =>
    judge('oxlint', ['--type-aware', '--deny-warnings', '--report-unused-disable-directives-severity=error']),
  ),
  step('imports', imports),
  step('screens', screens),
  step('dead code', () => judge('knip', ['--no-progress', '--no-config-hints'])),
  step('format', () => judge('biome', ['format', '--colors=off'])),
]);
finish(total.reduce(addTallies, NOTHING));

async function step(name: string, work: () => Promise<Verdict>): Promise<Tally> {
  const started = performance.now();
  const { tally, complaint, news }: Verdict = await work().catch((error: unknown) => ({
    tally: ONE_FAILED,
    complaint: String(error),
  }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
  const detail = name === 'unit tests' ? `  ${closingLine(tally)}` : '';
  process.stderr.write(
    `${tally.failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds} s${detail}\n`,
  );
  if (tally.failed > 0) process.stderr.write(`${complaint.trim()}\n\n`);
  else if (news !== undefined) process.stderr.write(`${news.replaceAll(/^/gm, '       ')}\n`);
  return tally;
}

async function judge(tool: string, args: readonly string[]): Promise<Verdict> {
  return verdictOf(await inLane(() => runTool(tool, args)));
}

function verdictOf(run: ToolRun): Verdict {
  return { tally: run.status === 0 ? ONE_PASSED : ONE_FAILED, complaint: run.output };
}

async function unitTests(): Promise<Verdict> {
  const { tally, output } = await inLane(() => runSuite('unit', { live: false }));
  const isEmpty = tally.passed + tally.failed + tally.skipped === 0;
  return { tally: isEmpty ? ONE_FAILED : tally, complaint: isEmpty ? 'no unit test was found' : output };
}

/** Every tsconfig of every package that has sources. */
async function types(): Promise<Verdict> {
  const packages = workspacePackages().filter((folder) => sourcesOf(folder).length > 0);
  const verdicts = await Promise.all(packages.map(typesOf));
  const complaint = verdicts.map((each) => each.complaint).join('');
  return { tally: complaint === '' && packages.length > 0 ? ONE_PASSED : ONE_FAILED, complaint };
}

async function typesOf(folder: string): Promise<{ readonly complaint: string }> {
  const runs = await Promise.all(
    tsconfigsOf(folder).map((tsconfig) =>
      inLane(() => runTool('tsc', ['--pretty', 'false', '-p', tsconfig])),
    ),
  );
  if (runs.every((run) => NO_INPUTS.test(run.output)))
    return { complaint: `${folder}: no tsconfig covers its sources\n` };
  const failed = runs.filter((run) => run.status !== 0 && !NO_INPUTS.test(run.output));
  return { complaint: failed.map((run) => run.output).join('') };
}

/** That the screens bundle; and what they weigh. Skips what did not change. */
async function screens(): Promise<Verdict> {
  await inLane(() => buildScreens());
  return { tally: ONE_PASSED, complaint: '', news: describeSizes(bundleSizes()) };
}

/** The import rule; and that every source was read, because a cruiser without a parser reads nothing and is content. */
async function imports(): Promise<Verdict> {
  const { modules, violations } = await inLane(() => cruise(ROOT));
  const read = new Set(modules);
  const unread = workspacePackages()
    .flatMap(sourcesOf)
    .filter((file) => !read.has(file.replaceAll('\\', '/')));
  const lines = [
    ...violations.map(({ rule, from, to, comment }) => `${rule}: ${from} -> ${to}\n    ${comment}`),
    ...unread.map((file) => `not read: ${file}`),
    ...(modules.length === 0 ? ['no module was read'] : []),
  ];
  return { tally: lines.length === 0 ? ONE_PASSED : ONE_FAILED, complaint: lines.join('\n') };
}
