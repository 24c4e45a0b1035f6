import { type Entry, isControl } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import type { Database } from 'better-sqlite3';
import { parseWhole } from './arrived.ts';
import { idToBlob } from './blobs.ts';
import { Controls } from './controls.ts';
import type { EntryRows } from './entry-rows.ts';

/** The tables `controls`, `leaps`, `brought` and `terminals_seen`. Call inside a transaction to change them. */
export class ControlRows {
  readonly #all;
  readonly #note;
  readonly #noteLeap;
  readonly #noteBrought;
  readonly #isBrought;
  readonly #clockOf;
  readonly #see;
  readonly #seenSince;
  #sightings = 0;

  constructor(db: Database) {
    this.#all = db.prepare('SELECT arrival FROM controls ORDER BY arrival').pluck();
    this.#note = db.prepare('INSERT OR IGNORE INTO controls (arrival) VALUES (?)');
    this.#noteLeap = db.prepare('INSERT INTO leaps (arrival, reason) VALUES (?, ?)');
    this.#noteBrought = db.prepare('INSERT OR IGNORE INTO brought (arrival) VALUES (?)');
    this.#isBrought = db.prepare('SELECT 1 FROM brought WHERE arrival = ?').pluck();
    this.#clockOf = db
      .prepare(
        `SELECT coalesce(max(clock), 0) FROM entries
          WHERE chain = ? AND arrival NOT IN (SELECT arrival FROM leaps)`,
      )
      .pluck();
    this.#see = db.prepare(
      `INSERT INTO terminals_seen (terminal, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at`,
    );
    this.#seenSince = db
      .prepare('SELECT terminal FROM terminals_seen WHERE at >= ? ORDER BY terminal')
      .pluck();
  }

  /** What back-office chains say, from the entries that say it. A handful. */
  read(entries: EntryRows): Controls {
    return new Controls((this.#all.all() as number[]).map((arrival) => parseWhole(entries.at(arrival))));
  }

  /** An entry of a back-office chain. */
  note(arrival: number, { events }: Entry): void {
    if (events.some(isControl)) this.#note.run(arrival);
  }

  noteLeap(arrival: number, reason: string): void {
    this.#noteLeap.run(arrival, reason);
  }

  noteBrought(arrival: number): void {
    this.#noteBrought.run(arrival);
  }

  isBrought(arrival: number): boolean {
    return this.#isBrought.get(arrival) !== undefined;
  }

  /** The highest accepted clock of a chain's entries; reads the whole chain. */
  clockOf(chainRow: number): number {
    return Number(this.#clockOf.get(chainRow));
  }

  /** How often a terminal was seen in this process: another number, another answer of {@link seenSince}, perhaps. */
  get sightings(): number {
    return this.#sightings;
  }

  see(terminal: string, at: Instant): void {
    this.#sightings += 1;
    this.#see.run(idToBlob(terminal), at);
  }

  /** Blobs of the terminals from which something arrived at or after `since`. */
  seenSince(since: number): readonly Buffer[] {
    return this.#seenSince.all(since) as Buffer[];
  }
}
