import { canEnd, type Entry, type Event, ledgerOf, readEvent } from '@beaveros/domain/journal';
import type { Database } from 'better-sqlite3';
import { damaged, type EntryRow, isBodiless, parseWhole, type ReadEvent } from './arrived.ts';
import { hashToBlob, idToBlob } from './blobs.ts';
import { closesAggregate, opensAggregate } from './open-aggregates.ts';
import type { WindowRows } from './window-rows.ts';

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
  /** Composed here: its events were checked before they were written. */
  readonly isWritten: boolean;
  readonly suspense: string | null;
}

const ROW = `SELECT e.arrival, e.chain AS chainRow, c.name, e.seq, e.prev, e.hash, e.clock, e.text,
  EXISTS (SELECT 1 FROM unread u WHERE u.arrival = e.arrival AND u.place = -1) AS suspended,
  EXISTS (SELECT 1 FROM dropped_bodies d WHERE d.arrival = e.arrival) AS bodiless
  FROM entries e LEFT JOIN chains c ON c.id = e.chain`;

/** The table `entries` and the indexes that are made of it. Call inside a transaction to store. */
export class EntryRows {
  readonly #readEvent: ReadEvent;
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
  readonly #nextRun;
  readonly #leapt;
  readonly #deletions;
  readonly #unindexings;
  readonly #isKnown;
  readonly #isHeld;
  readonly #window: WindowRows;

