import {
  compareCanonical,
  type Event,
  type EventOf,
  readEvent,
  VersionsAnnounced,
} from '@beaveros/domain/journal';
import { OWN_TILLS_FACTS } from '@beaveros/domain/payment';
import type { Id, Instant } from '@beaveros/kit';
import { readRow } from './arrived.ts';
import { blobToId } from './blobs.ts';
import type { JournalState } from './journal-state.ts';
import type { EntryDraft, OpeningContext } from './own-chain.ts';
import { VERSIONS_BEFORE_ANNOUNCEMENT } from './versions-before-announcement.ts';

/** A till that nobody heard of for so long may wait for its upgrade. */
const SEEN_WITHIN_MS = 7 * 24 * 60 * 60_000;
/** A till that was not heard of for a week may count so much longer. */
const REMEMBERED_MS = 60_000;

/** Which event versions the tills of the store read, by what they announced. */
export class Versions {
  readonly #state: JournalState;
  readonly #context: OpeningContext;
  readonly #append: (draft: EntryDraft, now: Instant) => void;
  /** By `type/v`; as many as facts that decide makes. */
  readonly #readHere = new Map<string, boolean>();
  #others: {
    readonly sightings: number;
    readonly controls: JournalState['controls'];
    readonly chains: number;
    readonly at: Instant;
    readonly reads: ReadonlyMap<Id<'Terminal'>, ReadonlySet<string>>;
  } | null = null;

  constructor(
    state: JournalState,
    context: OpeningContext,
    append: (draft: EntryDraft, now: Instant) => void,
  ) {
    this.#state = state;
    this.#context = context;
    this.#append = append;
  }

  /** Says in the own chain what this build reads, unless it said so last. One entry at most; at every start. */
  announce(reads: Iterable<string>, now: Instant): void {
    const { terminal } = this.#context.identity;
    const sorted = [...new Set(reads)].sort();
    const said = this.#announcedBy(terminal);
    if (said !== null && said.size === sorted.length && sorted.every((version) => said.has(version))) return;
    const { newId, businessDate } = this.#context;
    const { type, v } = VersionsAnnounced;
    const events = [{ type, v, aggregate: terminal, body: { reads: sorted } }];
    const draft = {
      commandId: newId<'Command'>(),
      command: 'AnnounceVersions',
      actor: null,
      businessDate,
      events,
    };
    this.#append(draft, now);
  }

  /**
   * Whether this build, and every till of the store that was heard of in the last seven days, reads this version. What only
   * its own till decides on others need not read: a drawer is counted and closed beside an older till, too.
   */
  mayWrite(type: string, v: number, now: Instant): boolean {
    if (!this.#isReadHere(type, v)) return false;
    return OWN_TILLS_FACTS.has(type) || this.notReadBy(type, v, now).length === 0;
  }

  /**
   * The tills that were heard of in the last seven days (by our own wall clock) and have not announced that they read this
   * version; by id. Revoked ones do not count. One that never announced reads what the last build before that did.
   */
  notReadBy(type: string, v: number, now: Instant): readonly Id<'Terminal'>[] {
    const version = `${type}/${v}`;
    return [...this.#othersAt(now)].filter(([, reads]) => !reads.has(version)).map(([terminal]) => terminal);
  }

  /** The other tills that count now, and what each reads. Asked for each fact of each sale, so it is remembered. */
  #othersAt(now: Instant): ReadonlyMap<Id<'Terminal'>, ReadonlySet<string>> {
    const { controlRows, controls, announced } = this.#state;
    const { sightings } = controlRows;
    const chains = this.#state.all().length;
    const known = this.#others;
    const holds =
      known !== null &&
      known.sightings === sightings &&
      known.controls === controls &&
      known.chains === chains &&
      // Either way: a clock that went back asks anew, too.
      Math.abs(now - known.at) < REMEMBERED_MS &&
      // Forgotten when anybody announces.
      [...known.reads.keys()].every((terminal) => announced.has(terminal));
    if (holds) return known.reads;
    const reads = new Map(this.#seenAt(now).map((terminal) => [terminal, this.#readsOf(terminal)]));
    this.#others = { sightings, controls, chains, at: now, reads };
    return reads;
  }

  #seenAt(now: Instant): readonly Id<'Terminal'>[] {
    const state = this.#state;
    const { terminal: own } = this.#context.identity;
    return state
      .read(() => state.controlRows.seenSince(now - SEEN_WITHIN_MS))
      .map((blob) => blobToId(blob) as Id<'Terminal'>)
      .filter((terminal) => terminal !== own && !state.controls.isRevoked(terminal, this.#epochOf(terminal)));
  }

  /** A build reads what it reads: each version is tried once, because a body that breaks its schema costs 50 us. */
  #isReadHere(type: string, v: number): boolean {
    const version = `${type}/${v}`;
    const isRead = this.#readHere.get(version) ?? this.#tryToRead(type, v);
    this.#readHere.set(version, isRead);
    return isRead;
  }

  #tryToRead(type: string, v: number): boolean {
    const { readEvent: read = readEvent, identity } = this.#context;
    const probe = {
      id: identity.terminal,
      aggregate: identity.terminal,
      type,
      v,
      body: {},
    } as unknown as Event;
    return read(probe).kind !== 'parked';
  }

  #epochOf(terminal: string): number {
    return Math.max(0, ...this.#state.all().map((chain) => (chain.terminal === terminal ? chain.epoch : 0)));
  }

  #readsOf(terminal: Id<'Terminal'>): ReadonlySet<string> {
    return this.#announcedBy(terminal) ?? VERSIONS_BEFORE_ANNOUNCEMENT;
  }

  /** The last announcement of a terminal in canonical order; null: it never announced. */
  #announcedBy(terminal: Id<'Terminal'>): ReadonlySet<string> | null {
    const state = this.#state;
    const known = state.announced.get(terminal);
    if (known !== undefined) return known;
    const rows = state.read(() => state.entries.ofAggregate(terminal));
    const last = rows
      .flatMap((row) => readRow(row, () => false).recorded)
      .filter(({ event, header }) => event.type === VersionsAnnounced.type && header.terminal === terminal)
      .sort(compareCanonical)
      .at(-1);
    const reads =
      last === undefined ? null : new Set((last.event as EventOf<typeof VersionsAnnounced>).body.reads);
    state.announced.set(terminal, reads);
    return reads;
  }
}
