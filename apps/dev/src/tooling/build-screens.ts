import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Fault } from '@beaveros/kit';
import { lanes, runTool, type ToolRun } from './run-tool.ts';
import { ROOT } from './workspace.ts';

/** One bundle that its room's own config describes. */
export interface Screen {
  readonly name: 'till' | 'kitchen' | 'backoffice' | 'showcase' | 'shell';
  /** Its package, relative to the root; the bundler runs there. */
  readonly folder: string;
  /** Where the build goes, relative to the root. */
  readonly out: string;
  /** Stands when the build is there, relative to `out`. */
  readonly landmark: string;
}

/** What a house serves: a till `till/` and `kitchen/` (BEAVER_SCREENS_DIR), the gateway the back office. */
export const SCREEN_FOLDERS = {
  till: join(ROOT, 'apps', 'terminal', 'dist', 'screens'),
  backOffice: join(ROOT, 'apps', 'backoffice', 'dist'),
} as const;

/** The pages. */
export const SCREENS: readonly Screen[] = [
  page('till', 'apps/terminal', 'apps/terminal/dist/screens/till'),
  page('kitchen', 'apps/kitchen', 'apps/terminal/dist/screens/kitchen'),
  page('backoffice', 'apps/backoffice', 'apps/backoffice/dist'),
  page('showcase', 'packages/ui', 'packages/ui/dist/showcase'),
];

/** Electron's side of the till; its windows show the pages above. */
const SHELL: Screen = {
  name: 'shell',
  folder: 'apps/terminal',
  out: 'apps/terminal/dist',
  landmark: 'main/main.mjs',
};

function page(name: Screen['name'], folder: string, out: string): Screen {
  return { name, folder, out, landmark: 'index.html' };
}

/** What a page is made of besides its own room (design.md section 2), and the shell with the core in it. */
const PAGE_PARTS = ['packages/kit', 'packages/domain', 'packages/protocol', 'packages/ui'];
const SHELL_PARTS = [...PAGE_PARTS, 'packages/sync', 'packages/devices', 'packages/terminal-core'];
const SOURCES = '**/*.{ts,tsx,css,html,json,svg,png,woff2}';
const NOT_SOURCES = /(?:^|\/)(?:node_modules|dist|fixtures|tests)\/|[.]test[.]tsx?$/;
/** Outlives a `git clean` of sources and goes with an installation. */
const STAMPS = join(ROOT, 'node_modules', '.cache', 'beaveros');
/** Vite warns of a font it cannot find, and goes on; the page would ask the till for it in vain. */
const UNRESOLVED = /didn't resolve at build time/;
/** Two cores. */
const BUILDS_AT_A_TIME = 2;

export interface BuildOptions {
  /** Told each screen that was built, with its seconds. */
  readonly say?: (step: string) => void;
  /** All without it. */
  readonly only?: readonly Screen['name'][];
}

/**
 * Bundles the screens that changed since their last build, two at a time. A screen is taken as built when a hash over its
 * sources, the packages it is made of and the lockfile equals its stamp. Fault `tooling/build-failed` with the output of
 * every build that failed.
 */
export async function buildScreens({ say = () => {}, only }: BuildOptions = {}): Promise<void> {
  const inLane = lanes(BUILDS_AT_A_TIME);
  const wanted = [...SCREENS, SHELL].filter(({ name }) => only === undefined || only.includes(name));
  const complaints = await Promise.all(wanted.map((screen) => inLane(() => build(screen, say))));
  const said = complaints.filter((complaint) => complaint !== null);
  if (said.length > 0) throw new Fault('tooling/build-failed', said.join('\n'));
}

/** The output of a build that failed; null when the screen stands. */
async function build(screen: Screen, say: (step: string) => void): Promise<string | null> {
  const { name, folder, out, landmark } = screen;
  const stamp = join(STAMPS, `${name}.stamp`);
  const parts = name === 'shell' ? SHELL_PARTS : PAGE_PARTS;
  const hash = hashOf([...filesOf([...parts, folder]), 'pnpm-lock.yaml', 'tsconfig.json']);
  const isBuilt = existsSync(join(ROOT, out, landmark)) && existsSync(stamp);
  if (isBuilt && readFileSync(stamp, 'utf8') === hash) return null;
  const run = await bundle(screen);
  if (run.status !== 0 || UNRESOLVED.test(run.output))
    return `${name} (${folder}) does not build:\n${withoutStack(run.output)}`;
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  say(`${name} is built in ${run.seconds.toFixed(1)} s`);
  return null;
}

/** What a bundler says of its own insides helps nobody, nor does colour in a log. */
function withoutStack(output: string): string {
  const lines = stripVTControlCharacters(output).trim().split('\n');
  return lines.filter((line) => !/^ +at /.test(line)).join('\n');
}

async function bundle({ name, folder, out }: Screen): Promise<ToolRun> {
  const cwd = join(ROOT, folder);
  if (name === 'shell')
    return await runTool('rolldown', ['-c', 'rolldown.config.ts', '--log-level', 'warn'], { cwd });
  const target = ['--outDir', join(ROOT, out), '--emptyOutDir'];
  return await runTool('vite', ['build', '--logLevel', 'warn', ...target], { cwd, of: folder });
}

function filesOf(folders: readonly string[]): readonly string[] {
  const patterns = folders.map((folder) => `${folder}/${SOURCES}`);
  const exclude = (path: string): boolean =>
    /(?:^|\/)(?:node_modules|dist)$/.test(path.replaceAll('\\', '/'));
  return globSync(patterns, { cwd: ROOT, exclude })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !NOT_SOURCES.test(path))
    .toSorted();
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`\n${file}\n`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}
