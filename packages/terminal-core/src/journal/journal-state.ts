import { type SideRecord, VersionsAnnounced } from '@beaveros/domain/journal';
import { assert, Fault } from '@beaveros/kit';
import type { Database } from 'better-sqlite3';
import { withSqliteFaults } from '../migrations/sqlite-faults.ts';
import type { EntryRow, ReadEvent } from './arrived.ts';
import { AsideRows } from './asides.ts';
import { blobToHash } from './blobs.ts';
import { type Chain, type ChainFacts, ChainRows } from './chain-rows.ts';
import { loadChains } from './load-chains.ts';
import { ControlRows } from './control-rows.ts';
import type { Controls } from './controls.ts';
import { CounterRows } from './counter-rows.ts';
import { EntryRows, type EntryToStore } from './entry-rows.ts';
import { SideRows } from './side-rows.ts';
import { WindowRows } from './window-rows.ts';

/** An entry that is about to be stored, without the places that the state gives it. */
export interface NewEntry extends Omit<EntryToStore, 'arrival' | 'chainRow' | 'prev' | 'suspense'> {
  /** Why its clock is beyond belief; null: it is not. */
  readonly leap: string | null;
  readonly sides: readonly SideRecord[];
  /** In an own chain: another disk wrote it, or what it copies. */
  readonly isBrought: boolean;
}

/** A new entry with its place. */
export interface Stored {
  readonly chain: Chain;
  readonly entry: NewEntry;
  readonly arrival: number;
  /** Why none of its events is read; null when they are. */
  readonly suspense: string | null;
}

/**
 * The open file and what is remembered of it: heads, the highest clock, the last arrival. Memory moves only after a
 * commit, so a failed transaction leaves both as they were.
 */
export class JournalState implements Disposable {
  readonly path: string;
  readonly db: Database;
  readonly entries: EntryRows;
  readonly chains: ChainRows;
  readonly sides: SideRows;
  readonly counters: CounterRows;
  readonly window: WindowRows;
  readonly asides: AsideRows;
  readonly controlRows: ControlRows;
  readonly #byName = new Map<string, Chain>();
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  /** The own chain that takes new entries; null in a file that has none yet. */
  own: Chain | null;
  /** The highest clock accepted in any chain. */
  clock = 0;
  lastArrival: number;
  entryCount = 0;
  /** What back-office chains say about other chains. */
  controls: Controls;
  /** Hex, new when what was told before is not what is now. */
  incarnation = '';
  readonly readEvent: ReadEvent | undefined;
  /** What terminals announced last, as far as somebody asked; an index of the entries. */
  readonly announced = new Map<string, ReadonlySet<string> | null>();

  constructor(path: string, db: Database, readEvent?: ReadEvent) {
    this.path = path;
    this.db = db;
    this.readEvent = readEvent;
    this.window = new WindowRows(db);
    this.entries = new EntryRows(db, this.window, readEvent);
    this.chains = new ChainRows(db);
    this.sides = new SideRows(db);
    this.counters = new CounterRows(db);
    this.asides = new AsideRows(db);
    this.controlRows = new ControlRows(db);
    this.controls = this.controlRows.read(this.entries);
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#rollback = db.prepare('ROLLBACK');
    this.lastArrival = Number(db.prepare('SELECT coalesce(max(arrival), 0) FROM entries').pluck().get());
    for (const chain of loadChains(this.chains, this.entries)) {
      this.#byName.set(chain.name, chain);
      this.clock = Math.max(this.clock, chain.clock);
      this.entryCount += chain.headSeq - this.chains.notHere(chain);
    }
    const ownRow =
      (db.prepare('SELECT own_chain FROM journal').pluck().get() as number | null | undefined) ?? null;
    this.own = this.all().find(({ row, kind, isOpen }) => row === ownRow && kind === 'own' && isOpen) ?? null;
    if (ownRow !== null && this.own === null) {
      throw new Fault('journal/damaged', `${path}: its own chain is none of ours`, { details: { path } });
    }
    const incarnation = db.prepare('SELECT incarnation FROM journal').pluck().get() as Buffer | undefined;
    if (incarnation !== undefined) this.incarnation = blobToHash(incarnation);
  }

