import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@beaveros/host/postgres';
import * as z from 'zod';
import { applyMutation } from './apply.ts';
import { type Mutation, readMutations } from './catalogue.ts';
import { copyTree } from './copy-tree.ts';

/** A bug that 60 chaos seeds (12,000 commands) do not show, the suite does not find. */
const SEEDS = 60;
/** 60 seeds on an idle core; on a machine that is busy with other things some twenty, and seed 13 must be among them. */
const TIMEOUT_MS = 240_000;
/** Two cores, and each hunt has a core of its own. */
const AT_ONCE = 2;

export interface MutationOptions {
  /** Only these, by name. */
  readonly only?: readonly string[];
  readonly seeds?: number;
  readonly timeoutMs?: number;
  readonly atOnce?: number;
  /** The first seed. */
  readonly from?: number;
  /** Progress, a line at a time. */
  readonly say?: (line: string) => void;
}

export interface MutationReport {
  /** Names of all that were tried. */
  readonly mutations: readonly string[];
  readonly caught: readonly string[];
  readonly missed: readonly string[];
}

const zVerdict = z.object({
  seed: z.int().nullable(),
  promises: z.array(z.string()),
  messages: z.array(z.string()),
});

/**
 * Re-introduces each known bug in a copy of the tree and lets the copy's own simulator look for it. Caught: a seed fails
 * there that the tree as it is passes. A bug that only stops the copy from running is missed: nobody found it.
 */
export async function runMutations(options: MutationOptions = {}): Promise<MutationReport> {
  const { only, seeds = SEEDS, timeoutMs = TIMEOUT_MS, atOnce = AT_ONCE, from = 1, say = () => {} } = options;
  const mutations = readMutations().filter(({ name }) => only === undefined || only.includes(name));
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const dir = scratchDir('beaveros-mutations-pg-');
  // Under root the server runs as another user, who must pass.
  chmodSync(dir, 0o755);
  const postgres = await startPostgres({ dir, durability: 'throwaway' });
  const caught: string[] = [];
  try {
    const waiting = [...mutations];
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const how = await hunt(next, { root, url: postgres.url, from, seeds, timeoutMs });
        say(`${next.name}: ${how.text}`);
        if (how.isCaught) caught.push(next.name);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  const names = mutations.map(({ name }) => name);
  return {
    mutations: names,
    caught: names.filter((name) => caught.includes(name)),
    missed: names.filter((name) => !caught.includes(name)),
  };
}

interface Ground {
  readonly root: string;
  readonly url: string;
  readonly from: number;
  readonly seeds: number;
  readonly timeoutMs: number;
}

async function hunt(
  mutation: Mutation,
  ground: Ground,
): Promise<{ readonly isCaught: boolean; readonly text: string }> {
  const copy = copyTree(ground.root);
  try {
    applyMutation(mutation, copy);
    const verdict = await runSeeds(copy, ground);
    if (typeof verdict === 'string') return { isCaught: false, text: `not caught: ${verdict}` };
    const { seed, promises, messages } = verdict;
    if (seed === null) return { isCaught: false, text: `not caught by ${ground.seeds} seeds` };
    const sound = await runSeeds(ground.root, { ...ground, from: seed, seeds: 1 });
    if (typeof sound === 'string' || sound.seed !== null)
      return { isCaught: false, text: `seed ${seed} fails without it, too` };
    return { isCaught: true, text: `caught by seed ${seed}: ${promises.join(', ')} (${messages[0]})` };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A folder in memory where the machine has it. */
function scratchDir(prefix: string): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), prefix));
}

/** The verdict of a process of its own, or why there is none. */
async function runSeeds(
  tree: string,
  { url, from, seeds, timeoutMs }: Ground,
): Promise<z.output<typeof zVerdict> | string> {
  const file = join(tree, 'apps', 'dev', 'src', 'mutations', 'hunt.ts');
  const disks = scratchDir('beaveros-hunt-');
  const child = spawn(process.execPath, [file, url, disks, String(from), String(seeds)], {
    cwd: tree,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [out, complaint, isLate] = ['', '', false];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2_000)));
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  rmSync(disks, { recursive: true, force: true });
  if (isLate) return `no seed failed within ${timeoutMs / 1_000} s`;
  if (status !== 0) return `the copy does not run: ${complaint}`;
  return zVerdict.parse(JSON.parse(out.trim().split('\n').at(-1)!));
}
