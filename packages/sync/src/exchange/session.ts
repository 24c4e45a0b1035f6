import type { Id, Instant } from '@beaveros/kit';
import {
  type Ask,
  ASK_TIMEOUT_MS,
  type AskAnswer,
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  type EntriesMessage,
  type ExchangeMessage,
  type Head,
  type HeadsMessage,
  type SnapshotPart,
} from '@beaveros/protocol/exchange';

/**
 * The exchange: two journals tell each other "what have you, here is the rest, my heads now" until neither lacks
 * anything the other can give. One session is one side of one connection. Each side PUSHES what the other lacks, one
 * batch at a time, and answers each batch it gets with its heads. Till to till, till to cloud: the same machine.
 *
 *            | opened         | hello          | entries          | heads             | snapshot        | heads-moved
 * -----------|----------------|----------------|------------------|-------------------|-----------------|------------
 *  idle      | (hello)greeting| -              | -                | -                 | -               | -
 *  greeting  | defect         | (hello) open,  | -                | -                 | -               | remember
 *            |                | give or serve  |                  |                   |                 |
 *  open      | defect         | merge, serve   | store, or - when | merge, judge the  | gather; whole:  | tell, serve
 *            |                |                | storing already  | answer, serve     | take            |
 *  closed    | -              | -              | -                | -                 | -               | -
 *
 *            | batch-read     | batch-stored      | snapshot-made     | snapshot-taken | tick                 | closed
 * -----------|----------------|-------------------|-------------------|----------------|----------------------|-------
 *  idle      | -              | -                 | -                 | -              | -                    | closed
 *  greeting  | -              | -                 | -                 | -              | late: close          | closed
 *  open      | send, branch   | answer with heads,| send; none: serve | tell heads     | late answer: close;  | closed
 *            | or set aside   | branch, serve     |                   |                | pauses over: serve   |
 *  closed    | -              | -                 | -                 | -              | -                    | -
 *
 *            | ask                  | ask-judged       | asked by the peer | answered by the peer | tick            | closed
 * -----------|----------------------|------------------|-------------------|----------------------|-----------------|-------
 *  open      | ask the peer, or no  | answer the peer  | judge, once; too  | tell who asked       | late: no answer | no
 *            | answer at once       |                  | many: unable      |                      |                 | answer
 *  others    | no answer            | forget           | -                 | -                    | -               | no answer
 *
 *  Asks (design section 3) go beside all that, till to till: they wait for no batch and no batch for them.
 *
 *  "serve": when nothing is being read or in flight and no snapshot is on its way, read the next batch of the next chain
 *  that the peer lacks, round robin. "-": ignored; a late callback and a repeated or overtaking message are no faults. An
 *  `entries` that comes while one is being stored is dropped: its sender gets no answer, closes and begins again from true
 *  heads. The side that was dialled greets second, in the version it heard.
 *
 * Branches. Where the two journals let different branches of a chain stand, each needs the other's bytes too. Whoever
 * learns of it (equal heads with different hashes, a read that `differs`, an answer `aside` or `fork`, a batch that the
 * own journal kept aside) sends its own branch: from before the fork point, which nobody knows. So it begins 17 entries
 * back, and twice as far at each `fork`, until the batch attaches; then it goes on behind each `aside` to its head. Bodies
 * that are gone on the way (the window: the cloud confirmed them, so they are of its branch too) are left out. Which branch stands is the journal's to say (branch.ts); when that changes, the driver ends the session and begins anew. A
 * branch that stands at nobody who is left is known only to those who keep it aside. Its author's till must copy it, so
 * it is offered to that till (`branches-kept`, `branch-read`), once, when nothing else is to be sent.
 *
 * Invariants, each with its test in step.test.ts or convergence.test.ts:
 *  1. At most one batch is in flight in each direction, while the next is read ("has one batch in flight", "reads
 *     ahead").
 *  2. What the peer has is known from the peer only, and grows; only a `gap` takes it back ("rewinds on a gap").
 *  3. No message may be trusted to arrive. A lost batch or answer closes the session after ANSWER_TIMEOUT_MS, and the
 *     next session begins with hellos ("converges over a network that loses, repeats and reorders").
 *  4. Any prefix of a batch may be stored; the answer says how far ("goes on after a stored prefix").
 *  5. Of a forked chain each side gets the other's branch, back to the fork point; it is reported once, and others go on
 *     ("sends its branch", "both branches reach everybody"). A chain that is refused for good is set aside for this
 *     session and reported once ("sets a chain aside").
 *  6. A retryable refusal pauses its chain only, doubling up to PAUSE_MAX_MS ("pauses a chain that may be retried").
 *  7. Chains take turns ("serves chains round robin").
 *  8. An author's own chain is taken from others like any other, and reported once: it is a restored or cloned disk, and
 *     the journal opens a new chain ("hands its own chain from elsewhere to the journal").
 *  9. A batch that is too large is halved, down to one entry ("halves what is too large").
 * 10. To a peer of version 1 only messages of version 1 are sent ("speaks version 1 to a peer of version 1").
 * 11. A snapshot is a wish: without one, or when it is lost or refused, entries alone bring everything ("gives a
 *     snapshot first", "goes on without a snapshot").
 * 12. Every ask is told one outcome, within ASK_TIMEOUT_MS of its sending, whatever the peer or the line does; at most
 *     ASKS_IN_FLIGHT_MAX wait on each side (ask-steps.test.ts).
 */
