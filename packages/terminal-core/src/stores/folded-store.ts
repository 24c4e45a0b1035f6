import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assert, Fault } from '@beaveros/kit';
import Database from 'better-sqlite3';
import type { Recorded } from '@beaveros/domain/journal';
import { type Arrived, type OpeningRow, opensAggregate } from '../journal/index.ts';
import { type FoldedTable, type Statements, statementsOf, toSqlite } from './folded-tables.ts';

/** A store's own part: which tables, which facts, and what an aggregate's rows are. */
export interface FoldedStoreDefinition {
  readonly service: string;
  /** Another version folds anew into a new file: raise it with every change of tables or fold. */
  readonly foldVersion: number;
  readonly tables: readonly FoldedTable[];
  /** Event types that can change its rows. */
  readonly reads: ReadonlySet<string>;
  /** All rows of one aggregate by table name, from the facts of the journal; none: it has no rows. */
  readonly rowsOf: (aggregate: string) => Readonly<Record<string, readonly object[]>>;
  /** Tables of aggregates without an end: rows that add up. */
  readonly ledger?: StoreLedger;
  /** The ledger whose opening rows `rowsOf` adds for its aggregates, beside their facts. */
  readonly openings?: string;
}

/** Rows that add up fact by fact (design, decision 3): what is in them already is never read from the journal again. */
export interface StoreLedger {
  readonly tables: readonly FoldedTable[];
  readonly reads: ReadonlySet<string>;
  /** Prepares the file, where it may keep a table of its own. What it gives is called inside a transaction. */
  readonly open: (db: Database.Database, journal: OpeningReader) => LedgerRows;
}

export interface LedgerRows {
  /** The file is new: what the journal's opening rows say comes before every fact. */
  readonly begin: () => void;
  /** Facts in order of arrival, each once, in the transaction that moves the arrival number. */
  readonly add: (facts: readonly Recorded[]) => void;
  /** Facts of this aggregate are in its opening row now: rows of theirs go. Of another kind of aggregate: nothing. */
  readonly roll: (aggregate: string) => void;
}

/** What the journal says of facts that it holds no longer. */
export interface OpeningReader {
  openingRow(ledger: string, key: string): OpeningRow | null;
  openingRows(ledger: string): readonly OpeningRow[];
  /** Whether an entry's facts are still here. */
  isHeld(chain: string, seq: number): boolean;
}

/** What a store follows: the journal's entries by arrival. */
export interface ArrivalReader extends OpeningReader {
  readonly lastArrival: number;
  /** New when what was told before is another truth now (a recovery, a branch, a fence): arrivals of another mean nothing. */
  readonly incarnation: string;
  after(arrival: number, limit: number): readonly Arrived[];
  /** Aggregates that the journal holds no longer, in the order they were dropped, behind the number `no`. */
  droppedAfter(no: number, limit: number): readonly { readonly no: number; readonly aggregate: string }[];
  /** Ledgers of which facts, up to an arrival, went into their opening row, in the order it happened, behind `no`. */
  rolledAfter(
    no: number,
    limit: number,
  ): readonly { readonly no: number; readonly aggregate: string; readonly arrival: number }[];
}

/** Entries applied in one transaction: small enough that no query waits long behind it (about 10 ms). */
const BATCH_ENTRIES = 200;
/** Aggregates whose rows are removed in one transaction. */
const BATCH_DROPPED = 500;

/**
 * The folded tables of one service in a file of their own, NORMAL durable: what a power cut takes is folded again from
 * the journal. Rows of an aggregate are replaced together, with the arrival number in the same transaction; those of an
 * aggregate that the journal dropped are removed, as a fold from the journal would have none. A store that cannot apply is
 * marked and stops no sale.
 */
export class FoldedStore implements Disposable {
  readonly definition: FoldedStoreDefinition;
  readonly #journal: ArrivalReader;
  readonly #path: string;
  #file: FoldedFile;
  #fault: Fault | null = null;

