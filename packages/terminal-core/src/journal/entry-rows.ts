import { type Entry, readEvent } from '@beaveros/domain/journal';
import type { Database } from 'better-sqlite3';
import { damaged, type EntryRow, parseWhole } from './arrived.ts';
import { hashToBlob, idToBlob } from './blobs.ts';
import { closesAggregate, opensAggregate } from './open-aggregates.ts';

/** What is stored of one entry. `suspense`: why none of its events is read; null when they are. */
export interface EntryToStore {
  readonly arrival: number;
  readonly chainRow: number;
  readonly prev: Uint8Array;
  readonly hash: Uint8Array;
  readonly text: Uint8Array;
  readonly entry: Entry;
  /** In an own chain its command id is remembered. */
  readonly isOwn: boolean;
  readonly suspense: string | null;
}

const ROW = `SELECT e.arrival, e.chain AS chainRow, c.name, e.seq, e.prev, e.hash, e.clock, e.text,
  EXISTS (SELECT 1 FROM unread u WHERE u.arrival = e.arrival AND u.place = -1) AS suspended
  FROM entries e LEFT JOIN chains c ON c.id = e.chain`;

/** The table `entries` and the indexes that are made of it. Call inside a transaction to store. */
export class EntryRows {
  readonly #entry;
  readonly #fact;
  readonly #command;
  readonly #unread;
  readonly #open;
  readonly #close;
  readonly #others;
  readonly #after;
  readonly #ofCommand;
  readonly #arrivalOfCommand;
  readonly #ofAggregate;
  readonly #at;
  readonly #ofChain;
  readonly #hashAt;

  constructor(db: Database) {
    this.#entry = db.prepare(
      'INSERT INTO entries (arrival, chain, seq, prev, hash, clock, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#fact = db.prepare('INSERT OR IGNORE INTO facts (aggregate, arrival) VALUES (?, ?)');
    this.#command = db.prepare('INSERT OR REPLACE INTO commands (command, arrival) VALUES (?, ?)');
    this.#unread = db.prepare(
      'INSERT OR IGNORE INTO unread (arrival, place, aggregate, kind, reason) VALUES (?, ?, ?, ?, ?)',
    );
    this.#open = db.prepare('INSERT OR IGNORE INTO open_aggregates (aggregate, arrival) VALUES (?, ?)');
    this.#close = db.prepare('DELETE FROM open_aggregates WHERE aggregate = ?');
    this.#others = db.prepare(
      `${ROW} WHERE e.arrival IN (SELECT arrival FROM facts WHERE aggregate = ? AND arrival <> ?)`,
    );
    this.#after = db.prepare(`${ROW} WHERE e.arrival > ? ORDER BY e.arrival LIMIT ?`);
    this.#ofCommand = db.prepare(`${ROW} WHERE e.arrival = (SELECT arrival FROM commands WHERE command = ?)`);
    this.#arrivalOfCommand = db.prepare('SELECT arrival FROM commands WHERE command = ?').pluck();
    this.#ofAggregate = db.prepare(
      `${ROW} WHERE e.arrival IN (SELECT arrival FROM facts WHERE aggregate = ?) ORDER BY e.arrival`,
    );
    this.#at = db.prepare(`${ROW} WHERE e.arrival = ?`);
    this.#ofChain = db
      .prepare('SELECT arrival FROM entries WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?')
      .pluck();
    this.#hashAt = db
      .prepare('SELECT e.hash FROM entries e JOIN chains c ON c.id = e.chain WHERE c.name = ? AND e.seq = ?')
      .pluck();
  }

  /** Stores an entry and everything that is found through it. */
  store(what: EntryToStore): void {
    const { arrival, entry } = what;
    this.#entry.run(arrival, what.chainRow, entry.seq, what.prev, what.hash, entry.clock, what.text);
    if (what.isOwn) this.#command.run(idToBlob(entry.commandId), arrival);
    if (what.suspense === null) this.#index(what);
    else this.#unread.run(arrival, -1, Buffer.alloc(0), 'suspense', what.suspense);
  }

  #index({ arrival, entry, isOwn }: EntryToStore): void {
    let last = '';
    for (const [place, event] of entry.events.entries()) {
      // Most entries speak of one aggregate: remember the last instead of asking the index again.
      if (event.aggregate !== last) this.#fact.run(idToBlob(event.aggregate), arrival);
      last = event.aggregate;
      if (opensAggregate(event.type)) this.#opened(event.aggregate, arrival);
      else if (closesAggregate(event.type)) this.#close.run(idToBlob(event.aggregate));
      if (isOwn) continue; // Checked before it was written.
      const reading = readEvent(event);
      if (reading.kind === 'read') continue;
      const reason = reading.kind === 'parked' ? `${event.type}/${event.v}` : reading.field;
      this.#unread.run(arrival, place, idToBlob(event.aggregate), reading.kind, reason);
    }
  }

  /** Facts come in any order between chains: what closes it may be here already. */
  #opened(aggregate: string, arrival: number): void {
    const blob = idToBlob(aggregate);
    const isClosed = (this.#others.all(blob, arrival) as EntryRow[]).some((row) =>
      parseWhole(row).events.some((event) => event.aggregate === aggregate && closesAggregate(event.type)),
    );
    if (!isClosed) this.#open.run(blob, arrival);
  }

  after(arrival: number, limit: number): EntryRow[] {
    return this.#after.all(arrival, limit) as EntryRow[];
  }

  ofCommand(commandId: string): EntryRow | undefined {
    return this.#ofCommand.get(idToBlob(commandId)) as EntryRow | undefined;
  }

  arrivalOfCommand(commandId: string): number | null {
    return (this.#arrivalOfCommand.get(idToBlob(commandId)) as number | undefined) ?? null;
  }

  ofAggregate(aggregate: string): EntryRow[] {
    return this.#ofAggregate.all(idToBlob(aggregate)) as EntryRow[];
  }

  /**
   * Entries of a chain beyond `seq`, in order, read one at a time: a caller stops at its own bound. Found through the
   * index, then read from the row itself, so that both are seen.
   */
  *ofChain(chainRow: number, seq: number, limit: number): Generator<EntryRow> {
    for (const arrival of this.#ofChain.all(chainRow, seq, limit) as number[]) {
      const row = this.#at.get(arrival) as EntryRow | undefined;
      if (row !== undefined) yield row;
    }
  }

  hashAt(chain: string, seq: number): Buffer | null {
    const hash = this.#hashAt.get(hashToBlob(chain), seq);
    if (hash === undefined) return null;
    if (Buffer.isBuffer(hash) && hash.length === 32) return hash;
    throw damaged(chain, seq, 'its hash is none');
  }
}
