import type { Recorded, SideRecord } from '@beaveros/domain/journal';
import { assert, Defect, type Instant } from '@beaveros/kit';
import { ENTRY_BYTES_MAX, type Head } from '@beaveros/protocol/exchange';
import {
  type Arrived,
  arrivedAsWritten,
  arrivedFrom,
  type DroppedEntry,
  droppedEntry,
  type EntryRow,
  isBodiless,
  type IsDropped,
  readRow,
} from './arrived.ts';
import { type Batch, batchAfter, batchBeyond, type BatchLimits, signHead } from './batch-after.ts';
import type { Aside } from './asides.ts';
import { blobToHash, blobToId, idToBlob } from './blobs.ts';
import { type Chain, headOf } from './chain-rows.ts';
import type { Answer } from './check-batch.ts';
import type { JournalState, Stored } from './journal-state.ts';
import { composeEntry, type EntryDraft, type OpeningContext } from './own-chain.ts';
import { receiveBatch } from './receive.ts';
import type { Dropped, LateFact } from './drop-bodies.ts';
import type { OpeningRow } from './opening-rows.ts';
import type { RolledAggregate } from './window-rows.ts';
import { RecentArrivals } from './recent-arrivals.ts';
import type { SettlingPolicy } from './settled.ts';
import { Space } from './space.ts';
import { type SharedSeries, sharedSeries } from './shared-series.ts';
import { listUnread, type Unread } from './unread.ts';
import { checkStructure, scrub, verifyBehind } from './verify.ts';
import { Versions } from './versions.ts';

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
  readonly #replacedListeners = new Set<() => void>();
  readonly #toTell: (readonly Arrived[] | 'replaced')[] = [];
  readonly #recent = new RecentArrivals();
  #isTelling = false;
  readonly #openAggregates;
  readonly #hasParked;
  readonly #isDropped: IsDropped;
  readonly #numbering: string;
  /** Which event versions the tills of the store read. */
  readonly versions: Versions;
  readonly #space: Space;
  readonly #droppedListeners = new Set<(aggregates: readonly string[]) => void>();

  constructor(state: JournalState, context: OpeningContext, lock: Disposable) {
    this.#state = state;
    this.#context = context;
    this.#lock = lock;
    this.#space = new Space(state, context);
    this.#isDropped = ({ aggregate, type }, commandId) =>
      state.window.isDropped(aggregate) || state.window.isRepeated(type, commandId);
    this.versions = new Versions(state, context, (draft, now) => void this.append(draft, now));
    this.#numbering = blobToHash(state.db.prepare('SELECT numbering FROM journal').pluck().get() as Buffer);
    this.#openAggregates = state.db
      .prepare('SELECT aggregate FROM open_aggregates ORDER BY arrival, aggregate')
      .pluck();
    this.#hasParked = state.db
      .prepare(`SELECT 1 FROM unread WHERE aggregate = ? AND kind = 'parked' LIMIT 1`)
      .pluck();
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
      for (const name of draft.counters ?? []) state.counters.advance(chain.row, name);
      return extended;
    });
    state.moved(move);
    const arrived = this.#arrived(move.stored[0]!);
    this.#recent.note([arrived]);
    this.#tell([arrived]);
    return arrived;
  }

  /** Beyond a fence: what is appended now is read by nobody, here neither, until a manager releases it. */
  get isFenced(): boolean {
    const own = this.#own;
    return this.#state.suspenseOf(own, own.headSeq + 1, null) !== null;
  }

  /** Whether the newest enrolment of a terminal that is known here has been revoked: it answers nobody any more. */
  isRevoked(terminal: string): boolean {
    const epochs = this.#state.all().map((chain) => (chain.terminal === terminal ? chain.epoch : 0));
    return this.#state.controls.isRevoked(terminal, Math.max(0, ...epochs));
  }

  /**
   * The entry that an own chain has for a command id; of a recovered one, its copy; of one whose body was dropped, only
   * its place.
   */
  ownEntryOf(commandId: string): Arrived | DroppedEntry | null {
    const row = this.#state.read(() => this.#state.entries.ofCommand(commandId));
    if (row !== undefined && isBodiless(row)) return droppedEntry(row);
    return row === undefined ? null : this.#readRow(row);
  }

  /** Facts of an aggregate from all chains, in order of arrival; only events that this build reads. */
  byAggregate(aggregate: string): readonly Recorded[] {
    const rows = this.#state.read(() => this.#state.entries.ofAggregate(aggregate));
    return rows.flatMap((row) =>
      this.#readRow(row).recorded.filter(({ event }) => event.aggregate === aggregate),
    );
  }

  /** The entries those facts came in, likewise. */
  entriesOf(aggregate: string): readonly Arrived[] {
    return this.#state
      .read(() => this.#state.entries.ofAggregate(aggregate))
      .map((row) => this.#readRow(row));
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
    return this.#state.read(() => this.#state.asides.list());
  }

  /** What arrived later than `arrival`, in order, at most `limit`. */
  after(arrival: number, limit: number): readonly Arrived[] {
    const recent = this.#recent.after(arrival, this.lastArrival, limit);
    if (recent !== null) return recent;
    return this.#state.read(() => this.#state.entries.after(arrival, limit)).map((row) => this.#readRow(row));
  }

  get lastArrival(): number {
    return this.#state.lastArrival;
  }

  /**
   * Hex, new with every file, and whenever what was told before is another truth now (a branch that does not stand, a
   * fence, a release): what counts by arrivals starts over when it changes.
   */
  get incarnation(): string {
    return this.#state.incarnation;
  }

  /** Hex, new with every file (a recovery) only: an arrival of one numbering means the same entry for ever. */
  get numbering(): string {
    return this.#numbering;
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

  /**
   * Series of a terminal that several chains or several branches of one used (a wiped, restored or cloned disk): only
   * there a receipt number can be on two receipts.
   */
  sharedSeries(): readonly SharedSeries[] {
    return this.#state.read(() => sharedSeries(this.#state));
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

  /** The next batch behind `seq` that can be sent at all, past bodies that the window or a snapshot left out. */
  batchBeyond(chain: string, seq: number, limits: BatchLimits): Batch | null {
    const found = this.#state.chain(chain);
    if (found === undefined) return null;
    return this.#state.read(() =>
      batchBeyond(this.#state, this.#context.identity.signer, found, seq, limits),
    );
  }

  /**
   * Takes a peer's batch, whole or not at all, in one durable transaction, and answers it. Known entries are success.
   * Nothing that a peer can write makes it throw.
   */
  receive(batch: Batch, now: Instant): Answer {
    const { lastArrival, incarnation } = this.#state;
    const { answer, stored } = receiveBatch(this.#state, this.#context, batch, now);
    // Where more than the end of one chain moved, everything may be otherwise.
    if (stored === null || this.#state.incarnation !== incarnation) this.#recent.forget();
    if (this.#state.incarnation !== incarnation) this.#tell('replaced');
    if (stored?.length === 0 || (stored === null && this.#listeners.size === 0)) return answer;
    const arrived =
      stored?.map((one) => this.#arrived(one)) ?? this.after(lastArrival, Number.MAX_SAFE_INTEGER);
    this.#recent.note(arrived);
    if (arrived.length > 0) this.#tell(arrived);
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

  /**
   * Called after the commit that gave the journal another incarnation, before what arrived with it is told: whatever was
   * folded from it is to be forgotten. Read back from here, everything is right.
   */
  onReplaced(listener: () => void): () => void {
    this.#replacedListeners.add(listener);
    return () => void this.#replacedListeners.delete(listener);
  }

  /**
   * Whether an entry of an own chain was written by another disk (or copies such a one): what it prints was printed
   * there.
   */
  wasBrought(arrival: number): boolean {
    return this.#state.read(() => this.#state.controlRows.isBrought(arrival));
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

  /**
   * The cloud has these heads: from the day an entry is covered its window runs. `life` is the cloud's incarnation; with
   * another one, chains that it does not name went back to nothing. Writes at most once a chain and day.
   */
  cloudHas(heads: readonly Head[], life: string | null, now: Instant): void {
    this.#state.read(() => this.#space.cloudHas(heads, life, now));
  }

  /** Says when an aggregate is settled, and what it then adds to ledgers. Without it nothing is ever dropped. */
  settleBy(policy: SettlingPolicy): void {
    this.#space.settleBy(policy);
  }

  /** Folds the aggregates of up to `limit` entries not judged yet; 0: all were. For quiet moments, before `dropBodies`. */
  judge(limit: number): number {
    return this.#state.read(() => this.#space.judge(limit));
  }

  /**
   * Drops settled aggregates of which the cloud has had every fact for 90 days, and bodies that nothing needs any more,
   * looking at up to `limit` entries of this round; one transaction. `looked` 0 ends the round, and the next call begins
   * another. Tells {@link onDropped}.
   */
  dropBodies(bounds: { readonly now: Instant; readonly limit: number }): Dropped {
    const dropped = this.#state.read(() => this.#space.dropBodies(bounds));
    this.#recent.forget();
    const gone = [...dropped.aggregates, ...dropped.rolled];
    if (gone.length > 0) for (const listener of this.#droppedListeners) listener(gone);
    return dropped;
  }

  /** Whether the facts of an aggregate are not all here: dropped, or settled before the snapshot this journal began with. */
  isDropped(aggregate: string): boolean {
    return this.#state.read(() => this.#state.window.isDropped(aggregate));
  }

  /** Called after the commit that dropped aggregates: what was folded of them is to be forgotten. */
  onDropped(listener: (aggregates: readonly string[]) => void): () => void {
    this.#droppedListeners.add(listener);
    return () => void this.#droppedListeners.delete(listener);
  }

  /** Aggregates dropped later than `no`, in order, at most `limit`: what stores still have rows of. */
  droppedAfter(no: number, limit: number): readonly { readonly no: number; readonly aggregate: string }[] {
    return this.#state.read(() => this.#space.droppedAfter(no, limit));
  }

  /**
   * Ledgers (stocks, accounts) of which facts went into their opening row later than `no`, in order, at most `limit`: what
   * stores still have rows of. `arrival`: the highest that went.
   */
  rolledAfter(no: number, limit: number): readonly RolledAggregate[] {
    return this.#state.read(() => this.#state.window.rolledAfter(no, limit));
  }

  /** Whether the facts of an entry are still here to be read. */
  isHeld(chain: string, seq: number): boolean {
    return this.#state.read(() => this.#state.entries.isHeld(chain, seq));
  }

  /** What is gone of one key of a ledger; null: nothing. */
  openingRow(ledger: string, key: string): OpeningRow | null {
    return this.#state.read(() => this.#state.window.openingRow(ledger, key));
  }

  /**
   * Facts that came after their aggregate was dropped, or that an opening row cannot place, oldest first: kept and sent,
   * and a task for a person.
   */
  lateFacts(): readonly LateFact[] {
    return this.#state.read(() => this.#space.lateFacts());
  }

  /** What dropped aggregates added to a ledger, by key. */
  openingRows(ledger: string): readonly OpeningRow[] {
    return this.#state.read(() => this.#space.openingRows(ledger));
  }

  /** Whether nothing is known here but own chains in which nothing happened: it may begin with a snapshot. */
  get isFresh(): boolean {
    return this.#state.read(() => this.#space.isFresh);
  }

  /** Entries up to this arrival came with a snapshot: no effect of theirs is ours to make. 0 without one. */
  get snapshotArrival(): number {
    return this.#state.read(() => this.#space.snapshotArrival);
  }

  /**
   * The text (`zSnapshot`) of what a new till has to begin with: all that is here but settled aggregates, which are in
   * its opening rows, at the last heads that somebody stands for. The same knowledge gives the same text.
   */
  snapshot(): string {
    return this.#state.read(() => this.#space.snapshot());
  }

  /**
   * Begins this journal with a snapshot whose signature the caller has verified; `verifiedBy` is that key. One durable
   * transaction; then {@link onReplaced}. Without `now` it is the time of the own opening, which a fresh journal has just
   * written. Faults, with nothing changed: `exchange/bad-snapshot` and the field, `journal/not-fresh`.
   */
  installSnapshot(text: string, verifiedBy: string, now?: Instant): void {
    const at = now ?? this.after(this.lastArrival - 1, 1)[0]!.entry.at;
    this.#state.read(() => this.#space.install(text, verifiedBy, at));
    this.#recent.forget();
    this.#tell('replaced');
  }

  /** Moves the WAL into the file, when the till is idle, so that no sale pays for it. Never waits for a reader. */
  checkpoint(): void {
    this.#state.read(() => this.#state.db.pragma('wal_checkpoint(PASSIVE)'));
  }

  [Symbol.dispose](): void {
    this.#listeners.clear();
    this.#replacedListeners.clear();
    this.#droppedListeners.clear();
    this.#state[Symbol.dispose]();
    this.#lock[Symbol.dispose]();
  }

  get #own(): Chain {
    assert(this.#state.own !== null, 'an open journal has an own chain');
    return this.#state.own;
  }

  #arrived({ chain, entry: { hash, entry, isWritten }, arrival, suspense }: Stored): Arrived {
    const isDropped = this.#isDropped;
    const parts = { arrival, chain: chain.name, hash: blobToHash(Buffer.from(hash)), entry, isDropped };
    const isSuspended = suspense !== null;
    const { readEvent } = this.#state;
    if (isWritten && !isSuspended) return arrivedAsWritten(parts);
    return arrivedFrom({ ...parts, isSuspended, ...(readEvent === undefined ? {} : { read: readEvent }) });
  }

  #readRow(row: EntryRow): Arrived {
    return readRow(row, this.#isDropped, this.#state.readEvent);
  }

  /** A listener may append: what it makes is told after what it hears. */
  #tell(news: readonly Arrived[] | 'replaced'): void {
    this.#toTell.push(news);
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#toTell.shift(); next !== undefined; next = this.#toTell.shift()) {
        if (next === 'replaced') for (const listener of this.#replacedListeners) listener();
        else for (const listener of this.#listeners) listener(next);
      }
    } catch (cause) {
      throw new Defect('a listener of the journal threw', { cause });
    } finally {
      this.#isTelling = false;
    }
  }
}
