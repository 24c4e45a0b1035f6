import { seededNumbers } from '@beaveros/testkit';
import { FREE_PORTS } from '../house/ports.ts';
import { type House, type HouseTenant, openTemporaryHouse } from '../house/house.ts';
import type { TillClient } from '../house/till-client.ts';
import { until } from '../house/until.ts';
import { RESTAURANT } from '../seed/restaurant.ts';
import { letThingsGoWrong } from './accidents.ts';
import { checkFacts } from './check-facts.ts';
import { checkKitchen } from './check-kitchen.ts';
import { checkMoney, checkTillsAgree } from './check-money.ts';
import { checkPaper } from './check-paper.ts';
import { Cook } from './cook.ts';
import { cloudsWord, salesOf, tillsWord } from './everybodys-word.ts';
import { Supervised } from './supervised.ts';
import { sell } from './teller.ts';
import { Witness } from './witness.ts';

export interface ChaosOptions {
  /** Decides what tellers do and what goes wrong; when things meet is up to the machine. */
  readonly seed: number;
  /** How long tellers sell while things go wrong. */
  readonly sellMs: number;
  /** On a busy machine they sell on until so many commands are answered, four times as long at most. */
  readonly commandsMin: number;
  readonly say: (step: string) => void;
}

export interface ChaosReport {
  readonly failures: readonly string[];
  readonly answered: number;
  /** Commands that a death interrupted and that were said again. */
  readonly repeated: number;
  readonly documents: number;
  /** Closes of both tills that shared a line, and that a till took back. */
  readonly reversals: number;
  readonly tickets: number;
  /** Times the kitchen's screen moved to the other till. */
  readonly moves: number;
  readonly accidents: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  /** From the last accident until everybody agreed. */
  readonly quietAfterMs: number;
}

const TILLS = ['T1', 'T2'] as const;
const PEOPLE = ['marta', 'pablo'] as const;
const ACCIDENT_EVERY_MS = 700;
/**
 * From the last accident until everything is everywhere: the longest pause between two attempts is 30 s at each of two
 * stations (a till that dials the cloud, a service that follows the journal), and then the work itself.
 */
const QUIET_TIMEOUT_MS = 75_000;
const LOOK_EVERY_MS = 250;

/**
 * Two tills, a kitchen screen and the cloud with its PostgreSQL in real processes behind lines that fail: people sell while
 * all of it is killed and cut at random; then it is left alone, and everybody is asked what happened.
 */
export async function runChaos({ seed, sellMs, commandsMin, say }: ChaosOptions): Promise<ChaosReport> {
  const witness = new Witness();
  const streams = seededNumbers(seed);
  const stream = (): (() => number) => seededNumbers(Math.floor(streams() * 2 ** 32));
  await using house = await openTemporaryHouse({
    ports: FREE_PORTS,
    hasNetwork: true,
    hasDatabaseLine: true,
    networkSeed: seed,
    tenants: [{ plan: RESTAURANT, tills: TILLS, hasPrinters: true }],
    say,
  });
  const tenant = house.tenant(RESTAURANT.slug);
  const startedAt = performance.now();
  const isOver = (): boolean => {
    const tookMs = performance.now() - startedAt;
    return tookMs > 4 * sellMs || (tookMs > sellMs && witness.answered.length >= commandsMin);
  };
  const { screens, cook } = await people(tenant, { witness, stream, isOver });
  const supervised = (name: string, process: ConstructorParameters<typeof Supervised>[1]): Supervised =>
    new Supervised(name, process, (who) => witness.failures.push(`${who} ended by itself`));
  await Promise.all([
    ...screens.map(({ code, screen }) => sell({ code, screen, witness, isOver, random: stream() })),
    cook.work(),
    letThingsGoWrong({
      house,
      tills: TILLS.map((code) => supervised(code, tenant.till(code))),
      cloud: supervised('cloud', house.cloud),
      random: stream(),
      witness,
      isOver,
      everyMs: ACCIDENT_EVERY_MS,
      downMax: TILLS.length + 1,
    }),
  ]);
  say(`${witness.answered.length} commands are answered; healed`);
  const healedAt = performance.now();
  // What everybody says all the same shows where it hangs.
  const noted = (error: unknown): void => void witness.failures.push(describe(error));
  await untilQuiet(tenant, screens).catch(noted);
  const quietAfterMs = Math.round(performance.now() - healedAt);
  say(`quiet after ${quietAfterMs} ms`);
  const judged = await judge(house, { tenant, screens, witness, cook }).catch(noted);
  const failures = [...witness.failures, ...(judged?.failures ?? [])];
  if (failures.length > 0) say(`failed; the logs are in ${house.leaveFolder()}`);
  return {
    failures,
    answered: witness.answered.length,
    repeated: witness.repeated,
    documents: witness.documents.length,
    reversals: judged?.reversals ?? 0,
    tickets: cook.board.size,
    moves: cook.moves,
    accidents: witness.accidents,
    refusals: witness.refusals,
    quietAfterMs,
  };
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `; ${error.cause.message}` : '';
  return `${String(error)}${cause}`;
}

