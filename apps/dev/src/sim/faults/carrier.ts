import { join } from 'node:path';
import { isFault } from '@beaveros/kit';
import { readCarrier, takeCarrier, writeCarrier } from '@beaveros/terminal-core/sim';
import type { FaultKind } from './fault.ts';

/** Somebody carries the journal from one till to another on a stick, perhaps across a network that is in two. */
export const carrierFaults = {
  carrier: {
    weight: 2,
    run: async (world, step) => {
      const from = world.till(step.node);
      const dice = world.diceOf(step);
      const others = world.tills.filter((till) => till.isRunning && till !== from && !till.isLeaving);
      if (from === undefined || !from.isRunning || others.length === 0) return false;
      const to = dice.pick(others);
      const path = join(world.root, `carrier-${step.salt}.gz`);
      const beyond = dice.chance(0.5) ? to.parts.journal.heads() : [];
      await writeCarrier(from.parts.journal, path, { beyond });
      world.schedule.in(dice.between(100, step.forMs ?? 10_000), world.life, async () => {
        if (!to.isRunning) return;
        try {
          await takeCarrier(to.parts.journal, await readCarrier(path), to.clock.now());
          world.note(`-- ${to.name} takes the carrier of ${from.name}`);
        } catch (error) {
          // Its disk is full: somebody tries again another day.
          if (!isFault(error)) throw error;
          world.note(`-- ${to.name} cannot take the carrier: ${error.code}`);
        }
      });
      return true;
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;
