import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the checkout, absolute. */
export const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

const PACKAGE_FOLDERS = ['apps', 'packages', 'cloud', 'cloud/services'];

/** Every workspace package, as its folder relative to the root (`packages/kit`). */
export function workspacePackages(): readonly string[] {
  return PACKAGE_FOLDERS.flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`),
  )
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
    .sort();
}

/** Where a package keeps TypeScript: sources, tests, tests that play, and the page that shows ui's components. */
const SOURCE_FOLDERS = ['src', 'tests', 'e2e', 'showcase'];

/** The TypeScript sources and tests of a package, relative to the root; empty for a room whose content is still to come. */
export function sourcesOf(folder: string): readonly string[] {
  return globSync(
    SOURCE_FOLDERS.map((each) => `${folder}/${each}/**/*.{ts,tsx}`),
    { cwd: ROOT },
  );
}

/** The tsconfigs of a package, relative to the root: its own, and those for tests or for a pure part. */
export function tsconfigsOf(folder: string): readonly string[] {
  return globSync(`${folder}/tsconfig*.json`, { cwd: ROOT }).toSorted();
}
