import { LINE_BROKE } from '../network.ts';
import { tidy } from '../tidy.ts';
import type { World } from '../world.ts';
import type { FaultKind } from './fault.ts';

const DAY_MS = 24 * 3_600_000;
/** A quarter in a night, and then single days: the journal wants to have heard the cloud on three later days (acks.ts). */
const NIGHTS_DAYS = [91, 1, 1, 1, 1] as const;
/** Virtual time between two nights: lines come back within it. */
const NIGHT_EVERY_MS = 12_000;

/** Days pass: tills drop the bodies of what is settled and what the cloud has had for the whole window. */
export const timeFaults = {
  window: {
    weight: 1,
    run: (world, step) => {
      const dice = world.diceOf(step);
      // In some quarters nobody reaches the cloud: then nothing may be dropped.
      if (dice.chance(0.3)) {
        world.network.partition({ cloud: 1 });
        const mine = (world.partitions += 1);
        world.schedule.in(NIGHT_EVERY_MS * (NIGHTS_DAYS.length + 1), world.life, () => {
          if (world.partitions === mine) world.network.partition({});
        });
      }
      NIGHTS_DAYS.forEach((days, at) =>
        world.schedule.in(at * NIGHT_EVERY_MS, world.life, () => night(world, days)),
      );
      world.schedule.in(NIGHTS_DAYS.length * NIGHT_EVERY_MS, world.life, () => night(world, 0));
      return true;
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;

/** Routers restart, clocks go on, and tills tidy up. */
function night(world: World, days: number): void {
  world.daysPassed += days;
  world.cloud.daysMs = world.daysPassed * DAY_MS;
  for (const line of Array.from(world.network.lines)) line.close(LINE_BROKE);
  for (const till of world.tills) {
    till.daysMs = world.daysPassed * DAY_MS;
    if (till.isRunning) world.orDies(till, () => tidy(till));
  }
}
