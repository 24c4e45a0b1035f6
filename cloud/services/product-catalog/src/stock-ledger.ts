import {
  doingOf,
  heldQuantity,
  STOCK_READS,
  type StockLedger,
  type StockLevelFolded,
  stockLedger,
  stockRows,
} from '@beaveros/domain/product-catalog';
import { type Recorded, readEvent } from '@beaveros/domain/journal';
import type { QuantityMicro } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import {
  atNewestVersion,
  type FoldDefect,
  insertRows,
  type Ledger,
  type LedgerChange,
  readFacts,
  readFactsOfCommands,
  replaceRows,
} from '@beaveros/service-kit/ingest';
import { and, eq, inArray } from 'drizzle-orm';
import { stockLevels, stockMovements } from './tables.ts';

/** Its name in `suspended_aggregates`. */
const NAME = 'stock';

/**
 * What stores have, added up. Given the standing count, what was done once (a command) adds to the level by itself, so a
 * movement costs the same behind ten as behind fifty thousand: it reads the standing count and the level, and writes its
 * own rows. Folded anew from all facts is a stock that somebody counted, of which a chain was taken back, or of which
 * something came twice: rare, and then every row may be another.
 */
export const STOCK_LEDGER_OF_FACTS: Ledger = {
  name: NAME,
  reads: STOCK_READS,
  apply: async (tx, tenantId, changes) => {
    const ours = changes.filter(
      ({ came }) => came === null || came.some(({ event }) => STOCK_READS.has(event.type)),
    );
    if (ours.length === 0) return [];
    const added: Addition[] = [];
    const anew: string[] = [];
    const standing = await standingCounts(tx, tenantId, ours);
    for (const change of ours) {
      const count = standing.get(change.aggregate);
      const addition = count === undefined ? null : additionOf(change, count);
      if (addition === null) anew.push(change.aggregate);
      else added.push(addition);
    }
    anew.push(...(await addUp(tx, tenantId, added)));
    return await foldAnew(tx, tenantId, anew);
  },
};

interface Addition {
  readonly stock: string;
  /** Of what came and the standing count. */
  readonly ledger: StockLedger;
}

/** What came, given the count that stands; null: it has to be folded with everything else. */
function additionOf({ aggregate, came }: LedgerChange, count: readonly Recorded[]): Addition | null {
  const facts = came as readonly Recorded[];
  try {
    return { stock: aggregate, ledger: stockLedger(aggregate, [...count, ...facts]) };
  } catch {
    return null; // A defect: folding anew says it, with the reason.
  }
}

/**
 * By stock the fact of its standing count, or none; a stock that is missing has to be folded anew: it was counted now, it
 * could not be folded before, or one of its commands is known already.
 */
async function standingCounts(
  tx: Transaction,
  tenantId: string,
  changes: readonly LedgerChange[],
): Promise<ReadonlyMap<string, readonly Recorded[]>> {
  const moved = changes.filter(
    ({ came }) => came !== null && came.every(({ event }) => event.type !== 'product-catalog.StockCounted'),
  );
  if (moved.length === 0) return new Map();
  const stocks = moved.map(({ aggregate }) => aggregate);
  const repeated = await repeatedOf(tx, tenantId, moved);
  const counted = await tx.query<{ aggregate: string; command: string }>(
    `select aggregate, command_id as command from facts
      where tenant_id = $1 and aggregate = any($2::uuid[]) and type = 'product-catalog.StockCounted'
      order by aggregate, clock, chain, seq, idx`,
    [tenantId, stocks],
  );
  const commandsOf = Map.groupBy(counted, ({ aggregate }) => aggregate);
  const asked: { aggregate: string; commandId: string }[] = [];
  const standing = new Map<string, readonly Recorded[]>();
  for (const { aggregate, came } of moved) {
    const commands = (commandsOf.get(aggregate) ?? []).map(({ command }) => command);
    const known = new Set(commands);
    // Keyed in twice, or on one till with what moved on another: which of them stands is for the whole fold to say.
    const isPlain =
      known.size === commands.length && came!.every(({ header }) => !known.has(header.commandId));
    if (!isPlain || repeated.has(aggregate)) continue;
    standing.set(aggregate, []);
    const last = commands.at(-1);
    if (last !== undefined) asked.push({ aggregate, commandId: last });
  }
  if (asked.length === 0) return standing;
  const found = atNewestVersion(await readFactsOfCommands(tx, tenantId, asked), readEvent);
  for (const [aggregate, kept] of Map.groupBy(found, ({ recorded }) => recorded.event.aggregate as string)) {
    const entries = new Set(kept.map(({ recorded: { header } }) => `${header.chain}/${header.seq}`));
    // Another entry carries the count's command, too: which of them stands is again for the whole fold to say.
    if (entries.size > 1) {
      standing.delete(aggregate);
      continue;
    }
    const counts = kept.filter(
      ({ recorded, isWitness }) => !isWitness && recorded.event.type === 'product-catalog.StockCounted',
    );
    standing.set(
      aggregate,
      counts.map(({ recorded }) => recorded),
    );
  }
  return standing;
}