export interface Session {
  readonly phase: 'idle' | 'greeting' | 'open' | 'closed';
  readonly options: SessionOptions;
  /** When the phase began. */
  readonly since: Instant;
  /** The version spoken: what the peer said, once it did. */
  readonly speaks: 1 | 2;
  /** How far this side has each chain. */
  readonly local: ReadonlyMap<string, Position>;
  /** How far the peer said it has each chain: of the branch that stands there. */
  readonly peer: ReadonlyMap<string, Position>;
  /** Event versions (`type/v`) that the peer reads. */
  readonly peerReads: readonly string[];
  /** Which life the peer's database lives; null: it is a till, or did not say. */
  readonly peerLife: string | null;
  readonly sending: Sending;
  readonly ahead: Ahead;
  /** What is being stored here. */
  readonly storing: Storing | null;
  readonly lastServed: string;
  readonly pauses: ReadonlyMap<string, Pause>;
  /** Chains not served in this session any more. */
  readonly stopped: ReadonlySet<string>;
  /** Chains of which another branch stands at the peer. */
  readonly branches: ReadonlyMap<string, Branch>;
  /** Chains of which the journal had no more to give when it stood at that seq. */
  readonly exhausted: ReadonlyMap<string, number>;
  /** Entries of a batch, of chains whose batches were too large. */
  readonly entriesMax: ReadonlyMap<string, number>;
  /** What was reported: `kind chain`. */
  readonly alarmed: ReadonlySet<string>;
  readonly giving: Giving;
  readonly taking: Taking;
  /** Branches kept aside here that the peer's author has to know: where each run of them ends, in order. */
  readonly offers: readonly Head[];
  /** Runs that the peer has taken, by {@link nameOf}. */
  readonly taken: ReadonlySet<string>;
  /** What this side asked, by the asking command, and when. */
  readonly asked: ReadonlyMap<Id<'Command'>, Instant>;
  /** What the peer asked and nobody has judged yet. */
  readonly judging: ReadonlySet<Id<'Command'>>;
}

