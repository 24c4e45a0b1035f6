import { Fault } from '@beaveros/kit';
import type { Database } from 'better-sqlite3';

/**
 * Gapless numbers per chain: what an entry takes is advanced in its transaction, so none is skipped or given twice.
 * Nothing else in the file says their value, so each is kept twice: a wrong receipt number cannot be taken back.
 */
export class CounterRows {
  readonly #value;
  readonly #advance;
  readonly #put;

  constructor(db: Database) {
    this.#value = db.prepare('SELECT value, mirror FROM counters WHERE chain = ? AND name = ?');
    this.#advance = db.prepare(
      `INSERT INTO counters (chain, name, value, mirror) VALUES (?, ?, 1, -1)
         ON CONFLICT DO UPDATE SET value = value + 1, mirror = mirror - 1`,
    );
    this.#put = db.prepare('INSERT INTO counters (chain, name, value, mirror) VALUES (?, ?, ?, ?)');
  }

  next(chainRow: number, name: string): number {
    const row = this.#value.get(chainRow, name) as { value: number; mirror: number } | undefined;
    if (row === undefined) return 1;
    if (row.value === -row.mirror) return row.value + 1;
    throw new Fault('journal/damaged', `counter ${name} is damaged`, { details: { counter: name, ...row } });
  }

  advance(chainRow: number, name: string): void {
    this.#advance.run(chainRow, name);
  }

  /** A counter of a chain that a recovery carries over. */
  put(chainRow: number, name: string, value: number): void {
    this.#put.run(chainRow, name, value, -value);
  }
}
