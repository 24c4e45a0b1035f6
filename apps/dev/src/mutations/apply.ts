import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import type { Mutation } from './catalogue.ts';

/** Lines of context that may have changed around a hunk: the bug is in the lines themselves. */
const FUZZ = 1;

/** The mutated text of each file of a tree, by its path from the tree's root. Throws where the code has moved on. */
export function mutatedFiles({ name, files }: Mutation, tree: string): ReadonlyMap<string, string> {
  const mutated = new Map<string, string>();
  for (const patch of files) {
    const path = (patch.newFileName ?? '').replace(/^b\//, '');
    const before = readFileSync(join(tree, path), 'utf8');
    const after = applyPatch(before, patch, { fuzzFactor: FUZZ });
    if (after === false || after === before) throw new Error(`${name} no longer applies to ${path}`);
    mutated.set(path, after);
  }
  if (mutated.size === 0) throw new Error(`${name} changes nothing`);
  return mutated;
}

/** Re-introduces the bug in a copy of the tree. */
export function applyMutation(mutation: Mutation, tree: string): void {
  for (const [path, text] of mutatedFiles(mutation, tree)) writeFileSync(join(tree, path), text);
}
