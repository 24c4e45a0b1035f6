import { Fault } from '@beaveros/kit';
import type { Database } from 'better-sqlite3';
import { withSqliteFaults } from '../migrations/sqlite-faults.ts';
import { type Chain, type ChainFacts, ChainRows } from './chain-rows.ts';
import { loadChains } from './load-chains.ts';
import { CounterRows } from './counter-rows.ts';
import { EntryRows, type EntryToStore } from './entry-rows.ts';
import { SideRows } from './side-rows.ts';

/** An entry that is about to be stored, without the places that the state gives it. */
export type NewEntry = Omit<EntryToStore, 'arrival' | 'chainRow' | 'prev'>;

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

  constructor(path: string, db: Database) {
    this.path = path;
    this.db = db;
    this.entries = new EntryRows(db);
    this.chains = new ChainRows(db);
    this.sides = new SideRows(db);
    this.counters = new CounterRows(db);
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#rollback = db.prepare('ROLLBACK');
    this.lastArrival = Number(db.prepare('SELECT coalesce(max(arrival), 0) FROM entries').pluck().get());
    for (const chain of loadChains(this.chains, this.entries)) {
      this.#byName.set(chain.name, chain);
      this.clock = Math.max(this.clock, chain.clock);
      this.entryCount += chain.headSeq;
    }
    const ownRow =
      (db.prepare('SELECT own_chain FROM journal').pluck().get() as number | null | undefined) ?? null;
    this.own = this.all().find(({ row, kind, isOpen }) => row === ownRow && kind === 'own' && isOpen) ?? null;
    if (ownRow !== null && this.own === null) {
      throw new Fault('journal/damaged', `${path}: its own chain is none of ours`, { details: { path } });
    }
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

  /** A read, with SQLite's failures as faults. */
  read<T>(work: () => T): T {
    return withSqliteFaults('journal', this.path, work);
  }

  /** Inside a transaction: a new chain, without its opening. Not yet in memory. */
  newChain(facts: ChainFacts, clock: number): Chain {
    const row = this.chains.insert(facts, clock);
    return { row, ...facts, isOpen: true, headSeq: 0, headHash: Buffer.alloc(32), clock };
  }

  /** Inside a transaction: makes a chain the one that takes new entries, and ends the one before. */
  makeOwn(chain: Chain): void {
    if (this.own !== null) this.chains.end(this.own.row);
    this.db.prepare('UPDATE journal SET own_chain = ?').run(chain.row);
  }

  /** Inside a transaction of a recovery: a chain that had been ended takes entries again. */
  resume(chain: Chain): void {
    this.chains.resume(chain.row);
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
    for (const entry of entries) {
      arrival += 1;
      this.entries.store({ ...entry, arrival, chainRow: chain.row, prev: headHash });
      headSeq = entry.entry.seq;
      headHash = Buffer.from(entry.hash);
      if (entry.suspense === null) clock = Math.max(clock, entry.entry.clock);
    }
    return { chain, headSeq, headHash, clock, lastArrival: arrival, stored: entries.length };
  }

  /** After the commit of {@link extend}. */
  moved({ chain, headSeq, headHash, clock, lastArrival, stored }: Move): void {
    this.#byName.set(chain.name, chain);
    chain.headSeq = headSeq;
    chain.headHash = headHash;
    chain.clock = clock;
    this.clock = Math.max(this.clock, clock);
    this.lastArrival = lastArrival;
    this.entryCount += stored;
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
  readonly stored: number;
}
