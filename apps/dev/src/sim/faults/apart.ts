import { OPERATIONS } from '../operations/index.ts';
import type { Step } from '../plan.ts';
import type { Till } from '../till.ts';
import type { World } from '../world.ts';

/** What somebody does at a till that nobody hears: enough for a branch of its own. */
const DEEDS = ['open-order', 'add-lines', 'add-lines', 'fire', 'pay', 'open-order'] as const;
/** Beyond the salts of any plan: deeds draw their own ids. */
const SALT_APART = 1_000_000;
const DEED_EVERY_MS_MAX = 2_500;
/** Somebody starts the till within this time; then it sells before the lines are back. */
const APART_MS = 20_000;

/**
 * Cuts some of the network for a while in which people go on selling at one till, so that two disks of it, or it and a fence,
 * come to disagree. `back` is done at the moment the lines are whole again, before anything is said on them.
 */
export function sellApart(
  world: World,
  {
    till,
    groups,
    step,
  }: { readonly till: Till; readonly groups: Readonly<Record<string, number>>; readonly step: Step },
  back: () => void | Promise<void> = () => {},
): void {
  const dice = world.diceOf(step).for('apart');
  world.network.partition(groups);
  const mine = (world.partitions += 1);
  let at = APART_MS / 2;
  for (const [n, kind] of DEEDS.entries()) {
    at += 1 + dice.below(DEED_EVERY_MS_MAX);
    const deed: Step = { ...step, kind, node: till.name, salt: step.salt + SALT_APART * (n + 1) };
    world.schedule.in(Math.min(at, APART_MS - 1), world.life, async () => {
      await OPERATIONS[kind]!(world, deed);
    });
  }
  world.schedule.in(APART_MS, world.life, async () => {
    await back();
    if (world.partitions === mine) world.network.partition({});
  });
}
