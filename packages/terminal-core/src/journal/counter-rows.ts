import type { Database } from 'better-sqlite3';

/** Gapless numbers per chain: what an entry takes is advanced in its transaction, so none is skipped or given twice. */
export class CounterRows {
  readonly #value;
  readonly #advance;
  readonly #put;

  constructor(db: Database) {
    this.#value = db.prepare('SELECT value FROM counters WHERE chain = ? AND name = ?').pluck();
    this.#advance = db.prepare(
      'INSERT INTO counters (chain, name, value) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET value = value + 1',
    );
    this.#put = db.prepare('INSERT INTO counters (chain, name, value) VALUES (?, ?, ?)');
  }

  next(chainRow: number, name: string): number {
    return Number(this.#value.get(chainRow, name) ?? 0) + 1;
  }

  advance(chainRow: number, name: string): void {
    this.#advance.run(chainRow, name);
  }

  /** A counter of a chain that a recovery carries over. */
  put(chainRow: number, name: string, value: number): void {
    this.#put.run(chainRow, name, value);
  }
}
