import { type OrderToPrice, price } from '@beaveros/domain/pricing';
import { assert } from '@beaveros/kit';
import { median, percentile, rounded } from '../figures.ts';
import { orderToPrice, PROMOTION_COUNT } from '../orders-to-price.ts';
import type { Measure } from '../row.ts';

const BUDGET_MS = 1;
const RATIO_MAX = 2;
const RUNS = 20_000;
const WARM_UP_RUNS = 3_000;
/** So many different orders in turn: one alone would be priced by what the machine remembers of it. */
const ORDERS = 64;
const SMALL_LINES = 50;
const LARGE_LINES = 1_000;
const ROUNDS = 100;
/** Of the runs: the quietest of these says what the machine does when nobody else wants it. Told, not judged. */
const STRETCHES = 10;

/** 50 lines with taxes, three promotions, an order discount; and whether 1,000 lines cost as much a line. */
export const pricing: Measure = async () => {
  const small = Array.from({ length: ORDERS }, (_, seed) => orderToPrice(SMALL_LINES, seed));
  const large = Array.from({ length: 4 }, (_, seed) => orderToPrice(LARGE_LINES, seed));
  for (let run = 0; run < WARM_UP_RUNS; run += 1) priced(small[run % ORDERS]!);
  const times = Array.from({ length: RUNS }, (_, run) => time(() => priced(small[run % ORDERS]!)));
  const p99 = percentile(times, 0.99);
  const stretches = Array.from({ length: STRETCHES }, (_, at) =>
    percentile(times.slice((at * RUNS) / STRETCHES, ((at + 1) * RUNS) / STRETCHES), 0.99),
  );

  // As many lines in twenty small orders as in a large one, in turn, so that both meet the same machine.
  const perRound = LARGE_LINES / SMALL_LINES;
  for (const order of large) priced(order);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => ({
    small: time(() => {
      for (let at = 0; at < perRound; at += 1) priced(small[(round * perRound + at) % ORDERS]!);
    }),
    large: time(() => priced(large[round % large.length]!)),
  }));
  const smallMs = median(rounds.map((each) => each.small));
  const largeMs = median(rounds.map((each) => each.large));
  const ratio = largeMs / smallMs;
  const why =
    `${RUNS} runs over ${ORDERS} orders of ${SMALL_LINES} lines: p50 ${rounded(percentile(times, 0.5))} ms, slowest ${rounded(percentile(times, 1))} ms, p99 of the quietest tenth ${rounded(Math.min(...stretches))} ms; ` +
    `a line costs ${rounded((smallMs / LARGE_LINES) * 1_000)} us there and ${rounded((largeMs / LARGE_LINES) * 1_000)} us among ${LARGE_LINES}, ` +
    `${rounded(ratio)} times as much (medians of ${ROUNDS} rounds)`;
  return {
    value: rounded(p99),
    baseline: null,
    ratio: rounded(ratio),
    ok: p99 < BUDGET_MS && ratio <= RATIO_MAX,
    why,
  };
};

/** All of it has to happen: an order that a promotion passes over would be cheaper. */
function priced(order: OrderToPrice): void {
  const derivation = price(order);
  assert(derivation.ok, 'an order of the bench has a price');
  const { outcomes, orderDiscounts, lines } = derivation.value;
  assert(lines.length === order.lines.length, 'every line is priced');
  assert(outcomes.length === PROMOTION_COUNT && orderDiscounts.length === 1, 'every promotion is met');
  assert(
    outcomes.every(({ adjustments }) => adjustments.length > 0),
    'every promotion takes something',
  );
}

function time(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
