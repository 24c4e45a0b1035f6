import type { Step } from '../plan.ts';
import type { World } from '../world.ts';

/** One thing that goes wrong. Answers false when there was nothing it could happen to. */
export type FaultRun = (world: World, step: Step) => boolean | Promise<boolean>;

export interface FaultKind {
  readonly run: FaultRun;
  /** How often it comes in a chaos seed; 0 is off, and `off` says why. */
  readonly weight: number;
  readonly off?: string;
}
