import { Dice } from './dice.ts';
import { CHAOS_FAULTS } from './faults/index.ts';
import { CASHIER_WEIGHTS, KITCHEN_WEIGHTS } from './operations/index.ts';
import type { Plan, Profile, Step } from './plan.ts';

/** Steps of cashiers that change something. A chaos seed has at least 200 commands: kitchens give a score, faults more. */
const CHAOS_DEEDS = 176;
/** Three to five; each till more says everything once more to every other. */
const CHAOS_TILLS = { 3: 6, 4: 3, 5: 1 } as const;
const CHAOS_FAULTS_MIN = 22;
const CHAOS_FAULTS_MAX = 30;
const CALM_DEEDS = 96;
const KITCHEN_SHARE = 0.17;
/** Virtual length of the busy time. */
const CHAOS_MS = 12 * 60_000;
const CALM_MS = 4 * 60_000;
/** Shifts open and rows are there before anything goes wrong. */
const MORNING_MS = 3_000;

export function planOf(seed: number, profile: Profile): Plan {
  const dice = new Dice(`plan/${profile}/${seed}`);
  const isChaos = profile === 'chaos';
  const tills = isChaos ? Number(dice.weighted(CHAOS_TILLS)) : 3;
  const kitchens = 2;
  const lengthMs = isChaos ? CHAOS_MS : CALM_MS;
  const names = Array.from({ length: tills }, (_, at) => `t${at + 1}`);
  const screens = Array.from({ length: kitchens }, (_, at) => `k${at + 1}`);
  const salt = () => dice.below(2 ** 31);
  const steps: Step[] = names.map((node, at) => ({ at: 100 * at, kind: 'open-shift', node, salt: salt() }));
  const deeds = isChaos ? CHAOS_DEEDS : CALM_DEEDS;
  for (let done = 0; done < deeds; ) {
    const at = dice.between(MORNING_MS, lengthMs);
    const isKitchen = dice.chance(KITCHEN_SHARE);
    const kind = isKitchen ? dice.weighted(KITCHEN_WEIGHTS) : dice.weighted(CASHIER_WEIGHTS);
    steps.push({ at, kind, node: dice.pick(isKitchen ? screens : names), salt: salt() });
    if (!isKitchen && kind !== 'look-at-orders') done += 1;
  }
  if (isChaos) {
    const faults = dice.between(CHAOS_FAULTS_MIN, CHAOS_FAULTS_MAX);
    for (let count = 0; count < faults; count += 1) {
      const kind = dice.weighted(CHAOS_FAULTS);
      const at = dice.between(MORNING_MS, lengthMs);
      steps.push({ at, kind, node: dice.pick(names), salt: salt(), forMs: dice.between(500, 90_000) });
    }
  }
  return { seed, profile, tills, kitchens, steps: steps.toSorted((a, b) => a.at - b.at) };
}