  constructor(db: Database, window: WindowRows, read: ReadEvent = readEvent) {
    this.#window = window;
    this.#isKnown = db.prepare('SELECT 1 FROM facts WHERE aggregate = ? LIMIT 1').pluck();
    this.#isHeld = db
      .prepare(
        `SELECT 1 FROM entries e JOIN chains c ON c.id = e.chain WHERE c.name = ? AND e.seq = ?
           AND NOT EXISTS (SELECT 1 FROM dropped_bodies d WHERE d.arrival = e.arrival)`,
      )
      .pluck();
    this.#readEvent = read;
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
    this.#after =
      db.prepare(`${ROW} WHERE e.arrival > ? AND NOT EXISTS (SELECT 1 FROM dropped_bodies d WHERE d.arrival = e.arrival)
         ORDER BY e.arrival LIMIT ?`);
    this.#ofCommand = db.prepare(`${ROW} WHERE e.arrival = (SELECT arrival FROM commands WHERE command = ?)`);
    this.#arrivalOfCommand = db.prepare('SELECT arrival FROM commands WHERE command = ?').pluck();
    this.#ofAggregate = db.prepare(
      `${ROW} WHERE e.arrival IN (SELECT arrival FROM facts WHERE aggregate = ?) ORDER BY e.arrival`,
    );
    this.#at = db.prepare(`${ROW} WHERE e.arrival = ?`);
    this.#ofChain = db
      .prepare('SELECT arrival FROM entries WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?')
      .pluck();
    this.#leapt = db.prepare('SELECT 1 FROM leaps WHERE arrival = ?').pluck();
    this.#deletions = ['sides', 'commands', 'leaps', 'controls', 'brought', 'dropped_bodies', 'entries'].map(
      (table) => db.prepare(`DELETE FROM ${table} WHERE arrival = ?`),
    );
    this.#unindexings = ['facts', 'unread', 'open_aggregates', 'late_facts', 'ledger_bases'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE arrival = ?`),
    );
    this.#nextRun = db
      .prepare(
        `SELECT e.seq - 1 FROM entries e WHERE e.chain = ? AND e.seq - 1 > ?
           AND NOT EXISTS (SELECT 1 FROM dropped_bodies d WHERE d.arrival = e.arrival)
           AND NOT EXISTS (SELECT 1 FROM entries p WHERE p.chain = e.chain AND p.seq = e.seq - 1
             AND NOT EXISTS (SELECT 1 FROM dropped_bodies d WHERE d.arrival = p.arrival))
         ORDER BY e.seq LIMIT 1`,
      )
      .pluck();
    this.#hashAt = db
      .prepare(
        `SELECT coalesce((SELECT e.hash FROM entries e WHERE e.chain = c.id AND e.seq = @seq),
           iif(c.base_seq = @seq, c.base_hash, NULL)) FROM chains c WHERE c.name = @name`,
      )
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

  /** Inside a transaction: a whole entry is in suspense from here on, or no longer. Its aggregates are told anew. */
  suspend(arrival: number, entry: Entry, why: string | null): void {
    this.#unindex(arrival);
    if (why === null) this.#index({ arrival, entry, isWritten: false });
    else this.#unread.run(arrival, -1, Buffer.alloc(0), 'suspense', why);
    this.#tellAnew(entry);
  }

  /** Inside a transaction: takes an entry out, with everything that was found through it. */
  remove(row: EntryRow): void {
    const entry = isBodiless(row) ? null : parseWhole(row);
    this.#unindex(row.arrival);
    for (const deletion of this.#deletions) deletion.run(row.arrival);
    if (entry !== null) this.#tellAnew(entry);
  }

  #unindex(arrival: number): void {
    for (const deletion of this.#unindexings) deletion.run(arrival);
  }

  /** Open is what was opened by an entry that is read, and closed by none. */
  #tellAnew(entry: Entry): void {
    const touched = entry.events.filter(({ type }) => opensAggregate(type) || closesAggregate(type));
    for (const aggregate of new Set(touched.map((event) => event.aggregate))) {
      const blob = idToBlob(aggregate);
      this.#close.run(blob);
      const events = (this.#ofAggregate.all(blob) as EntryRow[]).flatMap((row) =>
        parseWhole(row)
          .events.filter((event) => event.aggregate === aggregate)
          .map(({ type }) => ({ type, arrival: row.arrival })),
      );
      const opening = events.find(({ type }) => opensAggregate(type));
      if (opening === undefined || events.some(({ type }) => closesAggregate(type))) continue;
      this.#open.run(blob, opening.arrival);
    }
  }

  #index({ arrival, entry, isWritten }: Pick<EntryToStore, 'arrival' | 'entry' | 'isWritten'>): void {
    let last = '';
    let isHeld = true;
    for (const [place, event] of entry.events.entries()) {
      // Most entries speak of one aggregate: remember the last instead of asking the index again.
      if (event.aggregate !== last) isHeld = this.#speaksOf(event, { arrival, entry });
      last = event.aggregate;
      if (!isHeld) continue;
      if (ledgerOf(event.type) !== null) this.#window.noteLedgerFact(event, arrival);
      else if (opensAggregate(event.type)) this.#opened(event.aggregate, arrival);
      else if (closesAggregate(event.type)) this.#close.run(idToBlob(event.aggregate));
      if (isWritten) continue;
      const reading = this.#readEvent(event);
      if (reading.kind === 'read') continue;
      const reason = reading.kind === 'parked' ? `${event.type}/${event.v}` : reading.field;
      this.#unread.run(arrival, place, idToBlob(event.aggregate), reading.kind, reason);
    }
  }

  /** The aggregate leads to the entry. false: it was dropped, so that this is a late fact of it. */
  #speaksOf(
    { aggregate, type }: Event,
    { arrival, entry: { commandId } }: Pick<EntryToStore, 'arrival' | 'entry'>,
  ): boolean {
    const window = this.#window;
    const blob = idToBlob(aggregate);
    if (window.isGone(blob) || window.isRepeated(type, commandId)) {
      window.late(blob, arrival);
      return false;
    }
    // Behind a snapshot a fact may speak of what was settled before it: its opening, should it come, says otherwise.
    if (window.hasBase && canEnd(type) && this.#isKnown.get(blob) === undefined) window.unborn(blob);
    this.#fact.run(blob, arrival);
    window.unsettle(blob);
    return true;
  }

  /** Facts come in any order between chains: what closes it may be here already. */
  #opened(aggregate: string, arrival: number): void {
    const blob = idToBlob(aggregate);
    this.#window.born(blob);
    const isClosed = (this.#others.all(blob, arrival) as EntryRow[]).some((row) =>
      parseWhole(row).events.some((event) => event.aggregate === aggregate && closesAggregate(event.type)),
    );
    if (!isClosed) this.#open.run(blob, arrival);
  }

  /** Those with a body. */
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
   * Entries of a chain beyond `seq` that have a row here, those without a body too, in order, read one at a time: a
   * caller stops at its own bound. Found through the index, then read from the row itself, so that both are seen.
   */
  *ofChain(chainRow: number, seq: number, limit: number): Generator<EntryRow> {
    for (const arrival of this.#ofChain.all(chainRow, seq, limit) as number[]) {
      const row = this.#at.get(arrival) as EntryRow | undefined;
      if (row !== undefined) yield row;
    }
  }

  /** Whether an entry is here with its body. */
  isHeld(chain: string, seq: number): boolean {
    return this.#isHeld.get(hashToBlob(chain), seq) !== undefined;
  }

  /** Whether the clock of an entry was beyond belief, released or not. */
  leapt(arrival: number): boolean {
    return this.#leapt.get(arrival) !== undefined;
  }

  /** Faults with `journal/damaged` when an index named an entry that is not there. */
  at(arrival: number): EntryRow {
    const row = this.#at.get(arrival) as EntryRow | undefined;
    if (row === undefined) throw damaged('', 0, `an index names arrival ${arrival}`);
    return row;
  }

  /** The place before the next body behind `seq` whose predecessor's body is not here; null: there is none. */
  nextRun(chainRow: number, seq: number): number | null {
    return (this.#nextRun.get(chainRow, seq) as number | undefined) ?? null;
  }

  /** null where nothing is known: beyond the end, and behind a base. */
  hashAt(chain: string, seq: number): Buffer | null {
    const hash = this.#hashAt.get({ name: hashToBlob(chain), seq });
    if (hash === undefined || hash === null) return null;
    if (Buffer.isBuffer(hash) && hash.length === 32) return hash;
    throw damaged(chain, seq, 'its hash is none');
  }
}