  constructor(definition: FoldedStoreDefinition, journal: ArrivalReader, dir: string) {
    this.definition = definition;
    this.#journal = journal;
    mkdirSync(dir, { recursive: true });
    this.#path = join(dir, `${definition.service}.sqlite`);
    this.#file = FoldedFile.openOrCreate(definition, this.#path, journal);
  }

  /** Reading connection for queries. Call {@link catchUp} first: a query waits until its store has reached the answer. */
  get db(): Database.Database {
    return this.#file.db;
  }
  get arrival(): number {
    return this.#file.arrival;
  }
  /** Why the store is marked, or null. A marked store is rebuilt. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /** Applies what the journal has beyond the store, at most `limit` entries; synchronous. Marks the store on a failure. */
  catchUp(limit = Number.MAX_SAFE_INTEGER): void {
    if (this.#fault !== null) return;
    try {
      this.#followIncarnation();
      this.#applyDrops(this.#file);
      this.#file = this.#applyRolls(this.#file, this.#path);
      let left = limit;
      while (left > 0 && this.#file.arrival < this.#journal.lastArrival) {
        const applied = this.#applyBatch(this.#file, Math.min(left, BATCH_ENTRIES));
        if (applied === 0) return;
        left -= applied;
      }
    } catch (cause) {
      // A store that cannot apply is marked and rebuilt; the journal has every fact, so nothing is lost by going on.
      this.#fault = new Fault('store/cannot-apply', `the ${this.definition.service} store cannot apply`, {
        cause,
      });
    }
  }

  /** Folds anew beside the old file, a batch per turn of the event loop, and swaps. Lifts the mark. */
  async rebuild(): Promise<void> {
    const beside = `${this.#path}.new`;
    removeFile(beside);
    let next = FoldedFile.openOrCreate(this.definition, beside, this.#journal);
    try {
      while (next.arrival < this.#journal.lastArrival) {
        this.#applyDrops(next);
        next = this.#applyRolls(next, beside);
        assert(this.#applyBatch(next, BATCH_ENTRIES) > 0, 'the journal ends before its last arrival');
        await new Promise<void>((resume) => setImmediate(resume));
      }
    } catch (error) {
      next.close();
      removeFile(beside);
      throw error;
    }
    next.close();
    this.#file.close();
    removeFile(this.#path);
    renameSync(beside, this.#path);
    this.#file = FoldedFile.openOrCreate(this.definition, this.#path, this.#journal);
    this.#fault = null;
    this.catchUp();
  }

  /** SHA-256 over every row in key order, and how many there are. */
  digest(): { readonly rows: number; readonly digest: string } {
    this.catchUp();
    return this.#file.digest();
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  /** What was folded from another incarnation is no truth any more: it folds anew. */
  #followIncarnation(): void {
    const { incarnation } = this.#journal;
    if (this.#file.incarnation === incarnation) return;
    this.#file.close();
    this.#file = FoldedFile.openOrCreate(this.definition, this.#path, this.#journal);
  }

  #applyDrops(file: FoldedFile): void {
    for (;;) {
      const dropped = this.#journal.droppedAfter(file.dropped, BATCH_DROPPED);
      const last = dropped.at(-1);
      if (last === undefined) return;
      file.remove(
        dropped.map(({ aggregate }) => aggregate),
        last.no,
      );
    }
  }

  /**
   * What went into opening rows. Where some of it had not been applied yet, a new file begins with the rows: they do not
   * say what of them is applied.
   */
  #applyRolls(file: FoldedFile, path: string): FoldedFile {
    for (;;) {
      const rolled = this.#journal.rolledAfter(file.rolled, BATCH_DROPPED);
      const last = rolled.at(-1);
      if (last === undefined) return file;
      if (rolled.some(({ arrival }) => arrival > file.arrival)) {
        file.close();
        removeFile(path);
        return FoldedFile.openOrCreate(this.definition, path, this.#journal);
      }
      const aggregates = rolled.map(({ aggregate }) => aggregate);
      file.roll(aggregates, { ...this.definition, no: last.no }, this.#journal);
    }
  }

  #applyBatch(file: FoldedFile, limit: number): number {
    const entries = this.#journal.after(file.arrival, limit);
    const last = entries.at(-1);
    if (last === undefined) return 0;
    const aggregates = new Set<string>();
    const ledger = this.definition.ledger?.reads;
    const added = entries.flatMap(({ recorded }) => recorded.filter(({ event }) => ledger?.has(event.type)));
    for (const { recorded } of entries) {
      for (const { event } of recorded) {
        // Facts of an aggregate may come before its opening and be told to nobody until it came (a snapshot's journal).
        if (this.definition.reads.has(event.type) || opensAggregate(event.type))
          aggregates.add(event.aggregate);
      }
    }
    file.replace({ aggregates, rowsOf: this.definition.rowsOf, added, arrival: last.arrival });
    return entries.length;
  }
}

/** One file of folded tables: its rows and the arrival number they include. */
class FoldedFile {
  readonly db: Database.Database;
  /** Of this fold version and this journal. */
  readonly isCurrent: boolean;
  readonly incarnation: string;
  readonly #tables: readonly (Statements & { removal: Database.Statement; insertion: Database.Statement })[];
  readonly #ledger: {
    readonly tables: readonly Statements[];
    readonly rows: LedgerRows | null;
  };
  /** Moves one of the numbers of `folded_meta`; null in a file that is not current. */
  readonly #note: Database.Statement | null;
  #arrival: number;
  #dropped: number;
  #rolled: number;

  static openOrCreate(definition: FoldedStoreDefinition, path: string, journal: ArrivalReader): FoldedFile {
    try {
      const file = new FoldedFile(definition, path, journal);
      if (file.isCurrent) return file;
      file.close();
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    // Another fold version, another journal or a damaged file: nothing in it is a truth of its own, so it folds anew.
    removeFile(path);
    return new FoldedFile(definition, path, journal);
  }

  private constructor(definition: FoldedStoreDefinition, path: string, journal: ArrivalReader) {
    const isNew = !existsSync(path);
    const { incarnation } = journal;
    this.incarnation = incarnation;
    this.db = new Database(path);
    try {
      this.db.pragma('journal_mode = WAL');
      this.db.pragma('synchronous = NORMAL');
      this.db.pragma('busy_timeout = 2000');
      const statements = definition.tables.map(statementsOf);
      const ledgerTables = (definition.ledger?.tables ?? []).map(statementsOf);
      const version = `${definition.foldVersion}/${incarnation}`;
      if (isNew) this.#create([...statements, ...ledgerTables], version);
      const known = this.db.prepare(`SELECT value FROM folded_meta WHERE name = 'arrival'`).pluck().get();
      this.#arrival = Number(known);
      this.#dropped = Number(
        this.db.prepare(`SELECT value FROM folded_meta WHERE name = 'dropped'`).pluck().get() ?? 0,
      );
      const found = this.db.prepare(`SELECT value FROM folded_meta WHERE name = 'version'`).pluck().get();
      this.isCurrent = found === version;
      this.#tables = this.isCurrent
        ? statements.map((each) => ({
            ...each,
            removal: this.db.prepare(each.remove),
            insertion: this.db.prepare(each.insert),
          }))
        : [];
      this.#note = this.isCurrent
        ? this.db.prepare('INSERT OR REPLACE INTO folded_meta VALUES (?, ?)')
        : null;
      const rows = this.isCurrent ? definition.ledger?.open(this.db, journal) : undefined;
      this.#ledger = { tables: ledgerTables, rows: rows ?? null };
      if (isNew) this.#begin(definition, journal);
      const rolled = this.db.prepare(`SELECT value FROM folded_meta WHERE name = 'rolled'`).pluck().get();
      this.#rolled = Number(rolled ?? 0);
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  get arrival(): number {
    return this.#arrival;
  }

  /** The number of the last dropped aggregate whose rows were removed. */
  get dropped(): number {
    return this.#dropped;
  }

  remove(aggregates: readonly string[], no: number): void {
    this.db
      .transaction(() => {
        for (const aggregate of aggregates) for (const { removal } of this.#tables) removal.run(aggregate);
        this.#note!.run('dropped', no);
      })
      .immediate();
    this.#dropped = no;
  }

  /** The number of the last ledger whose opening row these rows include. */
  get rolled(): number {
    return this.#rolled;
  }

  /** Rows of facts that are in opening rows now go, or are folded from there. */
  roll(
    aggregates: readonly string[],
    { no, openings, rowsOf }: Pick<FoldedStoreDefinition, 'openings' | 'rowsOf'> & { readonly no: number },
    journal: OpeningReader,
  ): void {
    this.db
      .transaction(() => {
        for (const aggregate of aggregates) {
          this.#ledger.rows?.roll(aggregate);
          const isOurs = openings !== undefined && journal.openingRow(openings, aggregate) !== null;
          if (isOurs) this.#replaceRows(aggregate, rowsOf);
        }
        this.#note!.run('rolled', no);
      })
      .immediate();
    this.#rolled = no;
  }

  /** A new file: every aggregate of which the journal has nothing but an opening row, and how far it has followed those. */
  #begin({ openings, rowsOf }: FoldedStoreDefinition, journal: ArrivalReader): void {
    const last = journal.rolledAfter(0, Number.MAX_SAFE_INTEGER).at(-1)?.no ?? 0;
    this.db
      .transaction(() => {
        this.#ledger.rows?.begin();
        for (const { key } of openings === undefined ? [] : journal.openingRows(openings))
          this.#replaceRows(key, rowsOf);
        this.#note!.run('rolled', last);
      })
      .immediate();
  }

  #replaceRows(aggregate: string, rowsOf: FoldedStoreDefinition['rowsOf']): void {
    const rows = rowsOf(aggregate);
    for (const table of this.#tables) {
      table.removal.run(aggregate);
      for (const row of rows[table.name] ?? [])
        table.insertion.run(table.fields.map((field) => toSqlite((row as Record<string, unknown>)[field])));
    }
  }

  /** Rows of these aggregates anew, and facts added to the ledger, in the transaction that moves the arrival number. */
  replace({
    aggregates,
    rowsOf,
    added,
    arrival,
  }: Pick<FoldedStoreDefinition, 'rowsOf'> & {
    readonly aggregates: ReadonlySet<string>;
    readonly added: readonly Recorded[];
    readonly arrival: number;
  }): void {
    this.db
      .transaction(() => {
        for (const aggregate of aggregates) this.#replaceRows(aggregate, rowsOf);
        this.#ledger.rows?.add(added);
        this.#note!.run('arrival', arrival);
      })
      .immediate();
    this.#arrival = arrival;
  }

  digest(): { readonly rows: number; readonly digest: string } {
    const hash = createHash('sha256');
    let rows = 0;
    for (const table of [...this.#tables, ...this.#ledger.tables]) {
      hash.update(`${table.name}\n`);
      for (const row of this.db.prepare(table.all).raw().iterate()) {
        hash.update(`${JSON.stringify(row)}\n`);
        rows += 1;
      }
    }
    return { rows, digest: hash.digest('hex') };
  }

  close(): void {
    this.db.close();
  }

  #create(statements: readonly Statements[], version: string): void {
    this.db
      .transaction(() => {
        this.db.exec(
          'CREATE TABLE folded_meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID',
        );
        this.db.prepare('INSERT INTO folded_meta VALUES (?, ?), (?, 0)').run('version', version, 'arrival');
        for (const { create } of statements) for (const sql of create) this.db.exec(sql);
      })
      .immediate();
  }
}

function isDamage(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  if (typeof code !== 'string') return false;
  // SQLITE_ERROR: the meta table is missing, so the file was cut off while it was made.
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR';
}

function removeFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}
