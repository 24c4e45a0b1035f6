import { expect, it } from 'vitest';
import { simulate } from './cli.ts';

/** Beyond the seeds that `npm test` runs. */
const FROM = 1_000;
const SEEDS = 2_000;
const HOURS = 3_600_000;

it('breaks no promise in thousands of chaos seeds', { timeout: 6 * HOURS }, async () => {
  const summary = await simulate({ seeds: SEEDS, from: FROM, profile: 'chaos', workers: 2 });
  expect(summary.failed).toBe(0);
});
