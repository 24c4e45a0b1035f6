import { readdirSync, readFileSync } from 'node:fs';
import { parsePatch, type StructuredPatch } from 'diff';

/** A known bug, as a change to today's code. */
export interface Mutation {
  /** The patch's file without `.patch`: what the bug is called. */
  readonly name: string;
  readonly files: readonly StructuredPatch[];
}

/** The bugs that the suite has to find (issue 4; facts/sync.md 5.1). Each is a patch of this name beside this file. */
export const KNOWN_BUGS = [
  'acknowledge-before-commit',
  'adopt-the-others-digest',
  'count-forgets-what-it-saw',
  'cursor-before-rows',
  'cursor-on-a-shared-sequence',
  'drop-on-throw',
  'fold-reads-a-down-row',
  'fork-overwritten',
  'last-writer-wins-on-orders',
  'one-poison-entry-stops-a-tenant',
  'order-by-wall-clock',
  'prune-before-acknowledgement',
  'refund-ceiling-forgets-other-tills',
  'repeat-a-sent-effect',
  'skip-the-gap-check',
  'z-counts-a-part-payment-twice',
] as const;

/** Every patch of this folder, by name. */
export function readMutations(dir: URL = new URL('./', import.meta.url)): readonly Mutation[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.patch'.length),
      files: parsePatch(readFileSync(new URL(file, dir), 'utf8')),
    }));
}
