import type { FaultKind } from './fault.ts';

const HOUR_MS = 3_600_000;

/** Wall clocks that jump: by minutes, by hours, by a year, forward and back. */
export const clockFaults = {
  'clock-jump': {
    weight: 4,
    run: (world, step) => {
      const till = world.till(step.node);
      if (till === undefined) return false;
      const dice = world.diceOf(step);
      const by = dice.pick([90_000, 600_000, 3 * HOUR_MS, 26 * HOUR_MS, 365 * 24 * HOUR_MS]);
      till.clockOffsetMs = dice.chance(0.5) ? by : -by;
      world.note(`-- ${till.name}'s clock is ${till.clockOffsetMs} ms off`);
      // A good part of the clocks is set right again by somebody.
      if (dice.chance(0.7))
        world.schedule.in(step.forMs ?? 10_000, world.life, () => {
          till.clockOffsetMs = 0;
        });
      return true;
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;
