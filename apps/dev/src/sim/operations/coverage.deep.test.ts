import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@beaveros/host/postgres';
import { IPC_CALLS } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import { Dice } from '../dice.ts';
import type { Plan, Step } from '../plan.ts';
import { Pool } from '../pool.ts';
import { KITCHEN_WEIGHTS, OPERATIONS } from './index.ts';

const MINUTES = 60_000;
/** How often everybody does everything in a plan: some commands need what another one left. */
const ROUNDS = 4;
/** Choices are the dice's: what does not come to pass in so many plans does not come to pass. */
const PLANS_MAX = 6;
const STEP_MS = 400;

/** What hardly comes to pass without chaos, each with its reason: `npm run sim` counts how often it was asked. */
const NEEDS_CHAOS: Readonly<Record<string, string>> = {
  reverseDocument: 'of two closes that contest each other',
  refundOverpayment: 'after a close that another one contests, or a void that it did not see',
  resolveTask: 'about what a close did not see',
  releaseGrant: 'of a till that asked and died',
  markNoShow: 'hours later: a clock that jumps, or a quarter that passes',
};

describe('what people do in the simulator', () => {
  it('is every command that a till knows, each done at least once but for what chaos brings', {
    timeout: 5 * MINUTES,
  }, async () => {
    const commands = Object.entries(IPC_CALLS).flatMap(([name, { kind }]) =>
      kind === 'command' ? [name] : [],
    );
    const wanted = new Set(commands.filter((name) => !(name in NEEDS_CHAOS)));
    expect(wanted.size).toBe(commands.length - Object.keys(NEEDS_CHAOS).length);
    const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'beaveros-sim-coverage-'));
    chmodSync(dir, 0o755);
    const postgres = await startPostgres({ dir, durability: 'throwaway' });
    try {
      await using pool = new Pool(postgres.url, 1);
      for (let seed = 1; seed <= PLANS_MAX && wanted.size > 0; seed += 1) {
        const report = await pool.run(everything(seed));
        expect(report.failures, `seed ${seed}`).toEqual([]);
        const done = report.history.flatMap((line) => / (\w+) at \w+: ok$/.exec(line)?.[1] ?? []);
        for (const name of done) wanted.delete(name);
        // The report counts by kind of command what was asked.
        expect(done.filter((name) => (report.operations[name] ?? 0) === 0)).toEqual([]);
      }
    } finally {
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    }
    expect([...wanted]).toEqual([]);
  });
});

/** Everything that people do, again and again in another order, at three tills of which one is sometimes out of reach. */
function everything(seed: number): Plan {
  const tills = ['t1', 't2', 't3'];
  const steps: Step[] = tills.map((node, at) => ({ at: 100 * at, kind: 'open-shift', node, salt: at }));
  for (let round = 0; round < ROUNDS; round += 1) {
    const dice = new Dice(`coverage/${seed}/${round}`);
    const kinds = Object.keys(OPERATIONS).map((kind) => ({ kind, place: dice.below(2 ** 31) }));
    const step = (kind: string, node: string, more: Partial<Step> = {}) =>
      steps.push({ at: 3_000 + steps.length * STEP_MS, kind, node, salt: dice.below(2 ** 31), ...more });
    if (round % 2 === 1) step('partition', dice.pick(tills), { forMs: (kinds.length * STEP_MS) / 2 });
    for (const { kind } of kinds.toSorted((a, b) => a.place - b.place))
      step(kind, kind in KITCHEN_WEIGHTS ? dice.pick(['k1', 'k2']) : dice.pick(tills));
  }
  return { seed, profile: 'calm', tills: tills.length, kitchens: 2, steps };
}
