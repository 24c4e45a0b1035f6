import { announceIncarnation } from '@beaveros/replication/sim';
import { type Copy, copyOf, giveBack } from '../cloud-copies.ts';
import { CLOUD_SERVICES } from '../databases.ts';
import { FOLLOWING_SERVICES } from '../follow.ts';
import { CLOUD_DISK } from '../witness.ts';
import type { CloudService } from '../world-view.ts';
import type { FaultKind } from './fault.ts';

/** Each service is copied at a moment of its own within this. */
const COPIES_WITHIN_MS = 60_000;
const RESTORE_FROM_MS = 20_000;
const RESTORE_TO_MS = 200_000;
const DOWN_MS_MAX = 40_000;
/** Times that the back office decides again when the journal holds something newer. */
const DECIDE_AGAIN_MAX = 3;

/** The cloud's process dies, its sessions to PostgreSQL break, its databases go back in time, and its back office writes. */
export const cloudFaults = {
  'cloud-crash': {
    weight: 3,
    run: (world, step) => {
      if (!world.cloud.isUp) return false;
      world.cloud.kill();
      world.schedule.in(Math.min(step.forMs ?? 0, DOWN_MS_MAX), world.life, () => world.cloud.start());
      return true;
    },
  },
  'database-break': {
    weight: 3,
    run: (world, step) => {
      const dice = world.diceOf(step);
      const service = dice.chance(0.5) ? 'replication' : dice.pick(CLOUD_SERVICES);
      const how = dice.pick([
        ['before-commit'],
        ['after-commit'],
        ['before-commit', 'after-commit'],
      ] as const);
      world.cloud.databases.of[service].database.breakNext(...how);
      return true;
    },
  },
  /** Each database is copied at an hour of its own; later all go back to their copies, and replication says so. */
  'cloud-restore': {
    weight: 1,
    run: (world, step) => {
      if (world.isRestoring) return false;
      world.isRestoring = true;
      const { cloud, house, schedule, life, witness } = world;
      const dice = world.diceOf(step);
      const copies = new Map<CloudService, Copy>();
      let held: ReadonlySet<string> = new Set();
      let enrolments = 0;
      for (const service of CLOUD_SERVICES)
        schedule.in(dice.below(COPIES_WITHIN_MS), life, async () => {
          copies.set(service, await copyOf(cloud.databases.of[service], house.tenant));
          if (service !== 'replication') return;
          held = witness.imageOf(CLOUD_DISK);
          enrolments = world.enrolments;
        });
      schedule.in(COPIES_WITHIN_MS + dice.between(RESTORE_FROM_MS, RESTORE_TO_MS), life, async () => {
        world.isRestoring = false;
        // A till that enrolled meanwhile would have to enrol again: nothing of the journal's.
        if (enrolments !== world.enrolments) return;
        cloud.kill();
        for (const service of CLOUD_SERVICES) {
          cloud.databases.of[service].database.mend();
          await giveBack(cloud.databases.of[service], house.tenant, copies.get(service)!);
        }
        witness.wentBackTo(CLOUD_DISK, held);
        await announceIncarnation(cloud.replication, house.tenant);
        world.note('-- the cloud goes back to its copies');
        cloud.forget();
        schedule.in(dice.below(DOWN_MS_MAX), life, () => cloud.start());
      });
      return true;
    },
  },
  /** One service's database goes back to a copy while its process runs on and remembers how far it was. */
  'service-goes-back': {
    weight: 1,
    run: async (world, step) => {
      const { cloud, house, schedule, life } = world;
      const dice = world.diceOf(step);
      const service = dice.pick(FOLLOWING_SERVICES);
      const copy = await copyOf(cloud.databases.of[service], house.tenant);
      schedule.in(dice.between(5_000, RESTORE_TO_MS), life, async () => {
        if (world.isRestoring) return;
        await giveBack(cloud.databases.of[service], house.tenant, copy);
        world.note(`-- ${service} goes back to its copy`);
        if (cloud.isUp) cloud.hint();
        // An operator restarts what was restored under it; until then it must notice by itself whenever something comes.
        schedule.in(dice.between(RESTORE_FROM_MS, 2 * RESTORE_FROM_MS), life, () => {
          cloud.kill();
          cloud.start();
        });
      });
      return true;
    },
  },
  /** A manager at home writes on an order: decided on what the service has folded, refused where the journal has more. */
  'back-office': {
    weight: 4,
    run: async (world, step) => {
      const { cloud, orders } = world;
      if (!cloud.isUp || orders.length === 0) return false;
      const dice = world.diceOf(step);
      const order = dice.pick(orders);
      const commandId = world.idFor<'Command'>(dice);
      const note = `oficina ${dice.below(1_000)}`;
      for (let attempt = 0; attempt < DECIDE_AGAIN_MAX; attempt += 1) {
        const appended = await cloud.append({
          commandId,
          command: 'setOrderNote',
          events: [{ type: 'order.OrderNoteSet', v: 1, aggregate: order, body: { note } }],
          decidedBy: 'order',
          aggregate: order,
        });
        if (appended === 'stored') return true;
        if (appended === 'newer') await cloud.catchUp('order');
      }
      return true;
    },
  },
} satisfies Readonly<Record<string, FaultKind>>;
