import type { Database } from 'better-sqlite3';
import { blobToId, idToBlob } from './blobs.ts';
import { type Event, isLedgerBase, ledgerOf } from '@beaveros/domain/journal';
import { addBody, type OpeningRow, readOpeningRow, type StoredRow, storedRow } from './opening-rows.ts';
import type { LedgerRule } from './ledger-rule.ts';

/** A ledger that an opening row has facts of. */
export interface RolledAggregate {
  readonly no: number;
  readonly aggregate: string;
  readonly arrival: number;
}

/**
 * Which aggregates and bodies are not held here, and the ledgers' opening rows. Nearly every lookup is answered from
 * memory while nothing was dropped. Call inside a transaction to write.
 */
export class WindowRows {
  readonly #db: Database;
  readonly #isDropped;
  readonly #isUnborn;
  readonly #drop;
  readonly #late;
  readonly #unborn;
  readonly #born;
  readonly #unsettle;
  readonly #settle;
  readonly #settledRows;
  readonly #row;
  readonly #putRow;
  readonly #rows;
  readonly #droppedAfter;
  readonly #isRolled;
  readonly #roll;
  readonly #rollCommand;
  readonly #rolledAfter;
  readonly #base;
  readonly #mayBeRolled: () => boolean;
  #hasRolled = false;
  /** How facts of what has no end become opening rows; none: they are all held. */
  ledgers: ReadonlyMap<string, LedgerRule> = new Map();
  /** Whether a chain of this file began with a snapshot. */
  #hasBase: boolean;
  /** Whether anything is not held whole. Both only grow, so memory may run ahead of a rollback: it asks the file then. */
  #mayMiss: boolean;

