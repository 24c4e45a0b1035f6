import type { Recorded, SideRecord } from '@beaveros/domain/journal';
import { assert, Defect, type Instant } from '@beaveros/kit';
import { ENTRY_BYTES_MAX, type Head } from '@beaveros/protocol/exchange';
import { type Arrived, arrivedAsWritten, arrivedFrom, readRow } from './arrived.ts';
import { type Batch, batchAfter, type BatchLimits, signHead } from './batch-after.ts';
import { type Aside, listAsides } from './asides.ts';
import { blobToHash, blobToId, idToBlob } from './blobs.ts';
import { type Chain, headOf } from './chain-rows.ts';
import type { Answer } from './check-batch.ts';
import type { JournalState, NewEntry } from './journal-state.ts';
import { composeEntry, type EntryDraft, type OpeningContext } from './own-chain.ts';
import { receiveBatch } from './receive.ts';
import { listUnread, type Unread } from './unread.ts';
import { checkStructure, scrub, verifyBehind } from './verify.ts';

/** The protocol's bounds, less what a copy in a later chain adds (`journal.Recovered`), so that a copy always fits. */
const EVENTS_MAX = 4_999;
const TEXT_BYTES_MAX = ENTRY_BYTES_MAX - 4_096;

/**
 * The till's commit point: its own chain and its peers' in one SQLite file, one writer. Everything is synchronous;
 * what `append` and `receive` return is durable. Failures of the disk are faults `journal/...`
 * (`damaged` names chain and seq; `disk-full` and `in-use` may be retried). Made by `openJournal`.
 */
export class Journal implements Disposable {
  readonly #state: JournalState;
  readonly #context: OpeningContext;
  readonly #lock: Disposable;
  readonly #listeners = new Set<(arrived: readonly Arrived[]) => void>();
  readonly #toTell: (readonly Arrived[])[] = [];
  #isTelling = false;
  readonly #openAggregates;
  readonly #hasParked;
  readonly #incarnation: string;

