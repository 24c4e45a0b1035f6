import type { Step } from '../plan.ts';
import type { World } from '../world.ts';
import { buildFaults } from './builds.ts';
import { carrierFaults } from './carrier.ts';
import { clockFaults } from './clocks.ts';
import { cloudFaults } from './cloud.ts';
import { diskFaults } from './disks.ts';
import { frameFaults } from './frames.ts';
import { lineFaults } from './lines.ts';
import { poisonFaults } from './poison.ts';
import { processFaults } from './processes.ts';
import { timeFaults } from './time.ts';
import { trustFaults } from './trust.ts';

/** One thing that goes wrong. Answers false when there was nothing it could happen to. */
export type FaultRun = (world: World, step: Step) => boolean | Promise<boolean>;

export interface FaultKind {
  readonly run: FaultRun;
  /** How often it comes in a chaos seed; 0 is off, and `off` says why. */
  readonly weight: number;
  readonly off?: string;
}

/** Everything that goes wrong, by the kind of its step. */
export const FAULTS: Readonly<Record<string, FaultKind>> = {
  ...frameFaults,
  ...lineFaults,
  ...processFaults,
  ...diskFaults,
  ...clockFaults,
  ...buildFaults,
  ...cloudFaults,
  ...carrierFaults,
  ...poisonFaults,
  ...trustFaults,
  ...timeFaults,
};

export const CHAOS_FAULTS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(FAULTS).map(([kind, { weight }]) => [kind, weight]),
);
