import { buildFaults } from './builds.ts';
import { carrierFaults } from './carrier.ts';
import { clockFaults } from './clocks.ts';
import { cloudFaults } from './cloud.ts';
import { diskFaults } from './disks.ts';
import type { FaultKind } from './fault.ts';
import { frameFaults } from './frames.ts';
import { lineFaults } from './lines.ts';
import { poisonFaults } from './poison.ts';
import { processFaults } from './processes.ts';
import { timeFaults } from './time.ts';
import { trustFaults } from './trust.ts';

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
