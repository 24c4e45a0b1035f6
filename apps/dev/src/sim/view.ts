import type { Till } from './till.ts';
import type { NodeView, WorldView } from './world-view.ts';
import type { World } from './world.ts';

/** The world as the checkers see it. Stores have folded everything their journals hold. */
export async function viewOf(world: World, draining: WorldView['draining']): Promise<WorldView> {
  const { plan, house, witness, canary, cloud } = world;
  const nodes = world.tills.toSorted((a, b) => Number(a.isGone) - Number(b.isGone)).map(nodeOf);
  return {
    seed: plan.seed,
    tenant: house.tenant,
    store: house.store,
    currency: house.currency,
    nodes,
    cloud: {
      pg: async <Row extends object>(
        service: keyof typeof cloud.databases.of,
        sql: string,
        values: readonly unknown[] = [],
      ) => (await cloud.databases.of[service].admin.query(sql, [...values])).rows as Row[],
    },
    witness,
    canary,
    draining,
  };
}

function nodeOf(till: Till): NodeView {
  if (till.isRunning) for (const store of Object.values(till.parts.stores)) store.catchUp();
  return {
    name: till.name,
    terminal: till.identity.terminal,
    epoch: till.identity.epoch,
    dir: till.dir,
    state: till.isRunning ? 'running' : 'gone',
    isAlive: till.isRunning,
    get journal() {
      return till.parts.journal;
    },
    get stores() {
      return till.parts.stores;
    },
    get spool() {
      return till.parts.spool;
    },
    get rows() {
      return till.parts.rows;
    },
    hasDroppedBodies: till.hasDroppedBodies,
    diskLife: till.diskLife,
    entries: () => till.parts.journal.after(0, Number.MAX_SAFE_INTEGER),
  };
}
