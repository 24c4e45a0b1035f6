import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** What a simulator needs of the repository. */
const PARTS = ['packages', 'cloud', 'apps/dev', 'package.json'];
/** Made by tools; nothing runs from them. */
const LEFT_BEHIND = new Set(['dist', 'test-results', 'data', 'e2e']);

/**
 * A copy of the source tree in memory where the machine has it (9 MB). The packages' links to each other are relative and
 * lead within the copy; what was installed is shared by one link.
 */
export function copyTree(root: string): string {
  const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const copy = mkdtempSync(join(scratch, 'beaveros-mutation-'));
  for (const part of PARTS) {
    mkdirSync(join(copy, part, '..'), { recursive: true });
    const filter = (source: string) => !LEFT_BEHIND.has(basename(source));
    cpSync(join(root, part), join(copy, part), { recursive: true, verbatimSymlinks: true, filter });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  return copy;
}
