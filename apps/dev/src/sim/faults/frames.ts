import type { FrameFault } from '../network.ts';
import type { FaultKind } from './fault.ts';

const FRAMES_MAX = 4;

/** Frames on a till's lines are lost, come twice, late, out of order, or cut. */
function frames(kind: FrameFault, weight: number): FaultKind {
  return {
    weight,
    run: (world, step) => {
      const dice = world.diceOf(step);
      const node = dice.chance(0.7) ? step.node : null;
      world.network.arm({ kind, node, left: dice.between(1, FRAMES_MAX) });
      return true;
    },
  };
}

export const frameFaults = {
  drop: frames('drop', 4),
  repeat: frames('repeat', 4),
  delay: frames('delay', 3),
  reorder: frames('reorder', 4),
  truncate: frames('truncate', 3),
} satisfies Readonly<Record<string, FaultKind>>;
