import {
  doingOf,
  heldQuantity,
  type LedgerFact,
  stockFactOf,
  type StockLedger,
  type StockLevelFolded,
  type StockMovementFolded,
  stockLedger,
  stockRows,
} from '@beaveros/domain/product-catalog';
import type { Database, Statement } from 'better-sqlite3';
import { and, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { statementsOf, toSqlite } from '../folded-tables.ts';

/**
 * Adds facts to the tables of levels and movements. Given the standing count, what was done once (a command, the taking
 * back of a document) adds to the level by itself, so that a sale reads and writes the rows of its own doing only; a count
 * folds its stock anew from the rows. Both are `stockLedger` of domain, over fewer or more facts.
 *
 * `stock_extras` keeps what is no movement row: counts, and what later entries said of a doing that an earlier one did.
 */
export class StockLedgerRows {
  readonly #levelOf: (stock: string) => StockLevelFolded | undefined;
  readonly #movementsOf: (stock: string, doing: string) => readonly StockMovementFolded[];
  readonly #allMovements: (stock: string) => readonly StockMovementFolded[];
  readonly #put: (table: 'levels' | 'movements', row: object) => void;
  readonly #extras: Readonly<
    Record<'ofDoing' | 'ofStock' | 'standing' | 'put' | 'removeDoing' | 'removeStock', Statement>
  >;
  readonly #removeDoing: Statement;
  readonly #removeStock: readonly Statement[];

  constructor(db: Database, tables: { readonly levels: LevelTable; readonly movements: MovementTable }) {
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
      put: db.prepare('INSERT INTO stock_extras VALUES (?, ?, ?, ?, ?, ?)'),
      removeDoing: db.prepare('DELETE FROM stock_extras WHERE stock_id = ? AND doing = ?'),
      removeStock: db.prepare('DELETE FROM stock_extras WHERE stock_id = ?'),
    };
    this.#removeDoing = db.prepare('DELETE FROM stock_movements WHERE stock_id = ? AND doing = ?');
    this.#removeStock = [
      db.prepare('DELETE FROM stock_movements WHERE stock_id = ?'),
      db.prepare('DELETE FROM stock_levels WHERE id = ?'),
    ];
  }

  /** Facts of any stocks, each for the first time. Inside a transaction. */
  add(facts: readonly (LedgerFact & { readonly event: { readonly aggregate: string } })[]): void {
    for (const [stock, fresh] of Map.groupBy(facts, ({ event }) => event.aggregate)) {
      const doings = [...Map.groupBy(fresh, doingOf)];
      const isCounting = doings.some(
        ([doing, more]) => more.some(isCount) || this.#read('ofDoing', stock, doing).some(isCount),
      );
      if (isCounting) this.#foldAnew(stock, fresh);
      else this.#addDoings(stock, doings);
    }
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
    const ledger = stockLedger(stock, facts);
    for (const removal of this.#removeStock) removal.run(stock);
    this.#extras.removeStock.run(stock);
    const { levels, movements } = stockRows(ledger);
    for (const row of levels) this.#put('levels', row);
    for (const row of movements) this.#put('movements', row);
    this.#keepExtras(stock, ledger, facts);
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
