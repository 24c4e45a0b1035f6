import type { FaultKind } from './fault.ts';

const DOWN_MS_MAX = 40_000;

/** A till's process ends: between two events, behind an append before its answer, or with the mains. */
export const processFaults = {
  crash: dies('kill', 4),
  'power-cut': dies('power-cut', 4),
  'crash-behind-append': doomed('kill', 4),
  'power-cut-behind-append': doomed('power-cut', 3),
} satisfies Readonly<Record<string, FaultKind>>;

function dies(how: 'kill' | 'power-cut', weight: number): FaultKind {
  return {
    weight,
    run: (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning) return false;
      world.stop(till, how);
      world.schedule.in(Math.min(step.forMs ?? 0, DOWN_MS_MAX), world.life, () => world.start(till));
      return true;
    },
  };
}

function doomed(how: 'kill' | 'power-cut', weight: number): FaultKind {
  return {
    weight,
    run: (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning) return false;
      world.doomed.set(till.name, how);
      return true;
    },
  };
}