  all(): Chain[] {
    return [...this.#byName.values()];
  }

  chain(name: string): Chain | undefined {
    return this.#byName.get(name);
  }

  /** One immediate transaction: durable when it returns, nothing changed when it throws. SQLite's failures are faults. */
  transaction<T>(work: () => T): T {
    return withSqliteFaults('journal', this.path, () => {
      this.#begin.run();
      try {
        const result = work();
        this.#commit.run();
        return result;
      } catch (error) {
        if (this.db.inTransaction) this.#rollback.run();
        throw error;
      }
    });
  }

  /** A transaction in which memory moves too: when it throws, memory is put back as well. */
  transactionWithMemory<T>(work: () => T): T {
    const { own, clock, lastArrival, entryCount, controls, incarnation } = this;
    const chains = this.all().map((chain) => ({ chain, was: { ...chain } }));
    try {
      return this.transaction(work);
    } catch (error) {
      this.#byName.clear();
      for (const { chain, was } of chains) this.#byName.set(was.name, Object.assign(chain, was));
      Object.assign(this, { own, clock, lastArrival, entryCount, controls, incarnation });
      throw error;
    }
  }

  /** A read, with SQLite's failures as faults. */
  read<T>(work: () => T): T {
    return withSqliteFaults('journal', this.path, work);
  }

  /** Inside a transaction: a new chain, without its opening. Not yet in memory. */
  newChain(facts: ChainFacts, clock: number): Chain {
    const row = this.chains.insert(facts, clock);
    return { row, ...facts, baseSeq: 0, isOpen: true, headSeq: 0, headHash: Buffer.alloc(32), clock };
  }

  /** Inside a transaction: makes a chain the one that takes new entries, and ends the one before. */
  makeOwn(chain: Chain): void {
    if (this.own !== null) this.chains.end(this.own.row);
    this.db.prepare('UPDATE journal SET own_chain = ?').run(chain.row);
  }

  /** Inside a transaction of a recovery: a chain that had been ended takes entries again. */
  resume(chain: Chain): void {
    this.chains.resume(chain.row);
    this.chains.setClock(chain.row, 0);
    this.db.prepare('UPDATE journal SET own_chain = ?').run(chain.row);
    chain.isOpen = true;
    this.own = chain;
  }

  /**
   * Inside a transaction: stores entries at the end of a chain and returns how memory moves after the commit,
   * which `moved` then does. `after`: another move of the same transaction.
   */
  extend(chain: Chain, entries: readonly NewEntry[], after: Pick<Move, 'lastArrival'> = this): Move {
    let { headSeq, headHash, clock } = chain;
    let arrival = after.lastArrival;
    const stored = entries.map((entry) => {
      arrival += 1;
      const suspense = this.put(chain, entry, { arrival, prev: headHash });
      headSeq = entry.entry.seq;
      headHash = Buffer.from(entry.hash);
      if (entry.leap === null) clock = Math.max(clock, entry.entry.clock);
      return { chain, entry, arrival, suspense };
    });
    return { chain, headSeq, headHash, clock, lastArrival: arrival, stored };
  }

  /** Inside a transaction: one entry at a place, with all that belongs to it. Returns why it is in suspense, or null. */
  put(chain: Chain, entry: NewEntry, at: { readonly arrival: number; readonly prev: Buffer }): string | null {
    const { arrival, prev } = at;
    const suspense = this.suspenseOf(chain, entry.entry.seq, entry.leap);
    this.entries.store({ ...entry, suspense, arrival, chainRow: chain.row, prev });
    this.sides.store(arrival, entry.sides);
    if (entry.leap !== null) this.controlRows.noteLeap(arrival, entry.leap);
    if (entry.isOwn && entry.isBrought) this.controlRows.noteBrought(arrival);
    if (chain.kind === 'store') this.controlRows.note(arrival, entry.entry);
    if (entry.entry.events.some(({ type }) => type === VersionsAnnounced.type)) this.announced.clear();
    return suspense;
  }

  /** Why an entry is not read: its clock leapt, or a fence is before it, and nobody released it. */
  suspenseOf(chain: Chain, seq: number, leap: string | null): string | null {
    const fence = this.controls.fenceOf(chain);
    if (leap === null && seq <= fence) return null;
    if (seq <= this.controls.releasedTo(chain.name)) return null;
    return leap ?? `beyond the fence at ${fence}`;
  }

  /** After the commit of {@link extend}, or inside {@link transactionWithMemory}. */
  moved({ chain, headSeq, headHash, clock, lastArrival, stored }: Move): void {
    this.#byName.set(chain.name, chain);
    chain.headSeq = headSeq;
    chain.headHash = headHash;
    chain.clock = clock;
    this.clock = Math.max(this.clock, clock);
    this.lastArrival = lastArrival;
    this.entryCount += stored.length;
  }

  /**
   * Inside {@link transactionWithMemory}: a chain ends at `seq` again; everything behind it is taken out, and given.
   * Its marks go back with it.
   */
  cutBack(chain: Chain, seq: number): EntryRow[] {
    const rows = [...this.entries.ofChain(chain.row, seq, chain.headSeq - seq)];
    for (const row of rows.toReversed()) this.entries.remove(row);
    const hash = this.entries.hashAt(chain.name, seq);
    assert(hash !== null, `chain ${chain.name} has an entry ${seq}`);
    chain.headSeq = seq;
    chain.headHash = hash;
    chain.clock = this.controlRows.clockOf(chain.row);
    this.chains.cutBack(chain.row, { seq, clock: chain.clock });
    this.entryCount -= rows.length;
    return rows;
  }

  /** Inside {@link transactionWithMemory}: what counts by arrivals has to start over. */
  becomeAnother(incarnation: Buffer): void {
    this.db.prepare('UPDATE journal SET incarnation = ?').run(incarnation);
    this.incarnation = blobToHash(incarnation);
    this.announced.clear();
    this.window.forgetSettled();
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}

export interface Move {
  readonly chain: Chain;
  readonly headSeq: number;
  readonly headHash: Buffer;
  readonly clock: number;
  readonly lastArrival: number;
  readonly stored: readonly Stored[];
}
