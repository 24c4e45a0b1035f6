import { join } from 'node:path';
import { assert } from '@beaveros/kit';
import { barcodeOf, ITEMS, queries, skuOf } from '../catalogue.ts';
import { median, percentile, rounded } from '../figures.ts';
import { openCore } from '../in-process-core.ts';
import type { Measured, Measure, Stage } from '../row.ts';
import { pick, seededNumbers } from '../seeded.ts';
import { copyTill } from '../stage.ts';

/** A screen of tiles. */
const HITS = 50;
const CODES = 1_000;
const ROUNDS = 5;

type Catalogue = ReturnType<typeof openCore>['rows']['catalogue'];

/** 1,000 fixed queries in the core's own process. */
export const search: Measure = (stage) => {
  const asked = queries();
  return timed(stage, { budgetMs: 3, asked, ask: (catalogue, text) => catalogue.search(text, HITS).length });
};

/** 800 barcodes, 100 skus, 100 codes of nothing. */
export const scan: Measure = (stage) => {
  const next = seededNumbers(7);
  const place = (): number => Math.floor(next() * ITEMS);
  const one = [() => barcodeOf(place()), () => skuOf(place()), () => `90${Math.floor(next() * 1e11)}`];
  const asked = Array.from({ length: CODES }, () =>
    pick([one[0]!, one[0]!, one[0]!, one[0]!, one[0]!, one[0]!, one[0]!, one[0]!, one[1]!, one[2]!], next)(),
  );
  return timed(stage, { budgetMs: 0.5, asked, ask: (catalogue, code) => catalogue.scan(code).length });
};

async function timed(
  stage: Stage,
  {
    budgetMs,
    asked,
    ask,
  }: { budgetMs: number; asked: readonly string[]; ask: (catalogue: Catalogue, text: string) => number },
): Promise<Measured> {
  const dir = copyTill(stage.till!, join(stage.work, 'searching'));
  await using core = openCore(dir);
  const { catalogue } = core.rows;
  assert(
    catalogue.items({ category: null, limit: 1, offset: 0 }).total === ITEMS,
    'the till has not all items',
  );
  const cold = asked.map((text) => time(() => ask(catalogue, text)));
  const rounds = Array.from({ length: ROUNDS }, () =>
    asked.map((text) => time(() => ask(catalogue, text)).ms),
  );
  // Each query's median, so that what the machine did besides does not count as the query's.
  const warm = asked.map((text, at) => ({ text, ms: median(rounds.map((round) => round[at]!)) }));
  const warmMs = warm.map(({ ms }) => ms);
  const value = percentile(warmMs, 0.99);
  const slowest = warm.toSorted((one, other) => other.ms - one.ms)[0]!;
  const misses = cold.filter(({ hits }) => hits === 0).length;
  const why =
    `${asked.length} of ${ITEMS} items, ${misses} misses, each the median of ${ROUNDS}; p50 ${rounded(percentile(warmMs, 0.5))} ms, ` +
    `slowest ${rounded(slowest.ms)} ms for "${slowest.text}"; asked once, just opened: p99 ${rounded(
      percentile(
        cold.map(({ ms }) => ms),
        0.99,
      ),
    )} ms`;
  return { value: rounded(value), baseline: null, ratio: null, ok: value < budgetMs, why };
}

function time(work: () => number): { readonly ms: number; readonly hits: number } {
  const startedAt = performance.now();
  const hits = work();
  return { ms: performance.now() - startedAt, hits };
}