/** Stocks of which something came that was done before, or that could not be folded last time. */
async function repeatedOf(
  tx: Transaction,
  tenantId: string,
  moved: readonly LedgerChange[],
): Promise<ReadonlySet<string>> {
  const doings = moved.flatMap(({ aggregate, came }) =>
    [...new Set((came as readonly Recorded[]).map(doingOf))].map((doing) => ({ aggregate, doing })),
  );
  const rows = await tx.query<{ stock: string }>(
    `select m.stock_id as stock from stock_movements m
       join unnest($2::uuid[], $3::text[]) as asked (stock_id, doing) using (stock_id, doing) where m.tenant_id = $1
     union select aggregate from suspended_aggregates
       where tenant_id = $1 and projection = '${NAME}' and aggregate = any($2::uuid[])`,
    [tenantId, doings.map(({ aggregate }) => aggregate), doings.map(({ doing }) => doing)],
  );
  return new Set(rows.map(({ stock }) => stock));
}

/** Adds to levels and movements. Answers the stocks whose sum reached the end of a number, and nothing was added to. */
async function addUp(
  tx: Transaction,
  tenantId: string,
  added: readonly Addition[],
): Promise<readonly string[]> {
  if (added.length === 0) return [];
  const ofTenant = eq(stockLevels.tenantId, tenantId);
  const stocks = added.map(({ stock }) => stock);
  const known: readonly StockLevelFolded[] = await tx.drizzle
    .select()
    .from(stockLevels)
    .where(and(ofTenant, inArray(stockLevels.id, stocks)));
  const before = new Map(known.map((level) => [level.id, level]));
  const tooMuch: string[] = [];
  const levels: StockLevelFolded[] = [];
  const movements: ReturnType<typeof stockRows>['movements'][number][] = [];
  for (const { stock, ledger } of added) {
    const rows = stockRows(ledger);
    const [level] = rows.levels;
    if (level === undefined) continue; // Facts that name another item than the stock's own count nothing.
    const after = sumOf(before.get(stock), level, ledger);
    if (after === null) tooMuch.push(stock);
    else {
      levels.push(after);
      movements.push(...rows.movements);
    }
  }
  const aggregates = levels.map(({ id }) => id);
  await replaceRows(tx, stockLevels, { tenantId, aggregateColumn: 'id', aggregates, rows: levels });
  await insertRows(tx, stockMovements, movements);
  return tooMuch;
}

/** null: the sum is at the end of what a number holds, where it does not add up any more. */
function sumOf(
  before: StockLevelFolded | undefined,
  level: StockLevelFolded,
  ledger: StockLedger,
): StockLevelFolded | null {
  if (before === undefined) return level;
  const unseen = ledger.movements.filter(({ isCounted }) => !isCounted);
  const sum = heldQuantity([before.level, ...unseen.map(({ deltaMicro }) => deltaMicro)]);
  const isHeld = [before.level, sum].some((each) => Math.abs(each) === Number.MAX_SAFE_INTEGER);
  if (isHeld) return null;
  return { ...level, level: sum, moved: (sum - (level.counted ?? 0)) as QuantityMicro };
}

async function foldAnew(
  tx: Transaction,
  tenantId: string,
  stocks: readonly string[],
): Promise<readonly FoldDefect[]> {
  if (stocks.length === 0) return [];
  const kept = atNewestVersion(await readFacts(tx, tenantId, stocks), readEvent);
  const facts = Map.groupBy(kept, ({ recorded }) => recorded.event.aggregate as string);
  const aggregates: string[] = [];
  const rows: ReturnType<typeof stockRows>[] = [];
  const defects: FoldDefect[] = [];
  for (const stock of stocks) {
    try {
      const ofStock = (facts.get(stock) ?? []).map(({ recorded }) => recorded as Recorded);
      rows.push(stockRows(stockLedger(stock, ofStock)));
      aggregates.push(stock);
    } catch (error) {
      // As in `projection`: the fold is pure, so nothing is half done, and one stock must not stop the others.
      defects.push({ aggregate: stock, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const levels = rows.flatMap((each) => each.levels);
  const movements = rows.flatMap((each) => each.movements);
  await replaceRows(tx, stockLevels, { tenantId, aggregateColumn: 'id', aggregates, rows: levels });
  await replaceRows(tx, stockMovements, {
    tenantId,
    aggregateColumn: 'stock_id',
    aggregates,
    rows: movements,
  });
  return defects;
}
