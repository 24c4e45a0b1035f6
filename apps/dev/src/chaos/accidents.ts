import { setTimeout as pause } from 'node:timers/promises';
import { pick, shuffled } from '../bench/seeded.ts';
import type { House } from '../house/house.ts';
import type { Line } from '../house/line.ts';
import type { Supervised } from './supervised.ts';
import type { Witness } from './witness.ts';

export interface AccidentsOptions {
  readonly house: House;
  readonly tills: readonly Supervised[];
  readonly cloud: Supervised;
  readonly random: () => number;
  readonly witness: Witness;
  readonly isOver: () => boolean;
  /** Between two accidents, on average. */
  readonly everyMs: number;
  /** So many commands later an accident happens all the same: where a machine is fast, there are as many. */
  readonly everyCommands?: number;
  /** Processes that are down or coming up at once. */
  readonly downMax: number;
}

/** How a line fails. `heal` ends each. */
const LINE_FAULTS: Readonly<Record<string, (line: Line, random: () => number) => void>> = {
  'line cut': (line) => line.cut(),
  'line reset': (line) => line.reset(),
  'line stalled': (line) => line.stall(),
  'line half-open': (line) => line.strand(),
  'line late': (line) => line.delay({ leastMs: 20, mostMs: 250 }),
  'line slow': (line) => line.trickle({ bytes: 400, everyMs: 4 }),
  'line cut in a frame': (line, random) => line.cutAfter(Math.floor(random() * 4_000)),
};

/** A deck that is shuffled and dealt, again and again: in ten accidents each kind comes up, tills and lines more often. */
const KINDS = [
  'till',
  'till',
  'till',
  'cloud',
  'backend',
  'session',
  'line',
  'line',
  'line',
  'line',
] as const;
type Kind = (typeof KINDS)[number];
const [LINE_LEAST_MS, LINE_MOST_MS] = [100, 2_500];
const TILL_DOWN_MOST_MS = 1_500;
const CLOUD_DOWN_MOST_MS = 1_000;
/** A command with its FULL commit takes 1 to 4 ms here, its answer a little more. */
const COMMAND_MOST_MS = 6;
/** The part of the deaths that come with an answer: what was answered has to be on the disk by then. */
const AT_ANSWER = 0.4;

/**
 * Lets things go wrong until it is over, several at once, never the same thing twice at a time. When it returns every line
 * is healed and every process is up.
 */
export async function letThingsGoWrong(options: AccidentsOptions): Promise<void> {
  const { house, random, isOver, everyMs, everyCommands, tills, cloud, witness } = options;
  const underWay = new Set<Promise<void>>();
  // The first three are the same in every run, so that a short one has seen each.
  const deck: Kind[] = ['line', 'cloud', 'till'];
  while (!isOver()) {
    const passed = pause(everyMs * (0.5 + random()));
    await (everyCommands === undefined ? passed : Promise.race([passed, witness.said(everyCommands)]));
    if (deck.length === 0) deck.push(...shuffled(KINDS, random));
    const kind = deck.pop()!;
    const accident = choose(kind, options);
    if (accident === null) {
      // What cannot happen now, because it is happening already, comes last of the deck.
      deck.unshift(kind);
      continue;
    }
    const running = accident().finally(() => underWay.delete(running));
    underWay.add(running);
  }
  house.network.heal();
  await Promise.all(underWay);
  house.network.heal();
  await Promise.all([...tills, cloud].map((process) => process.release()));
}

function choose(
  kind: Kind,
  { house, tills, cloud, random, witness, downMax }: AccidentsOptions,
): (() => Promise<void>) | null {
  const isEnoughDown = [...tills, cloud].filter(({ isBusy }) => isBusy).length >= downMax;
  // Drawn before anything is looked at, so that the draws do not depend on what is just busy.
  const [which, how, long] = [random(), random(), random()];
  switch (kind) {
    case 'till': {
      if (isEnoughDown) return null;
      const till = tills[Math.floor(which * tills.length)]!;
      // In the middle of a command, before, at or behind its commit; or as soon as somebody has its answer.
      const moment = async (): Promise<void> => {
        if (how < AT_ANSWER) return await witness.next('answered by', till.name);
        await witness.next('said to', till.name);
        await pause(((how - AT_ANSWER) / (1 - AT_ANSWER)) * COMMAND_MOST_MS);
      };
      return down(till, { kind: 'till killed', downMs: long * TILL_DOWN_MOST_MS, moment, witness });
    }
    case 'cloud':
      if (isEnoughDown) return null;
      return down(cloud, {
        kind: 'cloud killed',
        downMs: long * CLOUD_DOWN_MOST_MS,
        moment: () => Promise.resolve(),
        witness,
      });
    case 'backend':
    case 'session':
      return () => endSession(house, { kind, which, witness });
    case 'line': {
      const lines = [...house.network.lines];
      const [name, line] = lines[Math.floor(which * lines.length)]!;
      if (line.isFaulty) return null;
      const fault = pick(Object.keys(LINE_FAULTS), () => how);
      return async () => {
        witness.happened(`${fault}: ${name}`);
        LINE_FAULTS[fault]!(line, random);
        await pause(LINE_LEAST_MS + long * (LINE_MOST_MS - LINE_LEAST_MS));
        line.heal();
      };
    }
  }
}

function down(
  process: Supervised,
  {
    kind,
    downMs,
    moment,
    witness,
  }: {
    readonly kind: string;
    readonly downMs: number;
    readonly moment: () => Promise<void>;
    readonly witness: Witness;
  },
): (() => Promise<void>) | null {
  if (process.isBusy) return null;
  return async () => {
    witness.happened(`${kind}: ${process.name}`);
    await process.killFor(downMs, moment);
  };
}

/** `session`: an administrator ends one. `backend`: its process is killed, and PostgreSQL ends all and recovers. */
async function endSession(
  { postgres }: House,
  {
    kind,
    which,
    witness,
  }: { readonly kind: 'backend' | 'session'; readonly which: number; readonly witness: Witness },
): Promise<void> {
  if (postgres === null) return;
  // While PostgreSQL recovers from the last one there is nothing to end.
  const sessions = await postgres.sessions().catch(() => []);
  if (sessions.length === 0) return;
  const { pid, database } = sessions[Math.floor(which * sessions.length)]!;
  witness.happened(kind === 'backend' ? 'PostgreSQL backend killed' : `session ended: ${database}`);
  if (kind === 'session') await postgres.endSession(pid).catch(() => {});
  else postgres.killBackend(pid);
}
