import type { FaultKind } from './fault.ts';

/** Lines that die without a word, and places that cannot reach each other. */
export const lineFaults = {
  'half-open': {
    weight: 3,
    run: (world, step) => {
      const lines = [...world.network.lines].filter(({ from, to }) => from === step.node || to === step.node);
      if (lines.length === 0) return false;
      const dice = world.diceOf(step);
      world.network.halfOpen(dice.pick(lines), dice.pick(['both', 'there', 'back'] as const));
      return true;
    },
  },
  /** The internet is gone, or the shop's network falls in two; a later one replaces an earlier. */
  partition: {
    weight: 5,
    run: (world, step) => {
      const dice = world.diceOf(step);
      const groups: Record<string, number> = dice.chance(0.5)
        ? { cloud: 1 }
        : Object.fromEntries(
            ['cloud', ...world.tills.map(({ name }) => name)].map((name) => [name, dice.below(2)]),
          );
      world.network.partition(groups);
      const mine = (world.partitions += 1);
      world.schedule.in(step.forMs ?? 10_000, world.life, () => {
        if (world.partitions === mine) world.network.partition({});
      });
      return true;
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;
