import {
  ChainOpened,
  type Draft,
  type Entry,
  type Event,
  readEvent,
  type SideRecord,
} from '@beaveros/domain/journal';
import { assert, type BusinessDate, type Id, type Instant, type NewId, type Random } from '@beaveros/kit';
import { type Head, NO_HASH, writeEntry } from '@beaveros/protocol/exchange';
import type { ReadEvent } from './arrived.ts';
import { blobToHash, nodeHash } from './blobs.ts';
import type { Chain, ChainFacts } from './chain-rows.ts';
import type { JournalIdentity } from './identity.ts';
import type { JournalState, Move, NewEntry } from './journal-state.ts';
import { strangeSide } from './side-rows.ts';

/** What a command hands to the journal. */
export interface EntryDraft {
  readonly commandId: Id<'Command'>;
  /** The command's name, never its body. */
  readonly command: string;
  readonly actor: Id<'User'> | null;
  readonly approver?: Id<'User'> | undefined;
  readonly businessDate: BusinessDate;
  readonly events: readonly Draft<Event>[];
  /** Personal data that the events refer to by hash. */
  readonly sides?: readonly SideRecord[];
  /** Counters whose next value the events use: advanced in the same transaction. */
  readonly counters?: readonly string[];
}

/** Who writes, and where its ids come from. */
export interface Author {
  readonly identity: JournalIdentity;
  readonly newId: NewId;
  /** What this build reads; the catalogue's reader unless an older build is played. */
  readonly readEvent?: ReadEvent | undefined;
}

/** The next entry of a chain, with its text and hash. An event that breaks its own schema is a defect. */
export function composeEntry(
  author: Author,
  draft: EntryDraft,
  place: {
    readonly chain: Chain;
    readonly clock: number;
    readonly at: Instant;
    /** It copies what another disk wrote. */
    readonly isBrought?: boolean;
    /** Its events are another entry's, as they are: an older build copies also what it does not read. */
    readonly isCopy?: boolean;
  },
): NewEntry {
  const { identity, newId, readEvent: read = readEvent } = author;
  const { chain, clock, at, isBrought = false, isCopy = false } = place;
  assert(draft.events.length > 0, `${draft.command} has no events`);
  const named = draft.events.map((event) => ({ ...event, id: event.id ?? newId<'Event'>() }));
  const events = isCopy ? named : named.map((event) => checkedEvent(event, read));
  const { sides = [] } = draft;
  const strange = strangeSide(events, sides);
  assert(strange === -1, `side record ${strange} of ${draft.command} is referred to by no event`);
  const entry: Entry = {
    chain: chain.headSeq === 0 ? '' : chain.name,
    seq: chain.headSeq + 1,
    clock,
    at,
    tenant: identity.tenant,
    store: identity.store,
    terminal: identity.terminal,
    epoch: identity.epoch,
    commandId: draft.commandId,
    command: draft.command,
    actor: draft.actor,
    ...(draft.approver === undefined ? {} : { approver: draft.approver }),
    businessDate: draft.businessDate,
    events,
  };
  const text = Buffer.from(writeEntry(entry), 'utf8');
  return {
    text,
    hash: nodeHash(chain.headHash, text),
    entry,
    isOwn: true,
    isWritten: !isCopy,
    isBrought,
    leap: null,
    sides,
  };
}

/** What we write is for ever: checked here, at 4 microseconds an event, rather than found by every reader. */
function checkedEvent(event: Event, read: ReadEvent): Event {
  const reading = read(event);
  assert(
    reading.kind === 'read',
    `${event.type}/${event.v} ${reading.kind === 'suspense' ? `breaks its schema at ${reading.field}` : 'is unknown'}`,
  );
  // It may have been handed in in an older version, for tills that read no newer: that is what is written.
  return reading.event.v === event.v ? reading.event : event;
}

export interface OpeningContext extends Author {
  readonly random: Random;
  readonly businessDate: BusinessDate;
  /** A receipt series known to have been used, beyond those of the chains that are here. */
  readonly seriesUsed?: number | undefined;
}

export interface Opened {
  readonly move: Move;
  readonly entry: NewEntry;
}

/**
 * Inside a transaction: opens a new own chain, the next series, and ends the one before. `follows` names the last
 * entry of the former chain that stands; `after` is a move of the same transaction. Memory moves by
 * {@link openedChain} after the commit.
 */
export function openChain(
  state: JournalState,
  context: OpeningContext,
  what: {
    readonly follows: Head | null;
    readonly now: Instant;
    readonly after?: Move;
    /** A series known to have been used, beyond those in the file. */
    readonly seriesUsed?: number;
    /** Series left out, so that two disks that open a chain at once do not meet again. */
    readonly seriesSkipped?: number;
  },
): Opened {
  const { identity, random } = context;
  const { follows, now, after, seriesUsed = 0, seriesSkipped = 0 } = what;
  const ownSeries = state.all().map((chain) => (chain.kind === 'own' ? chain.series : 0));
  const series = 1 + seriesSkipped + Math.max(seriesUsed, context.seriesUsed ?? 0, ...ownSeries);
  const facts: Omit<ChainFacts, 'name'> = {
    kind: 'own',
    terminal: identity.terminal,
    epoch: identity.epoch,
    publicKey: identity.signer.publicKey,
    certificate: identity.certificate,
    series,
  };
  const opening: EntryDraft = {
    commandId: context.newId<'Command'>(),
    command: 'OpenChain',
    actor: null,
    businessDate: context.businessDate,
    events: [
      {
        type: ChainOpened.type,
        v: ChainOpened.v,
        aggregate: identity.terminal,
        body: {
          tenant: identity.tenant,
          store: identity.store,
          terminal: identity.terminal,
          epoch: identity.epoch,
          nonce: blobToHash(Buffer.from(random.bytes(32))),
          publicKey: facts.publicKey,
          series,
          follows,
        },
      },
    ],
  };
  const blank: Chain = {
    row: 0,
    name: '',
    ...facts,
    isOpen: true,
    baseSeq: 0,
    headSeq: 0,
    headHash: Buffer.from(NO_HASH),
    clock: 0,
  };
  const clock = 1 + Math.max(state.clock, after?.clock ?? 0);
  const entry = composeEntry(context, opening, { chain: blank, clock, at: now });
  const chain = state.newChain({ ...facts, name: blobToHash(Buffer.from(entry.hash)) }, 0);
  state.makeOwn(chain);
  return { move: state.extend(chain, [entry], after), entry };
}

/** After the commit of {@link openChain}. */
export function openedChain(state: JournalState, move: Move): void {
  if (state.own !== null) state.own.isOpen = false;
  state.own = move.chain;
  state.moved(move);
}
