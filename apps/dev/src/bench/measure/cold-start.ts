import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CoreProcess } from '../core-process.ts';
import { median, rounded } from '../figures.ts';
import type { Measure, Stage } from '../row.ts';
import { until } from '../../house/until.ts';

const STARTS = 7;
const BUDGET_MS = 1_000;
/** The order store of 120,000 entries. */
const FOLD_MS = 120_000;

/** From spawn to the first answered `status` that says ready to sell. */
export const coldStart: Measure = async (stage) => {
  // The first start reads back what the chain got since the one before: here everything, on a till every night's sales.
  const { ms: firstMs } = await once(stage);
  const starts: number[] = [];
  let entries = 0;
  for (let at = 0; at < STARTS; at += 1) {
    const started = await once(stage);
    starts.push(started.ms);
    entries = started.entries;
  }
  const value = median(starts);
  for (const file of globSync('folded/order.sqlite*', { cwd: stage.soldTill! }))
    rmSync(join(stage.soldTill!, file));
  const anew = await startFoldingAnew(stage);
  const why =
    `median of ${STARTS} starts (${starts.map((ms) => Math.round(ms)).join(', ')}), ${entries} entries, 40 open orders, files in the page cache; ` +
    `first start, which verifies all entries since the last: ${rounded(firstMs / 1000)} s; ` +
    `with the order store folding anew: ready after ${Math.round(anew.readyMs)} ms, folded after ${rounded(anew.foldedMs / 1000)} s`;
  return { value: Math.round(value), baseline: null, ratio: null, ok: value < BUDGET_MS, why };
};

async function once(stage: Stage): Promise<{ readonly ms: number; readonly entries: number }> {
  await using started = await start(stage);
  return started;
}

async function start(stage: Stage) {
  const startedAt = performance.now();
  const core = await CoreProcess.start({
    bundle: stage.bundles['core']!,
    dataDir: stage.soldTill!,
    logFile: join(stage.work, 'logs', 'cold-start.log'),
  });
  await core.screen.untilReady();
  const ms = performance.now() - startedAt;
  const { journalEntries } = await core.screen.call('status', {});
  return {
    core,
    ms,
    startedAt,
    entries: journalEntries,
    [Symbol.asyncDispose]: () => core[Symbol.asyncDispose](),
  };
}

async function startFoldingAnew(
  stage: Stage,
): Promise<{ readonly readyMs: number; readonly foldedMs: number }> {
  await using started = await start(stage);
  const { core, startedAt } = started;
  const isFolded = async (): Promise<true | undefined> => {
    const { stores } = await core.screen.call('status', {});
    const arrivals = new Set(stores.map(({ arrival }) => arrival));
    return arrivals.size === 1 ? true : undefined;
  };
  await until(isFolded, { what: 'the order store has folded', timeoutMs: FOLD_MS });
  return { readyMs: started.ms, foldedMs: performance.now() - startedAt };
}
