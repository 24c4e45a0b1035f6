import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutatedFiles } from './apply.ts';
import { KNOWN_BUGS, readMutations } from './catalogue.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

describe('mutations', () => {
  const mutations = readMutations();

  it('are the known bugs, one patch each', () => {
    expect(mutations.map(({ name }) => name)).toEqual([...KNOWN_BUGS]);
  });

  it.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
    '%s still applies',
    (_name, mutation) => {
      for (const [path, text] of mutatedFiles(mutation, ROOT)) {
        expect(text).not.toBe(readFileSync(join(ROOT, path), 'utf8'));
        // The product has no switch for them: what is mutated is code that ships, never a test or the simulator.
        expect(path).toMatch(/^(packages|cloud)\/.*\/src\/.*\.ts$/);
        expect(path).not.toMatch(/\.test\.ts$|\/_/);
      }
    },
  );

  it('say so when the code has moved on', () => {
    const [first] = mutations;
    const moved = {
      ...first!,
      files: first!.files.map((file) => ({
        ...file,
        hunks: file.hunks.map((hunk) => ({ ...hunk, lines: hunk.lines.map((line) => `${line} // moved`) })),
      })),
    };
    expect(() => mutatedFiles(moved, ROOT)).toThrow(/no longer applies/);
  });
});
