import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AskCounts } from './asks.ts';
import type { CloudDatabases } from './databases.ts';
import { FAULTS } from './faults/index.ts';
import { heal } from './heal.ts';
import { OPERATIONS } from './operations/index.ts';
import type { Plan, Step } from './plan.ts';
import type { Failure } from './world-view.ts';
import { viewOf } from './view.ts';
import { World } from './world.ts';
import { check } from './check/check.ts';
import type { Loss } from './check/losses.ts';

/** What came of one plan. */
export interface RunReport {
  readonly seed: number;
  readonly ok: boolean;
  readonly failures: readonly Failure[];
  readonly operations: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** How asks ended. */
  readonly asks: Readonly<AskCounts>;
  /** What losses of each kind came to, and the most that the product promises. */
  readonly losses: Readonly<Record<string, Loss>>;
  /** SHA-256 over all heads of all replicas: two runs of one plan end with the same. */
  readonly journalHash: string;
  readonly virtualMs: number;
  readonly events: number;
  readonly realMs: number;
  readonly history: readonly string[];
}

export interface RunOptions {
  readonly databases: CloudDatabases;
  /** A folder for the disks of the tills; emptied before and after. */
  readonly dir: string;
}

/** Lets a plan happen from its first step to quiescence, then looks at everything. Never throws for what it finds. */
export async function runPlan(plan: Plan, { databases, dir }: RunOptions): Promise<RunReport> {
  const began = performance.now();
  const world = await World.open(plan, databases, join(dir, `${plan.profile}-${plan.seed}`));
  let failures: readonly Failure[];
  let losses: RunReport['losses'] = {};
  let journalHash = '';
  try {
    for (const step of plan.steps) world.schedule.at(step.at, world.life, () => perform(world, step));
    await world.schedule.run(plan.steps.at(-1)?.at ?? 0);
    const draining = await heal(world);
    journalHash = await hashOfHeads(world);
    failures = await check(await viewOf(world, draining), (found) => (losses = found));
  } catch (error) {
    failures = [defectOf(error)];
  } finally {
    world.close();
  }
  return {
    seed: plan.seed,
    ok: failures.length === 0,
    failures,
    operations: world.operations,
    faults: world.faults,
    asks: world.asks,
    losses,
    journalHash,
    virtualMs: world.schedule.now,
    events: world.schedule.events,
    realMs: performance.now() - began,
    history: world.history,
  };
}

async function perform(world: World, step: Step): Promise<void> {
  if (step.kind in OPERATIONS) return await operate(world, step, TRIES_MAX);
  if (await goWrong(world, step)) return;
  // What found nothing to happen to becomes what can always happen.
  await goWrong(world, { ...step, kind: 'drop' });
}

/** Nobody waits longer before a counter where nothing runs. */
const TRIES_MAX = 8;
const WAIT_MS = 5_000;

/** A person whose till is down walks to another one, or waits; who finds nothing to do serves the next guest. */
async function operate(world: World, step: Step, triesLeft: number): Promise<void> {
  const { node } = step;
  const isKitchen = world.kitchens.some(({ name }) => name === node);
  const running = world.tills.filter(({ isRunning, isLeaving }) => isRunning && !isLeaving);
  const dice = world.diceOf(step).for('clone');
  const isUp = isKitchen || world.till(node)?.isRunning === true;
  const clone = world.till(`${node}c`);
  const at =
    clone?.isRunning === true && dice.chance(0.4)
      ? clone.name
      : isUp
        ? node
        : running[world.diceOf(step).for('walk').below(Math.max(1, running.length))]?.name;
  if (at === undefined) {
    if (triesLeft > 0) world.schedule.in(WAIT_MS, world.life, () => operate(world, step, triesLeft - 1));
    return;
  }
  if (await OPERATIONS[step.kind]!(world, { ...step, node: at })) return;
  if (!isKitchen) await OPERATIONS['open-order']!(world, { ...step, node: at });
}

async function goWrong(world: World, step: Step): Promise<boolean> {
  const fault = FAULTS[step.kind];
  if (fault === undefined) throw new Error(`no operation or fault is called ${step.kind}`);
  const hasCome = await fault.run(world, step);
  if (!hasCome) return false;
  world.faults[step.kind] = (world.faults[step.kind] ?? 0) + 1;
  world.note(`-- ${step.kind} ${step.node}`);
  return true;
}

function defectOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.stack : undefined;
  return { promise: 'no-defect', message, details: { stack, cause } };
}

/** Every head of every running till and of the cloud. */
async function hashOfHeads(world: World): Promise<string> {
  const lines = world.tills
    .filter(({ isRunning }) => isRunning)
    .flatMap((till) =>
      till.parts.journal.heads().map(({ chain, seq, hash }) => `${till.name} ${chain} ${seq} ${hash}`),
    );
  for (const { chain, seq, hash } of await world.cloud.heads()) lines.push(`cloud ${chain} ${seq} ${hash}`);
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}
