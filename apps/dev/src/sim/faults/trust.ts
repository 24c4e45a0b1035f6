import { join } from 'node:path';
import { carryOut } from '@beaveros/terminal-core/sim';
import type { Till } from '../till.ts';
import type { World } from '../world.ts';
import { sellApart } from './apart.ts';
import type { FaultKind } from './fault.ts';

/** A store runs no more tills than this at once. */
const TILLS_MAX = 5;
/** A till is only taken away while so many others stay. */
const TILLS_MIN = 3;

/** Tills that are replaced, die, are stolen or are new; personal data that must go. */
export const trustFaults = {
  /** The same terminal is enrolled on another machine; the old one lies in the back room, or goes on selling for a while. */
  'replace-till': {
    weight: 1,
    run: async (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning || isBusy(world, till) || !world.cloud.isUp) return false;
      const dice = world.diceOf(step);
      till.isLeaving = true;
      if (dice.chance(0.5)) world.stop(till, 'kill');
      await world.enrolTill(`${till.name}n`, till.placeIndex);
      world.cloud.judgeAgain(till.identity.terminal);
      return true;
    },
  },
  /** A machine dies; somebody carries its disk to the office and uploads what it still holds. */
  'dead-disk': {
    weight: 1,
    run: async (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning || isBusy(world, till) || !world.cloud.isUp) return false;
      const dice = world.diceOf(step);
      world.stop(till, 'kill');
      const disk = join(world.root, `dead-${till.name}`);
      till.imageTo(disk);
      const held = world.witness.imageOf(till.name);
      world.witness.wentBackTo(`dead ${till.name}`, held);
      world.retire(till);
      if (!(await world.revoke(till, 'dead'))) return true;
      if (dice.chance(0.6)) await world.enrolTill(`${till.name}n`, till.placeIndex);
      world.uploads.push({ disk, name: `dead ${till.name}` });
      world.schedule.in(step.forMs ?? 10_000, world.life, () => uploadDead(world));
      return true;
    },
  },
  /**
   * A till is stolen. The thief goes on selling, heard by the other tills while the internet is away: all of it lies beyond
   * the fence. A manager looks later, and lets what is true be folded.
   */
  'stolen-till': {
    weight: 1,
    run: async (world, step) => {
      const till = world.till(step.node);
      if (till === undefined || !till.isRunning || isBusy(world, till) || !world.cloud.isUp) return false;
      const dice = world.diceOf(step);
      till.isLeaving = true;
      const isReleased = dice.chance(0.6);
      const afterMs = dice.between(5_000, 120_000);
      sellApart(world, { till, groups: { cloud: 1 }, step }, async () => {
        if (!(await world.revoke(till, 'stolen')) || !isReleased) return;
        world.schedule.in(afterMs, world.life, async () => void (await world.release(till)));
      });
      return true;
    },
  },
  'new-till': {
    weight: 2,
    run: async (world) => {
      if (world.tills.filter(({ isGone }) => !isGone).length >= TILLS_MAX || !world.cloud.isUp) return false;
      const till = await world.newTill();
      world.note(`-- ${till.name} is new`);
      return true;
    },
  },
  /** A guest asks to be forgotten. */
  erase: {
    weight: 3,
    run: async (world, step) => {
      if (!world.cloud.isUp) return false;
      const known = world.witness.commands.flatMap(({ call, input, answer }) => {
        const { guest } = input as {
          readonly guest?: { readonly id: string; readonly value: string } | null;
        };
        return call === 'nameGuest' && answer.kind !== 'refused' && guest ? [guest] : [];
      });
      if (known.length === 0) return false;
      return await world.erase(world.diceOf(step).pick(known));
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;

/** Whether a till must stay: it is already leaving, or too few others are well. */
function isBusy(world: World, till: Till): boolean {
  const staying = world.tills.filter((each) => each !== till && each.isRunning && !each.isLeaving);
  return till.isLeaving || staying.length < TILLS_MIN - 1;
}

/** Everything a dead disk holds goes up, under a manager's eyes, batch by batch. What could not go up waits for the next time. */
export async function uploadDead(world: World): Promise<void> {
  if (!world.cloud.isUp) return;
  for (const upload of world.uploads.slice()) {
    using dead = carryOut(join(upload.disk, 'journal.sqlite'));
    let isDone = true;
    for (const batch of dead.batches()) {
      const answer = await world.cloud.upload(batch);
      isDone &&= answer === 'stored' || answer === 'aside';
    }
    if (!isDone) continue;
    world.note(`-- ${upload.name} is uploaded`);
    world.uploads.splice(world.uploads.indexOf(upload), 1);
    world.witness.destroyed(upload.name);
  }
}
