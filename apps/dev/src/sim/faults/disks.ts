import { join } from 'node:path';
import type { Till } from '../till.ts';
import type { World } from '../world.ts';
import { sellApart } from './apart.ts';
import type { FaultKind } from './fault.ts';

/** How far in the past an image is that is given back. */
const IMAGE_AGE_MS_MAX = 180_000;
/** Pages that a disk still has when it begins to run full. */
const PAGES_LEFT_MAX = 3;

/** Disks that go back in time, are copied, run full, or are lost. */
export const diskFaults = {
  /**
   * An image is made now; some time later the disk goes back to it, as a well-meant restore does. Half of the time people
   * sell there before it hears what it had written since.
   */
  'restore-image': {
    weight: 2,
    run: (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning) return false;
      const dice = world.diceOf(step);
      const image = imageOf(world, till, step.salt);
      world.schedule.in(dice.between(2_000, IMAGE_AGE_MS_MAX), world.life, () => {
        if (till.isGone) return;
        world.stop(till, 'kill');
        till.restore(image.path);
        world.witness.wentBackTo(till.name, image.held);
        world.note(`-- ${till.name} goes back to an image`);
        if (dice.chance(0.5)) sellApart(world, { till, groups: { [till.name]: 1 }, step });
        world.startLater(till);
      });
      return true;
    },
  },
  /** The disk is copied to another machine, and both run: two tills with one name and one key, each with its own guests. */
  'clone-image': {
    weight: 1,
    run: (world, step) => {
      const till = world.till(step.node);
      if (
        till === undefined ||
        !till.isRunning ||
        till.isLeaving ||
        world.till(`${till.name}c`) !== undefined
      )
        return false;
      const image = imageOf(world, till, step.salt);
      const clone = world.adopt(`${till.name}c`, till.identity, till, world.dice.for(`${till.name}c`));
      clone.isLeaving = true;
      clone.restore(image.path);
      world.witness.wentBackTo(clone.name, image.held);
      sellApart(world, { till: clone, groups: { [clone.name]: 1 }, step });
      world.start(clone);
      return true;
    },
  },
  /** Everything but who it is and what came down is gone: its own facts come back from its peers and the cloud. */
  wipe: {
    weight: 1,
    run: (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning || till.isLeaving) return false;
      world.stop(till, 'kill');
      till.wipe();
      world.witness.wentBackTo(till.name, new Set());
      world.startLater(till);
      return true;
    },
  },
  /** The journal's or the spool's disk has a few pages left, for a while. */
  'disk-full': {
    weight: 3,
    run: (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning) return false;
      const dice = world.diceOf(step);
      const life = till.life;
      const file = dice.pick(['journal', 'journal', 'spool'] as const);
      till.limit(file, dice.below(PAGES_LEFT_MAX + 1));
      world.schedule.in(step.forMs ?? 10_000, life, () => till.limit(file, null));
      return true;
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;

function imageOf(
  world: World,
  till: Till,
  salt: number,
): { readonly path: string; readonly held: ReadonlySet<string> } {
  const path = join(world.root, `image-${salt}`);
  till.imageTo(path);
  return { path, held: world.witness.imageOf(till.name) };
}
