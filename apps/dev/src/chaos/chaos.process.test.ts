import { describe, expect, it } from 'vitest';
import { chaosSeed, saidOf } from './_chaos-seed.ts';
import { runChaos } from './run-chaos.ts';

const SELL_MS = 13_000;
const COMMANDS_MIN = 120;
const TIMEOUT_MS = 180_000;

describe('chaos in real processes', () => {
  it(
    'loses, doubles and invents nothing while tills, cloud, database and lines die, and everybody agrees afterwards',
    async () => {
      const seed = chaosSeed();
      const report = await runChaos({ seed, sellMs: SELL_MS, commandsMin: COMMANDS_MIN, say: () => {} });
      expect(report.failures, saidOf(seed, report)).toEqual([]);
      // People sold, and things did go wrong.
      expect(report.answered).toBeGreaterThanOrEqual(COMMANDS_MIN);
      const accidents = Object.keys(report.accidents).join('\n');
      for (const kind of ['till killed', 'cloud killed', 'line ']) expect(accidents).toContain(kind);
    },
    TIMEOUT_MS,
  );
});