export interface SessionOptions {
  /** Chains written here: sent without pause. */
  readonly own: ReadonlySet<string>;
  /** Event versions (`type/v`) this side reads. */
  readonly reads: readonly string[];
  /** How long others' entries wait before they are relayed: usually their author, or someone nearer, was faster. */
  readonly relayPauseMs: number;
  /** The version to speak, unless the peer's is lower; 2. */
  readonly version?: 1 | 2;
  /** `second`: the side that was dialled, so that it can answer an older peer in its version. */
  readonly greets?: 'first' | 'second';
  /** The cloud's: new after each restore. */
  readonly life?: string | null;
  /** Nothing is known here yet: a snapshot is welcome. */
  readonly wantsSnapshot?: boolean;
  /** Says in the hello that asks are answered here. */
  readonly answersAsks?: boolean;
  /** Entries of a batch to begin with: fewer after a session that ended without an answer. */
  readonly entriesMax?: number;
}

/** `hash` is null where the peer named a seq only. */
export interface Position {
  readonly seq: number;
  readonly hash: string | null;
}

export type Sending =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reading'; readonly chain: string; readonly after: number }
  | { readonly kind: 'reading-branch'; readonly offer: Head }
  | {
      readonly kind: 'in-flight';
      readonly chain: string;
      readonly first: number;
      readonly last: number;
      readonly since: Instant;
      /** What is sent stands aside here, and ends at this head. */
      readonly offer: Head | null;
    };

/** The batch behind the one in flight, read while the peer stores that one. Of no use when the answer says otherwise. */
export type Ahead =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reading'; readonly chain: string; readonly after: number }
  /** null: there was none. */
  | {
      readonly kind: 'read';
      readonly chain: string;
      readonly after: number;
      readonly outcome: ReadOutcome | null;
    };

export interface Storing {
  /** The head the batch ends at. */
  readonly head: Head;
  readonly first: number;
}

/** How far the peer has our branch, as far as we know; and how often it could not attach what we sent. */
export interface Branch {
  readonly after: number;
  readonly rewinds: number;
}

export interface Pause {
  readonly until: number;
  /** Retryable refusals in a row. */
  readonly refusals: number;
  /** Gaps in a row. */
  readonly gaps: number;
}

/** A snapshot for the peer. `given`: sent, and until the peer's next `heads` no entries follow it. */
export type Giving =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'making' }
  | { readonly kind: 'given'; readonly until: number };

/** A snapshot from the peer, as far as its parts have come. */
export type Taking =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'gathering'; readonly id: string; readonly texts: readonly string[] }
  | { readonly kind: 'installing' }
  | { readonly kind: 'done' };

/** What came of an ask; without an answer the asker goes by its offline limits. */
export type AskOutcome =
  | Exclude<AskAnswer, { readonly kind: 'unable' }>
  | { readonly kind: 'no-answer'; readonly why: 'not-reached' | 'timed-out' | 'unable' | 'too-many' };

/** What a person or a log must hear of. */
export type Alarm =
  /** Two different entries have this place. `hash` is the one on the other side, where it is known. */
  | { readonly kind: 'fork'; readonly chain: string; readonly seq: number; readonly hash: string | null }
  /** Our own chain goes on elsewhere: this disk was restored or cloned. */
  | { readonly kind: 'own-chain-ahead'; readonly chain: string; readonly seq: number }
  /** The peer will not take this chain from us. */
  | { readonly kind: 'refused'; readonly chain: string; readonly code: string; readonly field: string }
  /** We will not take what the peer sent. */
  | { readonly kind: 'refused-here'; readonly chain: string; readonly code: string; readonly field: string }
  /** The journal here cannot give the chain. */
  | { readonly kind: 'unreadable'; readonly chain: string; readonly code: string };

export type Batch = Omit<EntriesMessage, 'm'>;
export type Answer = Exclude<HeadsMessage['answer'], null>;

/** What one batch may hold. At least one entry, or one run up to a signed head, is given even beyond it. */
export interface BatchLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** What to read: entries of `chain` behind `after`, whose hash on the peer is `hash` (null: not to be compared). */
export interface ReadRequest {
  readonly chain: string;
  readonly after: number;
  readonly hash: string | null;
  /** Of our branch of a forked chain: where `after` is a guess, so that what is not here right behind it is left out. */
  readonly isBranch: boolean;
  readonly limits: BatchLimits;
}

