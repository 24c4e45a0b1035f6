import { HOLD_MS, LOOK_AT_GRANTS_EVERY_MS } from '@beaveros/terminal-core/sim';
import { uploadDead } from './faults/trust.ts';
import type { WorldView } from './world-view.ts';
import type { World } from './world.ts';

/** Nothing moves for so long: longer than every time-out and pause of the exchange. */
const QUIET_MS = 95_000;
/** From the last fault's healing until nothing moves: redials (30 s), a dead line (30 s), an answer's time-out (60 s), twice. */
const DRAIN_MS_MAX = 30 * 60_000;
/** Frames that a store of five tills needs at most to agree on what they may have missed. */
const DRAIN_FRAMES_MAX = 30_000;
const LOOK_EVERY_MS = 5_000;
/** Grants that nobody comes for are given back by then: the longest that a till waits, and two looks of it. */
const GIVEN_BACK_MS = HOLD_MS + 2 * LOOK_AT_GRANTS_EVERY_MS;

/** Ends every fault, restarts what is down, and runs until nothing moves. */
export async function heal(world: World): Promise<WorldView['draining']> {
  const { schedule, network, cloud } = world;
  world.note('== healed');
  network.heal();
  world.doomed.clear();
  for (const { database } of Object.values(cloud.databases.of)) database.mend();
  cloud.start();
  for (const till of world.tills) {
    if (till.isGone) continue;
    if (till.isRunning && till.build === 'old') world.stop(till, 'kill');
    till.build = 'new';
    world.start(till);
    world.rowsDown(till, null);
  }
  await spread(world);
  const from = schedule.now;
  const framesBefore = network.frames;
  const quietSince = await calm(world);
  const drained = {
    virtualMs: (quietSince ?? schedule.now) - from,
    frames: network.frames - framesBefore,
    virtualMsMax: DRAIN_MS_MAX,
    framesMax: DRAIN_FRAMES_MAX,
  };
  if (quietSince === null) return { isQuiet: false, ...drained };
  // Releases are news as well.
  await schedule.run(schedule.now + GIVEN_BACK_MS);
  return { isQuiet: (await calm(world)) !== null, ...drained };
}

/** Runs until nothing moves, and answers since when; null: it does not come to rest. */
async function calm(world: World): Promise<number | null> {
  const { schedule, network } = world;
  const from = schedule.now;
  const framesBefore = network.frames;
  let quietSince = from;
  let marks = '';
  while (schedule.now - from < DRAIN_MS_MAX && network.frames - framesBefore < DRAIN_FRAMES_MAX) {
    await schedule.run(schedule.now + LOOK_EVERY_MS);
    const now = markOf(world);
    if (now !== marks || schedule.hasWork) quietSince = schedule.now;
    marks = now;
    if (schedule.now - quietSince >= QUIET_MS) return quietSince;
  }
  return null;
}

/** Tills that leave are given so long to say what they know; then they are switched off for good. */
const SPREAD_MS = 150_000;

/** What only a leaving till or a dead disk knows goes to the others, as far as anybody listens. */
async function spread(world: World): Promise<void> {
  const leaving = world.tills.filter(({ isLeaving, isGone }) => isLeaving && !isGone);
  if (leaving.length > 0) await world.schedule.run(world.schedule.now + SPREAD_MS);
  for (const till of leaving) world.retire(till);
  await uploadDead(world);
}

/** What must stand still: facts on the way, entries here, batches there, lines that ought to be up. */
function markOf(world: World): string {
  const entries = world.tills.map((till) => (till.isRunning ? till.parts.journal.lastArrival : -1));
  const lines = world.pairs.map((pair) => pair.isConnected);
  return JSON.stringify([entries, lines, world.network.lastFactsAt, world.cloud.rounds]);
}
