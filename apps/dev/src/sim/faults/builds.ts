import type { FaultKind } from './fault.ts';

/** Tills of two builds in one store, and rows that reach each till in its own time. */
export const buildFaults = {
  /** A till runs the build before this one for a while, then is upgraded: by the step's end, or at the end of all. */
  'older-build': {
    weight: 2,
    run: (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning || till.build === 'old') return false;
      // A person puts it on when nothing waits to be taken up: it would pass over papers whose facts it cannot read.
      world.orDies(till, () => world.bench(till).wake(till.parts.effects.take()));
      if (!till.isRunning) return true;
      world.stop(till, 'kill');
      till.build = 'old';
      world.start(till);
      world.schedule.in((step.forMs ?? 10_000) * 2, world.life, () => {
        if (till.isGone || till.build === 'new') return;
        world.stop(till, 'kill');
        till.build = 'new';
        world.start(till);
        world.note(`-- ${till.name} is upgraded`);
      });
      return true;
    },
  },
  /** Head office changes prices, tax rates, stages, offers or what is sold out; each till learns of it some time, or not today. */
  'rows-differ': {
    weight: 3,
    run: (world, step) => {
      const dice = world.diceOf(step);
      world.configuration = {
        priceMicro: dice.pick([0, 100_000, 350_000, -150_000]),
        ratePpm: dice.pick([100_000, 100_000, 210_000, 40_000]),
        stages: dice.pick([2, 3] as const),
        isCafeSoldOut: dice.chance(0.3),
        offers: dice.for('offers').pick(['plain', 'generous', 'none'] as const),
      };
      for (const till of world.tills) {
        const table = dice.pick(['till_items', 'taxes', 'workflow_stages', 'price_rules', null] as const);
        if (dice.chance(0.3)) continue;
        world.schedule.in(dice.between(10, 60_000), world.life, () => {
          if (till.isRunning) world.rowsDown(till, table);
        });
      }
      return true;
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;