export type ReadOutcome =
  | { readonly kind: 'batch'; readonly batch: Batch }
  /** Nothing that a signed head covers, yet. */
  | { readonly kind: 'nothing' }
  /** The peer's entry at that seq is not ours. `hash` is ours. */
  | { readonly kind: 'differs'; readonly hash: string }
  /** `retryable`: asked again after a pause; otherwise the chain is set aside. */
  | { readonly kind: 'failed'; readonly code: string; readonly retryable?: boolean };

export type Input =
  | { readonly kind: 'opened'; readonly heads: readonly Head[] }
  | { readonly kind: 'message'; readonly message: ExchangeMessage }
  /** The journal grew here. Only the heads that moved, or all. */
  | { readonly kind: 'heads-moved'; readonly heads: readonly Head[] }
  | { readonly kind: 'batch-read'; readonly chain: string; readonly outcome: ReadOutcome }
  /** `head` is that chain's, as it is now; null when it is unknown here. */
  | {
      readonly kind: 'ahead-read';
      readonly chain: string;
      readonly after: number;
      readonly outcome: ReadOutcome;
    }
  /** Runs kept aside that the peer's own till has to know: where each ends, in order. Known ones change nothing. */
  | { readonly kind: 'branches-kept'; readonly ends: readonly Head[] }
  /** null: it is there no more. */
  | { readonly kind: 'branch-read'; readonly batch: Batch | null }
  | { readonly kind: 'batch-stored'; readonly answer: Answer; readonly head: Head | null }
  /** null: there is none to give. */
  | { readonly kind: 'snapshot-made'; readonly parts: readonly SnapshotPart[] | null }
  /** Installed or not: all heads as they are now. */
  | { readonly kind: 'snapshot-taken'; readonly heads: readonly Head[] }
  /** A command here asks the peer. */
  | { readonly kind: 'ask'; readonly id: Id<'Command'>; readonly ask: Ask }
  /** What came of an ask of the peer's. */
  | { readonly kind: 'ask-judged'; readonly id: Id<'Command'>; readonly answer: AskAnswer }
  | { readonly kind: 'tick' }
  | { readonly kind: 'closed' };

export type Effect =
  | { readonly kind: 'send'; readonly message: ExchangeMessage }
  /** Read a batch; answer with `batch-read`. */
  | { readonly kind: 'read'; readonly request: ReadRequest }
  /** Read a batch that is probably the next one; answer with `ahead-read`. */
  | { readonly kind: 'read-ahead'; readonly request: ReadRequest }
  /** Read the run kept aside that ends there; answer with `branch-read`. */
  | { readonly kind: 'read-branch'; readonly end: Head }
  /** Verify and store; answer with `batch-stored`. */
  | { readonly kind: 'store'; readonly batch: Batch }
  /** The peer holds these durably, by its own word; `life` is its database's. */
  | { readonly kind: 'peer-has'; readonly heads: readonly Head[]; readonly life: string | null }
  /** Make a snapshot for a peer that knows nothing; answer with `snapshot-made`. */
  | { readonly kind: 'give-snapshot' }
  /** Verify and install; answer with `snapshot-taken`. */
  | { readonly kind: 'take-snapshot'; readonly snapshot: WholeSnapshot }
  /** The peer asks: judge it, durable before `ask-judged`. */
  | { readonly kind: 'judge-ask'; readonly id: Id<'Command'>; readonly ask: Ask }
  /** What came of an ask of ours. */
  | { readonly kind: 'ask-answered'; readonly id: Id<'Command'>; readonly outcome: AskOutcome }
  | { readonly kind: 'alarm'; readonly alarm: Alarm }
  | { readonly kind: 'close'; readonly code: CloseCode };

/** All parts of a snapshot together; whether the hash and the signature are right is not judged yet. */
export interface WholeSnapshot {
  readonly id: string;
  readonly text: string;
  readonly signature: string;
}