  constructor(state: JournalState, context: OpeningContext, lock: Disposable) {
    this.#state = state;
    this.#context = context;
    this.#lock = lock;
    this.#openAggregates = state.db
      .prepare('SELECT aggregate FROM open_aggregates ORDER BY arrival, aggregate')
      .pluck();
    this.#hasParked = state.db
      .prepare(`SELECT 1 FROM unread WHERE aggregate = ? AND kind = 'parked' LIMIT 1`)
      .pluck();
    this.#incarnation = blobToHash(
      state.db.prepare('SELECT incarnation FROM journal').pluck().get() as Buffer,
    );
  }

  /**
   * Appends one entry to the own chain: one transaction, one FULL sync. An id is minted for each event without one.
   * Defects: no events, an event that breaks its schema, a side record that no event refers to, a command id that an
   * own chain already has (ask `ownEntryOf` first).
   */
  append(draft: EntryDraft, now: Instant): Arrived {
    const state = this.#state;
    assert(draft.events.length <= EVENTS_MAX, `${draft.command} has ${draft.events.length} events`);
    assert(
      state.entries.arrivalOfCommand(draft.commandId) === null,
      `command ${draft.commandId} is already in the journal`,
    );
    const chain = this.#own;
    const entry = composeEntry(this.#context, draft, { chain, clock: state.clock + 1, at: now });
    assert(entry.text.length <= TEXT_BYTES_MAX, `${draft.command} is ${entry.text.length} bytes`);
    const move = state.transaction(() => {
      const extended = state.extend(chain, [entry]);
      if (draft.sides !== undefined) state.sides.store(extended.lastArrival, draft.sides);
      for (const name of draft.counters ?? []) state.counters.advance(chain.row, name);
      return extended;
    });
    state.moved(move);
    const arrived = this.#arrived(chain, entry, move.lastArrival);
    this.#tell([arrived]);
    return arrived;
  }

  /** The entry that an own chain has for a command id; of a recovered one, its copy. */
  ownEntryOf(commandId: string): Arrived | null {
    const row = this.#state.read(() => this.#state.entries.ofCommand(commandId));
    return row === undefined ? null : readRow(row);
  }

  /** Facts of an aggregate from all chains, in order of arrival; only events that this build reads. */
  byAggregate(aggregate: string): readonly Recorded[] {
    const rows = this.#state.read(() => this.#state.entries.ofAggregate(aggregate));
    return rows.flatMap((row) => readRow(row).recorded.filter(({ event }) => event.aggregate === aggregate));
  }

  /** Whether an event of the aggregate waits for an upgrade. */
  hasParked(aggregate: string): boolean {
    return this.#state.read(() => this.#hasParked.get(idToBlob(aggregate))) !== undefined;
  }

  /** What is kept and not read, oldest first: for an alarm. */
  unread(): readonly Unread[] {
    return this.#state.read(() => listUnread(this.#state));
  }

  /** Other branches of forked chains, and what a recovery could not attach; by chain and seq. */
  asides(): readonly Aside[] {
    return this.#state.read(() => listAsides(this.#state));
  }

  /** What arrived later than `arrival`, in order, at most `limit`. */
  after(arrival: number, limit: number): readonly Arrived[] {
    return this.#state.read(() => this.#state.entries.after(arrival, limit)).map(readRow);
  }

  get lastArrival(): number {
    return this.#state.lastArrival;
  }

  /** Hex, new with every file: when it changes (a recovery), what counts by arrivals starts over. */
  get incarnation(): string {
    return this.#incarnation;
  }

  get ownChain(): string {
    return this.#own.name;
  }

  get ownHead(): Head {
    return headOf(this.#own);
  }

  /** Of receipt numbers: grows with each own chain. */
  get series(): number {
    return this.#own.series;
  }

  heads(): readonly Head[] {
    return this.#state.all().map(headOf);
  }

  /** Of all chains. */
  entryCount(): number {
    return this.#state.entryCount;
  }

  hashAt(chain: string, seq: number): string | null {
    const hash = this.#state.read(() => this.#state.entries.hashAt(chain, seq));
    return hash === null ? null : blobToHash(hash);
  }

  /**
   * What a peer that has `chain` up to `seq` lacks, ending at a head its author signed; null: nothing that can be
   * sent. At least one run is given even where it exceeds `limits`.
   */
  batchAfter(chain: string, seq: number, limits: BatchLimits): Batch | null {
    const found = this.#state.chain(chain);
    if (found === undefined) return null;
    return this.#state.read(() => batchAfter(this.#state, this.#context.identity.signer, found, seq, limits));
  }

  /**
   * Takes a peer's batch, whole or not at all, in one durable transaction, and answers it. Known entries are success.
   * Nothing that a peer can write makes it throw.
   */
  receive(batch: Batch, now: Instant): Answer {
    const { answer, stored } = receiveBatch(this.#state, this.#context, batch, now);
    if (this.#listeners.size > 0 && stored.length > 0) {
      this.#tell(stored.map(({ chain, entry, arrival }) => this.#arrived(chain, entry, arrival)));
    }
    return answer;
  }

  /** The value that the next append naming this counter takes. Starts at 1 in every own chain. */
  nextCounter(name: string): number {
    return this.#state.read(() => this.#state.counters.next(this.#own.row, name));
  }

  side(id: string): SideRecord | null {
    return this.#state.read(() => this.#state.sides.get(id));
  }

  /** Orders not closed and shifts open, by the table in `open-aggregates.ts`, oldest first. */
  openAggregates(): readonly string[] {
    return (this.#state.read(() => this.#openAggregates.all()) as Buffer[]).map(blobToId);
  }

  /** Called after each commit, synchronously, in order of arrival. A listener that throws is a defect. */
  onArrival(listener: (arrived: readonly Arrived[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Signs and keeps the own head: before the key is replaced, so that peers can still take the last entries. */
  sealOwnHead(): void {
    const own = this.#own;
    const { seq, signature } = signHead(this.#context.identity.signer, own, headOf(own));
    this.#state.transaction(() => this.#state.chains.keepHead(own.row, seq, signature));
  }

  /**
   * Reads back up to `limit` new entries of the own chain, so that the next open need not; 0: none are left. Faults
   * with `journal/damaged` and the place.
   */
  verifyBehind(limit: number): number {
    return this.#state.read(() => verifyBehind(this.#state, this.#own, limit));
  }

  /**
   * Reads back up to `limit` entries that this round has not read yet and returns how many; 0 ends the round, and the
   * next call begins another. For the daily rest. Faults with `journal/damaged` and the place.
   */
  scrub(limit: number): number {
    return this.#state.read(() => scrub(this.#state, limit));
  }

  /** Asks SQLite about its own structure (reads the whole file). Faults with `journal/damaged`. */
  checkStructure(): void {
    this.#state.read(() => checkStructure(this.#state));
  }

  /** Moves the WAL into the file, when the till is idle, so that no sale pays for it. Never waits for a reader. */
  checkpoint(): void {
    this.#state.read(() => this.#state.db.pragma('wal_checkpoint(PASSIVE)'));
  }

  [Symbol.dispose](): void {
    this.#listeners.clear();
    this.#state[Symbol.dispose]();
    this.#lock[Symbol.dispose]();
  }

  get #own(): Chain {
    assert(this.#state.own !== null, 'an open journal has an own chain');
    return this.#state.own;
  }

  #arrived(chain: Chain, { entry, hash, isOwn, suspense }: NewEntry, arrival: number): Arrived {
    const parts = { arrival, chain: chain.name, hash: blobToHash(Buffer.from(hash)), entry };
    return isOwn ? arrivedAsWritten(parts) : arrivedFrom({ ...parts, isSuspended: suspense !== null });
  }

  /** A listener may append: what it makes is told after what it hears. */
  #tell(arrived: readonly Arrived[]): void {
    this.#toTell.push(arrived);
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#toTell.shift(); next !== undefined; next = this.#toTell.shift()) {
        for (const listener of this.#listeners) listener(next);
      }
    } catch (cause) {
      throw new Defect('a listener of the journal threw', { cause });
    } finally {
      this.#isTelling = false;
    }
  }
}
