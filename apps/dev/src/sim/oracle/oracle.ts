import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { addFunctions, nodeHash } from './functions.ts';
import { fillStanding, type Undecided } from './standing.ts';

/** An entry as somebody holds it, on a main line or aside. The oracle believes none of it but the text. */
export interface RawEntry {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly text: string;
}

export interface OracleOptions {
  /** Whether every build reads this event: its version is known and its body sound. Others are kept, not folded. */
  readonly isRead?: (event: unknown) => boolean;
  /** Hashes that stand where no opening decides between branches. */
  readonly stored?: ReadonlySet<string>;
}

/** Files of SQL, each on those before it. */
const PARTS = [
  'facts',
  'orders',
  'payments',
  'zs',
  'accounts',
  'tickets',
  'floor',
  'visits',
  'report',
  'dimensions',
  'stock',
  'rules',
] as const;

/** The folded tables the oracle knows, by their names at the till, and the column that names the aggregate. */
export const ORACLE_TABLES = {
  orders: 'id',
  order_items: 'order_id',
  order_item_modifiers: 'order_id',
  order_item_taxes: 'order_id',
  order_documents: 'order_id',
  order_tasks: 'order_id',
  payments: 'order_id',
  shifts: 'id',
  z_reports: 'id',
  tickets: 'order_id',
  order_item_workflow_status: 'order_id',
  ticket_places: 'order_id',
  tasks: 'id',
  accounts: 'id',
  account_movements: 'account_id',
  stock_levels: 'id',
  stock_movements: 'stock_id',
  sold_out_items: 'item_id',
  entity_statuses: 'id',
  table_visits: 'order_id',
  reservations: 'id',
} as const;
export type OracleTable = keyof typeof ORACLE_TABLES;

export type OracleRow = Readonly<Record<string, string | number | null>>;

/**
 * All folded rows computed a second time: one SQLite in memory over the raw entries of all chains, in SQL, without the
 * code of the product. Differences between it and any replica are defects of one of the two.
 */
export class Oracle implements Disposable {
  readonly db: Database.Database;
  /** Places where branches differ and no opening says which one stands. */
  readonly undecided: readonly Undecided[];
  /** Entries whose predecessor nobody holds, or whose bytes do not make their hash: in no chain. */
  readonly stranded: readonly RawEntry[];

  constructor(entries: Iterable<RawEntry>, { isRead = () => true, stored = new Set() }: OracleOptions = {}) {
    this.db = new Database(':memory:');
    addFunctions(this.db, isRead);
    this.db.exec(sql('raw'));
    this.stranded = fillRaw(this.db, entries);
    this.undecided = fillStanding(this.db, stored);
    for (const part of PARTS) this.db.exec(sql(part));
  }

  /** Rows of one table, of one aggregate or of all, by every column that makes them unique: in insertion order of their keys. */
  rows(table: OracleTable, aggregate?: string): readonly OracleRow[] {
    const where = aggregate === undefined ? '' : ` WHERE ${ORACLE_TABLES[table]} = ?`;
    const statement = this.db.prepare(`SELECT * FROM ${table}${where}`);
    return (aggregate === undefined ? statement.all() : statement.all(aggregate)) as OracleRow[];
  }

  /** Answers any question over `facts`, `standing`, `raw` and the folded tables. */
  ask(question: string, ...values: readonly (string | number | null)[]): readonly OracleRow[] {
    return this.db.prepare(question).all(...values) as OracleRow[];
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}

function fillRaw(db: Database.Database, entries: Iterable<RawEntry>): readonly RawEntry[] {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO raw (hash, prev, chain, seq, clock, text) VALUES (:hash, :prev, :chain, :seq, :text ->> '$.clock', :text)`,
  );
  const before = db.prepare('SELECT hash FROM raw WHERE chain = ? AND seq = ?').pluck();
  const sorted = [...entries].sort((a, b) => a.seq - b.seq);
  const stranded: RawEntry[] = [];
  for (const { chain, seq, hash, text } of sorted) {
    const candidates = seq === 1 ? ['0'.repeat(64)] : (before.all(chain, seq - 1) as string[]);
    const prev = candidates.find((candidate) => nodeHash(candidate, text) === hash);
    if (prev === undefined) stranded.push({ chain, seq, hash, text });
    else insert.run({ hash, prev, chain, seq, text });
  }
  return stranded;
}

function sql(part: string): string {
  return readFileSync(new URL(`./${part}.sql`, import.meta.url), 'utf8');
}