export type CloseCode = 'exchange/no-hello' | 'exchange/no-answer';

/** A peer that has not said hello by then is not one of ours, or hangs. */
export const HELLO_TIMEOUT_MS = 10_000;
/** 4 MiB over a poor line (1 Mbit/s) take 34 s, storing them a second. */
export const ANSWER_TIMEOUT_MS = 60_000;
/** First pause after a retryable refusal; doubles. */
export const PAUSE_FIRST_MS = 250;
export const PAUSE_MAX_MS = 30_000;
/** More gaps in a row than a race can explain: the peer contradicts itself. */
export const GAPS_MAX = 5;
/** How far before the place in question a branch begins to be sent; doubles. A disk is rarely restored a day old. */
export const REWIND_ENTRIES = 16;
/** 16 * 2^20 entries: no chain is longer. */
export const REWINDS_MAX = 20;
/** Long enough that an author's own push and the peer's heads arrive first on a LAN; short enough that nobody waits. */
export const RELAY_PAUSE_MS = 50;

export function newSession(options: SessionOptions, now: Instant): Session {
  return {
    phase: 'idle',
    options,
    since: now,
    speaks: options.version ?? 2,
    local: new Map(),
    peer: new Map(),
    peerReads: [],
    peerLife: null,
    sending: { kind: 'nothing' },
    ahead: { kind: 'nothing' },
    storing: null,
    lastServed: '',
    pauses: new Map(),
    stopped: new Set(),
    branches: new Map(),
    exhausted: new Map(),
    entriesMax: new Map(),
    alarmed: new Set(),
    giving: { kind: 'nothing' },
    taking: { kind: 'nothing' },
    offers: [],
    taken: new Set(),
    asked: new Map(),
    judging: new Set(),
  };
}

/** The name of an entry, by its place and hash. */
export function nameOf({ chain, seq, hash }: Head): string {
  return `${chain}/${seq}/${hash}`;
}

/** When the session wants its next `tick`; null when only an input can move it. */
export function wakeAt(session: Session): number | null {
  const [exchange, asks] = [exchangeWakesAt(session), asksEndAt(session)];
  if (exchange === null || asks === null) return exchange ?? asks;
  return Math.min(exchange, asks);
}

/** When the first ask is given up; null: none waits. */
function asksEndAt({ asked }: Session): number | null {
  return asked.size === 0 ? null : Math.min(...asked.values()) + ASK_TIMEOUT_MS;
}

function exchangeWakesAt(session: Session): number | null {
  const { phase, since, sending, giving } = session;
  if (phase === 'greeting') return since + HELLO_TIMEOUT_MS;
  if (phase !== 'open') return null;
  if (giving.kind === 'given') return giving.until;
  if (giving.kind === 'making') return null;
  if (sending.kind === 'in-flight') return sending.since + ANSWER_TIMEOUT_MS;
  if (sending.kind !== 'nothing') return null;
  let earliest: number | null = null;
  for (const [chain, { until }] of session.pauses) {
    const isWaiting = lacks(session, chain) || session.offers[0]?.chain === chain;
    if (isWaiting && (earliest === null || until < earliest)) earliest = until;
  }
  return earliest;
}

/** Whether the peer lacks entries of that chain which may be sent in this session. Pauses are not looked at. */
export function lacks(session: Session, chain: string): boolean {
  const here = session.local.get(chain)?.seq ?? 0;
  const there = session.branches.get(chain)?.after ?? session.peer.get(chain)?.seq ?? 0;
  return here > there && !session.stopped.has(chain) && session.exhausted.get(chain) !== here;
}

export function limitsOf({ options, entriesMax }: Session, chain: string): BatchLimits {
  const entries = entriesMax.get(chain) ?? options.entriesMax ?? BATCH_ENTRIES_MAX;
  return { entries: Math.max(1, Math.min(entries, BATCH_ENTRIES_MAX)), bytes: BATCH_BYTES_MAX };
}
