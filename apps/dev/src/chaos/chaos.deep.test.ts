import { describe, expect, it } from 'vitest';
import { chaosSeed, saidOf } from './_chaos-seed.ts';
import { runChaos } from './run-chaos.ts';

const RUNS = 4;
const SELL_MS = 90_000;
const COMMANDS_MIN = 800;

describe('chaos in real processes, for minutes', () => {
  it.each(Array.from({ length: RUNS }, (_, at) => at))('run %i', async (at) => {
    const seed = chaosSeed() + at;
    const report = await runChaos({ seed, sellMs: SELL_MS, commandsMin: COMMANDS_MIN, say: () => {} });
    expect(report.failures, saidOf(seed, report)).toEqual([]);
    expect(report.answered).toBeGreaterThanOrEqual(COMMANDS_MIN);
  });
});