  constructor(db: Database) {
    this.#db = db;
    this.#isDropped = db.prepare('SELECT 1 FROM dropped_aggregates WHERE aggregate = ?').pluck();
    this.#isUnborn = db.prepare('SELECT 1 FROM unborn_aggregates WHERE aggregate = ?').pluck();
    this.#drop = db.prepare('INSERT OR IGNORE INTO dropped_aggregates (aggregate) VALUES (?)');
    this.#late = db.prepare('INSERT OR IGNORE INTO late_facts (aggregate, arrival) VALUES (?, ?)');
    this.#unborn = db.prepare('INSERT OR IGNORE INTO unborn_aggregates (aggregate) VALUES (?)');
    this.#born = db.prepare('DELETE FROM unborn_aggregates WHERE aggregate = ?');
    this.#unsettle = db.prepare('DELETE FROM settled_aggregates WHERE aggregate = ?');
    this.#settle = db.prepare('INSERT OR REPLACE INTO settled_aggregates (aggregate, rows) VALUES (?, ?)');
    this.#settledRows = db.prepare('SELECT rows FROM settled_aggregates WHERE aggregate = ?').pluck();
    this.#row = db.prepare('SELECT * FROM opening_rows WHERE ledger = ? AND key = ?');
    this.#putRow = db.prepare(
      'INSERT OR REPLACE INTO opening_rows (ledger, key, body, digest) VALUES (@ledger, @key, @body, @digest)',
    );
    this.#rows = db.prepare(
      'SELECT * FROM opening_rows WHERE ledger = coalesce(?, ledger) ORDER BY ledger, key',
    );
    this.#droppedAfter = db.prepare(
      'SELECT no, aggregate FROM dropped_aggregates WHERE no > ? ORDER BY no LIMIT ?',
    );
    this.#isRolled = db.prepare('SELECT 1 FROM rolled_commands WHERE command = ?').pluck();
    this.#roll = db.prepare(
      `INSERT INTO rolled_aggregates (aggregate, no, arrival)
         VALUES (@aggregate, (SELECT coalesce(max(no), 0) + 1 FROM rolled_aggregates), @arrival)
       ON CONFLICT (aggregate) DO UPDATE SET no = excluded.no, arrival = max(arrival, excluded.arrival)`,
    );
    this.#rollCommand = db.prepare('INSERT OR IGNORE INTO rolled_commands (command) VALUES (?)');
    this.#rolledAfter = db.prepare(
      'SELECT no, aggregate, arrival FROM rolled_aggregates WHERE no > ? ORDER BY no LIMIT ?',
    );
    this.#base = db.prepare('INSERT OR IGNORE INTO ledger_bases (aggregate, arrival) VALUES (?, ?)');
    const anyRolled = db.prepare('SELECT EXISTS (SELECT 1 FROM rolled_commands)').pluck();
    this.#mayBeRolled = () => (this.#hasRolled ||= anyRolled.get() === 1);
    const says = (sql: string) => db.prepare(`SELECT ${sql}`).pluck().get() === 1;
    this.#hasBase = says('EXISTS (SELECT 1 FROM chains WHERE base_seq > 0)');
    this.#mayMiss = this.#hasBase || says('EXISTS (SELECT 1 FROM dropped_aggregates)');
  }

  /** Whether this journal began with a snapshot: an aggregate with facts and no opening may have lived before it. */
  get hasBase(): boolean {
    return this.#hasBase;
  }

  /** Whether an aggregate's facts are not all here, so that it cannot be folded. */
  isDropped(aggregate: string): boolean {
    if (!this.#mayMiss) return false;
    const blob = idToBlob(aggregate);
    return this.#isDropped.get(blob) !== undefined || this.#isUnborn.get(blob) !== undefined;
  }

  /** Only dropped, not merely unborn: its facts are indexed no more. */
  isGone(aggregate: Buffer): boolean {
    return this.#mayMiss && this.#isDropped.get(aggregate) !== undefined;
  }

  /**
   * Whether a fact of a ledger says again what is in an opening row: its command's facts went there with another entry, so
   * that it adds nothing.
   */
  isRepeated(type: string, commandId: string): boolean {
    if (ledgerOf(type) === null || !this.#mayBeRolled()) return false;
    return this.#isRolled.get(idToBlob(commandId)) !== undefined;
  }

  /** An entry with facts of ledgers was found whole: those by which others are judged can be found by themselves. */
  noteLedgerFact(event: Pick<Event, 'type' | 'aggregate' | 'body'>, arrival: number): void {
    if (!isLedgerBase(event.type)) return;
    const blob = idToBlob(event.aggregate);
    this.#base.run(blob, arrival);
    const ledger = ledgerOf(event.type)!;
    const row = this.openingRow(ledger, event.aggregate);
    const rule = this.ledgers.get(ledger);
    const isPlaced = row === null || rule === undefined || rule.isPlaced(row.body, { event: event as Event });
    if (!isPlaced) this.late(blob, arrival);
  }

  /** Facts of a ledger went into its row, up to this arrival, with these commands. */
  roll({ ledger, key, body }: OpeningRow, arrival: number): void {
    this.put({ ledger, key, body });
    this.#roll.run({ aggregate: idToBlob(key), arrival });
  }

  rollCommand(commandId: string): void {
    this.#hasRolled = true;
    this.#rollCommand.run(idToBlob(commandId));
  }

  /** Ledgers whose rows changed later than `no`, in order, at most `limit`. `arrival`: the highest that went. */
  rolledAfter(no: number, limit: number): readonly RolledAggregate[] {
    const rows = this.#rolledAfter.all(no, limit) as { no: number; aggregate: Buffer; arrival: number }[];
    return rows.map((row) => ({ ...row, aggregate: blobToId(row.aggregate) }));
  }

  drop(aggregate: Buffer): void {
    this.#mayMiss = true;
    this.#drop.run(aggregate);
    this.#born.run(aggregate);
    this.#unsettle.run(aggregate);
  }

  /** Inside the transaction that installs a snapshot. */
  began(): void {
    this.#hasBase = true;
    this.#mayMiss = true;
  }

  late(aggregate: Buffer, arrival: number): void {
    this.#late.run(aggregate, arrival);
  }

  unborn(aggregate: Buffer): void {
    this.#unborn.run(aggregate);
  }

  born(aggregate: Buffer): void {
    this.#born.run(aggregate);
  }

  /** A fact came: whoever was settled is judged again. */
  unsettle(aggregate: Buffer): void {
    this.#unsettle.run(aggregate);
  }

  settle(aggregate: Buffer, rows: readonly OpeningRow[]): void {
    this.#settle.run(aggregate, JSON.stringify(rows));
  }

  /** What a settled aggregate adds to the ledgers; null: it is not settled. */
  settledRows(aggregate: Buffer): readonly OpeningRow[] | null {
    const rows = this.#settledRows.get(aggregate) as string | undefined;
    return rows === undefined ? null : (JSON.parse(rows) as OpeningRow[]);
  }

  /** Every judgement is forgotten: another policy, or facts were moved in another way than by coming. */
  forgetSettled(): void {
    this.#db.prepare('DELETE FROM settled_aggregates').run();
    this.#db.prepare('UPDATE space SET judged_arrival = 0').run();
  }

  /** Adds to the opening rows. */
  add(rows: readonly OpeningRow[]): void {
    for (const { ledger, key, body } of rows) {
      const known = this.#row.get(ledger, key) as StoredRow | undefined;
      const sum = known === undefined ? body : addBody(readOpeningRow(known).body, body);
      this.#putRow.run(storedRow({ ledger, key, body: sum }));
    }
  }

  /** In place of the row of its key. */
  put(row: OpeningRow): void {
    this.#putRow.run(storedRow(row));
  }

  /** null: none. Faults with `journal/damaged`. */
  openingRow(ledger: string, key: string): OpeningRow | null {
    const row = this.#row.get(ledger, key) as StoredRow | undefined;
    return row === undefined ? null : readOpeningRow(row);
  }

  /** By ledger and key. Faults with `journal/damaged`. */
  openingRows(ledger?: string): readonly OpeningRow[] {
    return (this.#rows.all(ledger ?? null) as StoredRow[]).map(readOpeningRow);
  }

  /** Dropped later than `no`, in order, at most `limit`. */
  droppedAfter(no: number, limit: number): readonly { readonly no: number; readonly aggregate: string }[] {
    const rows = this.#droppedAfter.all(no, limit) as { no: number; aggregate: Buffer }[];
    return rows.map((row) => ({ no: row.no, aggregate: blobToId(row.aggregate) }));
  }
}
