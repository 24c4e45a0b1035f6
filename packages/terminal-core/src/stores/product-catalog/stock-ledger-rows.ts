import {
  doingOf,
  heldQuantity,
  type LedgerFact,
  openedChainOf,
  readStockOpening,
  STOCK_LEDGER,
  stockFactOf,
  type StockLedger,
  type StockLevelFolded,
  type StockMovementFolded,
  type StockOpening,
  stockLedger,
  stockRows,
} from '@beaveros/domain/product-catalog';
import type { Database, Statement } from 'better-sqlite3';
import { and, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { OpeningReader } from '../folded-store.ts';
import { statementsOf, toSqlite } from '../folded-tables.ts';

/**
 * Adds facts to the tables of levels and movements. Given the standing count, what was done once (a command, the taking
 * back of a document) adds to the level by itself, so that a sale reads and writes the rows of its own doing only; a count
 * judges the rows by what it saw, where they lie. What was counted and moved with one finger, or counted twice, folds its
 * stock anew from the rows. All of it is `stockLedger` of domain, over fewer or more facts.
 *
 * What the journal holds no longer is in its opening rows, which a fold of the stock starts from: rows of it go
 * ({@link roll}), and a new file begins with it ({@link begin}).
 *
 * `stock_extras` keeps what is no movement row: counts, and what later entries said of a doing that an earlier one did.
 */
export class StockLedgerRows {
  readonly #levelOf: (stock: string) => StockLevelFolded | undefined;
  readonly #movementsOf: (stock: string, doing: string) => readonly StockMovementFolded[];
  readonly #allMovements: (stock: string) => readonly StockMovementFolded[];
  readonly #put: (table: 'levels' | 'movements', row: object) => void;
  readonly #extras: Readonly<
    Record<'ofDoing' | 'ofStock' | 'standing' | 'unstand' | 'put' | 'removeDoing' | 'removeStock', Statement>
  >;
  readonly #removeDoing: Statement;
  readonly #removeStock: readonly Statement[];
  readonly #journal: OpeningReader;
  readonly #judging: Readonly<Record<'known' | 'beyond' | 'others' | 'doing' | 'unknown', Statement>>;
  readonly #places: Readonly<
    Record<'ofMovements' | 'ofExtras' | 'removeMovements' | 'removeExtras', Statement>
  >;

  constructor(
    db: Database,
    tables: { readonly levels: LevelTable; readonly movements: MovementTable },
    journal: OpeningReader,
  ) {
    this.#journal = journal;
    db.exec(EXTRAS);
    const { levels, movements } = tables;
    const reader = drizzle({ client: db });
    const param = sql.placeholder;
    const level = reader
      .select()
      .from(levels)
      .where(eq(levels.id, param('stock')))
      .prepare();
    const ofStock = eq(movements.stockId, param('stock'));
    const doing = and(ofStock, eq(movements.doing, param('doing')));
    const some = reader.select().from(movements).where(doing).prepare();
    const all = reader.select().from(movements).where(ofStock).prepare();
    this.#levelOf = (stock) => level.get({ stock }) as StockLevelFolded | undefined;
    this.#movementsOf = (stock, of) => some.all({ stock, doing: of }) as StockMovementFolded[];
    this.#allMovements = (stock) => all.all({ stock }) as StockMovementFolded[];
    const writers = { levels: writer(db, levels, 'id'), movements: writer(db, movements, 'stock_id') };
    this.#put = (table, row) => writers[table](row);
    this.#extras = {
      ofDoing: db.prepare('SELECT fact FROM stock_extras WHERE stock_id = ? AND doing = ?').pluck(),
      ofStock: db.prepare('SELECT fact FROM stock_extras WHERE stock_id = ?').pluck(),
      standing: db.prepare('SELECT fact FROM stock_extras WHERE stock_id = ? AND is_standing = 1').pluck(),
      unstand: db.prepare('UPDATE stock_extras SET is_standing = 0 WHERE stock_id = ? AND is_standing = 1'),
      put: db.prepare('INSERT INTO stock_extras VALUES (?, ?, ?, ?, ?, ?)'),
      removeDoing: db.prepare('DELETE FROM stock_extras WHERE stock_id = ? AND doing = ?'),
      removeStock: db.prepare('DELETE FROM stock_extras WHERE stock_id = ?'),
    };
    const judge = (isCounted: 0 | 1, where: string) =>
      db.prepare(
        `UPDATE stock_movements SET is_counted = ${isCounted}
          WHERE stock_id = ? AND is_counted = ${1 - isCounted} AND ${where}`,
      );
    this.#judging = {
      known: judge(1, 'chain = ? AND seq <= ?'),
      beyond: judge(0, 'chain = ? AND seq > ?'),
      others: judge(0, 'chain NOT IN (SELECT value FROM json_each(?))'),
      doing: judge(1, 'doing = ?'),
      unknown: db.prepare('SELECT delta FROM stock_movements WHERE stock_id = ? AND is_counted = 0').pluck(),
    };
    this.#places = {
      ofMovements: db.prepare('SELECT DISTINCT chain, seq FROM stock_movements WHERE stock_id = ?'),
      ofExtras: db.prepare('SELECT DISTINCT entry FROM stock_extras WHERE stock_id = ?').pluck(),
      removeMovements: db.prepare('DELETE FROM stock_movements WHERE stock_id = ? AND chain = ? AND seq = ?'),
      removeExtras: db.prepare('DELETE FROM stock_extras WHERE stock_id = ? AND entry = ?'),
    };
    this.#removeDoing = db.prepare('DELETE FROM stock_movements WHERE stock_id = ? AND doing = ?');
    this.#removeStock = [
      db.prepare('DELETE FROM stock_movements WHERE stock_id = ?'),
      db.prepare('DELETE FROM stock_levels WHERE id = ?'),
    ];
  }

  /** Levels of what only opening rows know. Inside a transaction, in a new file. */
  begin(): void {
    for (const { key } of this.#journal.openingRows(STOCK_LEDGER)) {
      const ledger = stockLedger(key, [], this.#openingOf(key));
      for (const row of stockRows(ledger).levels) this.#put('levels', row);
    }
  }

  /** Facts of a stock went into its opening row: what they had here goes, and its level stays. Inside a transaction. */
  roll(stock: string): void {
    const opening = this.#openingOf(stock);
    if (opening === null) return;
    const { ofMovements, ofExtras, removeMovements, removeExtras } = this.#places;
    const lasts = new Map([...opening.chains].map(([chain, { upTo }]) => [chain, upTo]));
    for (const { chain, seq } of ofMovements.all(stock) as Place[]) {
      const mayBeGone = seq <= (lasts.get(openedChainOf(chain)) ?? 0);
      if (mayBeGone && !this.#journal.isHeld(chain, seq)) removeMovements.run(stock, chain, seq);
    }
    for (const entry of ofExtras.all(stock) as string[]) {
      const [chain = '', seq = ''] = entry.split('/');
      if (!this.#journal.isHeld(chain, Number(seq))) removeExtras.run(stock, entry);
    }
  }

  /** Facts of any stocks, each for the first time. Inside a transaction. */
  add(facts: readonly (LedgerFact & { readonly event: { readonly aggregate: string } })[]): void {
    for (const [stock, fresh] of Map.groupBy(facts, ({ event }) => event.aggregate)) {
      const doings = [...Map.groupBy(fresh, doingOf)];
      const counts = doings.filter(([, more]) => more.every(isCount));
      const moves = doings.filter(([, more]) => !more.some(isCount));
      const isPlain =
        counts.length + moves.length === doings.length &&
        counts.every(([doing]) => this.#isNew(stock, doing)) &&
        moves.every(([doing]) => !this.#read('ofDoing', stock, doing).some(isCount));
      if (!isPlain) this.#foldAnew(stock, fresh);
      else {
        if (moves.length > 0) this.#addDoings(stock, moves);
        for (const [, more] of counts) this.#addCounts(stock, more);
      }
    }
  }

  /** Nothing is known of what was done. */
  #isNew(stock: string, doing: string): boolean {
    return this.#movementsOf(stock, doing).length === 0 && this.#read('ofDoing', stock, doing).length === 0;
  }

  /**
   * Counts that one command made, which is known by nothing else. The last of all counts stands: then every movement is
   * judged by what it saw, where that is another judgement than before, and the level is what it found and the rest.
   */
  #addCounts(stock: string, counts: readonly LedgerFact[]): void {
    const before = this.#read('standing', stock);
    const ledger = stockLedger(stock, [...before, ...counts], this.#openingOf(stock));
    const standing = counts.find(({ header, index }) => isAt(ledger.count?.by ?? null, { ...header, index }));
    if (standing !== undefined) this.#extras.unstand.run(stock);
    this.#keepExtras(stock, ledger, counts);
    const [level] = stockRows(ledger).levels;
    if (standing === undefined || level === undefined) return;
    this.#judgeBy(stock, standing);
    const sum = heldQuantity([ledger.levelMicro, ...(this.#judging.unknown.all(stock) as number[])]);
    this.#put('levels', { ...level, level: sum, moved: heldQuantity([sum, 0 - (level.counted ?? 0)]) });
  }

  /** Which movements a count knew: by their own entry, or by another that says the same was done. */
  #judgeBy(stock: string, count: LedgerFact): void {
    const { saw } = count.event.body as {
      readonly saw: readonly { readonly chain: string; readonly seq: number }[];
    };
    const chains = JSON.stringify(saw.map(({ chain }) => chain));
    this.#judging.others.run(stock, chains);
    for (const { chain, seq } of saw) {
      this.#judging.known.run(stock, chain, seq);
      this.#judging.beyond.run(stock, chain, seq);
    }
    const heads = new Map(saw.map(({ chain, seq }) => [chain, seq]));
    for (const fact of this.#read('ofStock', stock))
      if (fact.header.seq <= (heads.get(fact.header.chain) ?? 0))
        this.#judging.doing.run(stock, doingOf(fact));
  }

  #addDoings(stock: string, doings: readonly (readonly [string, readonly LedgerFact[]])[]): void {
    const standing = this.#read('standing', stock);
    const before = this.#levelOf(stock);
    const moved: number[] = [];
    let after: StockLedger | null = null;
    for (const [doing, more] of doings) {
      const rows = this.#movementsOf(stock, doing).map(stockFactOf);
      const known = [...standing, ...rows, ...this.#read('ofDoing', stock, doing)];
      after = stockLedger(stock, [...known, ...more]);
      moved.push(after.levelMicro, 0 - stockLedger(stock, known).levelMicro);
      this.#removeDoing.run(stock, doing);
      this.#extras.removeDoing.run(stock, doing);
      for (const row of stockRows(after).movements) this.#put('movements', row);
      this.#keepExtras(stock, after, [...known.slice(standing.length), ...more]);
    }
    const [level] = after === null ? [] : stockRows(after).levels;
    if (level === undefined) return;
    const sum = heldQuantity([before?.level ?? 0, ...moved]);
    this.#put('levels', { ...level, level: sum, moved: heldQuantity([sum, 0 - (level.counted ?? 0)]) });
  }

  #foldAnew(stock: string, fresh: readonly LedgerFact[]): void {
    const rows = this.#allMovements(stock).map(stockFactOf);
    const facts = [...rows, ...this.#read('ofStock', stock), ...fresh];
    const ledger = stockLedger(stock, facts, this.#openingOf(stock));
    for (const removal of this.#removeStock) removal.run(stock);
    this.#extras.removeStock.run(stock);
    const { levels, movements } = stockRows(ledger);
    for (const row of levels) this.#put('levels', row);
    for (const row of movements) this.#put('movements', row);
    this.#keepExtras(stock, ledger, facts);
  }

  #openingOf(stock: string): StockOpening | null {
    const row = this.#journal.openingRow(STOCK_LEDGER, stock);
    return row === null ? null : readStockOpening(row.body);
  }

  /** Of these facts those that are no movement row. */
  #keepExtras(stock: string, { movements, count }: StockLedger, facts: readonly LedgerFact[]): void {
    const kept = new Set(movements.map(({ by }) => placeOf(by)));
    for (const { event, header, index } of facts) {
      const place = placeOf({ ...header, index });
      if (kept.has(place)) continue;
      kept.add(place);
      const { id, type, body } = event;
      const { chain, seq, clock, at, tenant, store, terminal, commandId, actor, businessDate } = header;
      const fact: LedgerFact = {
        event: { id, type, body },
        header: { chain, seq, clock, at, tenant, store, terminal, commandId, actor, businessDate },
        index,
      };
      const isStanding = count !== null && placeOf(count.by) === place;
      const text = JSON.stringify(fact);
      this.#extras.put.run(stock, doingOf(fact), `${chain}/${seq}`, index, isStanding ? 1 : 0, text);
    }
  }

  #read(which: 'ofDoing' | 'ofStock' | 'standing', ...of: readonly string[]): readonly LedgerFact[] {
    return (this.#extras[which].all(...of) as string[]).map((text) => JSON.parse(text) as LedgerFact);
  }
}

interface Place {
  readonly chain: string;
  readonly seq: number;
}

type LevelTable = SQLiteTable & { readonly id: SQLiteColumn };
type MovementTable = SQLiteTable & { readonly stockId: SQLiteColumn; readonly doing: SQLiteColumn };

const EXTRAS = `
CREATE TABLE IF NOT EXISTS stock_extras (
  stock_id TEXT NOT NULL, doing TEXT NOT NULL, entry TEXT NOT NULL, position INTEGER NOT NULL, is_standing INTEGER NOT NULL,
  fact TEXT NOT NULL, PRIMARY KEY (stock_id, doing, entry, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS stock_extras_standing ON stock_extras (stock_id) WHERE is_standing = 1`;

function isCount({ event }: LedgerFact): boolean {
  return event.type === 'product-catalog.StockCounted';
}

function isAt(place: Parameters<typeof placeOf>[0] | null, other: Parameters<typeof placeOf>[0]): boolean {
  return place !== null && placeOf(place) === placeOf(other);
}

function placeOf({
  chain,
  seq,
  index,
}: {
  readonly chain: string;
  readonly seq: number;
  readonly index: number;
}): string {
  return `${chain}/${seq}/${index}`;
}

function writer(db: Database, table: SQLiteTable, aggregateColumn: string): (row: object) => void {
  const { insert, fields } = statementsOf({ table, aggregateColumn });
  const statement = db.prepare(insert.replace('INSERT', 'INSERT OR REPLACE'));
  return (row) =>
    void statement.run(fields.map((field) => toSqlite((row as Readonly<Record<string, unknown>>)[field])));
}