interface Screen {
  readonly code: string;
  readonly screen: TillClient;
}

/** A manager and a waiter at each till, and the cook. */
async function people(
  tenant: HouseTenant,
  {
    witness,
    stream,
    isOver,
  }: { readonly witness: Witness; readonly stream: () => () => number; readonly isOver: () => boolean },
): Promise<{ readonly screens: readonly Screen[]; readonly cook: Cook }> {
  const screens: Screen[] = [];
  for (const code of TILLS)
    for (const person of PEOPLE) screens.push({ code, screen: await tenant.signedIn(code, person) });
  const kitchens = new Map(TILLS.map((code) => [code as string, tenant.till(code).client('kitchen')]));
  return { screens, cook: new Cook({ screens: kitchens, witness, isOver, random: stream() }) };
}

/** Everything is everywhere: nothing waits to go up, the tills fold the same, and the report counts what they do. */
async function untilQuiet(tenant: HouseTenant, screens: readonly Screen[]): Promise<void> {
  const look = async (): Promise<true | undefined> => {
    const words = await Promise.all(
      TILLS.map(async (code) => {
        const { screen } = screens.find((each) => each.code === code)!;
        const { outbox, reach } = await screen.call('status', {});
        const { stores } = await screen.call('storeDigests', {});
        const { documents, total } = await screen.call('totals', { businessDate: null });
        return JSON.stringify({ outbox, reach, stores, documents, total });
      }),
    );
    const { outbox, reach, documents, total } = JSON.parse(words[0]!) as Record<string, unknown>;
    if (words.some((word) => word !== words[0]) || outbox !== 0 || reach !== 'online')
      throw new Error(`the tills do not agree: ${words.join(' | ')}`);
    const sales = await salesOf(tenant);
    if (sales.documents !== documents || sales.total !== total)
      throw new Error(`the tills say ${String(total)}, the report ${JSON.stringify(sales)}`);
    return true;
  };
  const options = { what: 'everything is everywhere', timeoutMs: QUIET_TIMEOUT_MS, everyMs: LOOK_EVERY_MS };
  await until(look, options);
}

async function judge(
  house: House,
  {
    tenant,
    screens,
    witness,
    cook,
  }: {
    readonly tenant: HouseTenant;
    readonly screens: readonly Screen[];
    readonly witness: Witness;
    readonly cook: Cook;
  },
): Promise<{ readonly failures: readonly string[]; readonly reversals: number }> {
  await cook.look();
  const cloud = await cloudsWord(house, tenant);
  const tills = await Promise.all(
    TILLS.map((code) => tillsWord(tenant, code, screens.find((each) => each.code === code)!.screen)),
  );
  const failures = [
    ...checkFacts(witness, tills, cloud),
    ...checkTillsAgree(tills),
    ...checkMoney(witness, tills, cloud),
    ...checkPaper(tills, cloud),
    ...checkKitchen(witness, { tills, cloud, board: cook.board }),
  ];
  const written = new Set(
    tills[0]!.orders.flatMap(({ reversals }) => reversals.map(({ document }) => document)),
  );
  return { failures, reversals: written.size };
}
