import type { Instant } from '@beaveros/kit';
import type { EntriesMessage, ExchangeMessage, Head, HeadsMessage } from '@beaveros/protocol/exchange';

/**
 * The exchange: two journals tell each other "what have you, here is the rest, my heads now" until neither lacks
 * anything the other can give. One session is one side of one connection. Each side PUSHES what the other lacks, one
 * batch at a time, and answers each batch it gets with its heads. Till to till, till to cloud: the same machine.
 *
 *            | opened        | hello          | entries          | heads             | heads-moved | batch-read   | batch-stored | tick                | closed
 * -----------|---------------|----------------|------------------|-------------------|-------------|--------------|--------------|---------------------|-------
 *  idle      | hello,greeting| -              | -                | -                 | -           | -            | -            | -                   | closed
 *  greeting  | defect        | open, serve    | -                | -                 | remember    | -            | -            | late: close         | closed
 *  open      | defect        | merge, serve   | store, or - when | merge, judge the  | tell, serve | send, or     | answer with  | late answer: close; | closed
 *            |               |                | storing already  | answer, serve     |             | set aside    | heads, serve | pauses over: serve  |
 *  closed    | -             | -              | -                | -                 | -           | -            | -            | -                   | -
 *
 *  "serve": when nothing is being read or in flight, read the next batch of the next chain that the peer lacks, round
 *  robin. "-": ignored; a late callback and a repeated or overtaking message are no faults. An `entries` that comes
 *  while one is being stored is dropped: its sender gets no answer, closes and begins again from true heads.
 *
 * Invariants, each with its test in step.test.ts or convergence.test.ts:
 *  1. At most one batch is read or in flight in each direction ("has one batch in flight").
 *  2. What the peer has is known from the peer only, and grows; only a `gap` takes it back ("rewinds on a gap").
 *  3. No message may be trusted to arrive. A lost batch or answer closes the session after ANSWER_TIMEOUT_MS, and the
 *     next session begins with hellos ("converges over a network that loses, repeats and reorders").
 *  4. Any prefix of a batch may be stored; the answer says how far ("goes on after a stored prefix").
 *  5. A chain that forks, or is refused for good, is set aside for this session and reported once; others go on
 *     ("sets a forked chain aside").
 *  6. A retryable refusal pauses its chain only, doubling up to PAUSE_MAX_MS ("pauses a chain that may be retried").
 *  7. Chains take turns ("serves chains round robin").
 *  8. An author's own chain is never taken from others beyond what it has itself: that is a cloned or restored disk
 *     ("refuses its own chain from elsewhere").
 */
export interface Session {
  readonly phase: 'idle' | 'greeting' | 'open' | 'closed';
  readonly options: SessionOptions;
  /** When the phase began. */
  readonly since: Instant;
  /** How far this side has each chain. */
  readonly local: ReadonlyMap<string, Position>;
  /** How far the peer said it has each chain. */
  readonly peer: ReadonlyMap<string, Position>;
  /** Event versions (`type/v`) that the peer reads. */
  readonly peerReads: readonly string[];
  readonly sending: Sending;
  /** The batch of the peer that is being stored here. */
  readonly storing: Head | null;
  readonly lastServed: string;
  readonly pauses: ReadonlyMap<string, Pause>;
  /** Chains not served in this session any more. */
  readonly aside: ReadonlyMap<string, Alarm>;
  /** Chains of which the journal had no more to give when it stood at that seq. */
  readonly exhausted: ReadonlyMap<string, number>;
}

export interface SessionOptions {
  /** Chains written here: sent without pause, and never taken from elsewhere beyond what is here. */
  readonly own: ReadonlySet<string>;
  /** Event versions (`type/v`) this side reads. */
  readonly reads: readonly string[];
  /** How long others' entries wait before they are relayed: usually their author, or someone nearer, was faster. */
  readonly relayPauseMs: number;
}

/** `hash` is null where the peer named a seq only. */
export interface Position {
  readonly seq: number;
  readonly hash: string | null;
}

export type Sending =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reading'; readonly chain: string; readonly after: number }
  | {
      readonly kind: 'in-flight';
      readonly chain: string;
      readonly first: number;
      readonly last: number;
      readonly since: Instant;
    };

export interface Pause {
  readonly until: number;
  /** Retryable refusals in a row. */
  readonly refusals: number;
  /** Gaps in a row. */
  readonly gaps: number;
}

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

export type ReadOutcome =
  | { readonly kind: 'batch'; readonly batch: Batch }
  /** Nothing that a signed head covers, yet. */
  | { readonly kind: 'nothing' }
  /** The peer's entry at that seq is not ours. `hash` is ours. */
  | { readonly kind: 'differs'; readonly hash: string }
  | { readonly kind: 'failed'; readonly code: string };

export type Input =
  | { readonly kind: 'opened'; readonly heads: readonly Head[] }
  | { readonly kind: 'message'; readonly message: ExchangeMessage }
  /** The journal grew here. Only the heads that moved, or all. */
  | { readonly kind: 'heads-moved'; readonly heads: readonly Head[] }
  | { readonly kind: 'batch-read'; readonly chain: string; readonly outcome: ReadOutcome }
  /** `head` is that chain's, as it is now; null when it is unknown here. */
  | { readonly kind: 'batch-stored'; readonly answer: Answer; readonly head: Head | null }
  | { readonly kind: 'tick' }
  | { readonly kind: 'closed' };

export type Effect =
  | { readonly kind: 'send'; readonly message: ExchangeMessage }
  /** Read a batch of `chain` that begins after `after`, whose hash on the peer is `hash`; answer with `batch-read`. */
  | { readonly kind: 'read'; readonly chain: string; readonly after: number; readonly hash: string | null }
  /** Verify and store; answer with `batch-stored`. */
  | { readonly kind: 'store'; readonly batch: Batch }
  | { readonly kind: 'alarm'; readonly alarm: Alarm }
  | { readonly kind: 'close'; readonly code: CloseCode };

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
/** Long enough that an author's own push and the peer's heads arrive first on a LAN; short enough that nobody waits. */
export const RELAY_PAUSE_MS = 50;

export function newSession(options: SessionOptions, now: Instant): Session {
  return {
    phase: 'idle',
    options,
    since: now,
    local: new Map(),
    peer: new Map(),
    peerReads: [],
    sending: { kind: 'nothing' },
    storing: null,
    lastServed: '',
    pauses: new Map(),
    aside: new Map(),
    exhausted: new Map(),
  };
}

/** When the session wants its next `tick`; null when only an input can move it. */
export function wakeAt(session: Session): number | null {
  if (session.phase === 'greeting') return session.since + HELLO_TIMEOUT_MS;
  if (session.phase !== 'open') return null;
  if (session.sending.kind === 'in-flight') return session.sending.since + ANSWER_TIMEOUT_MS;
  if (session.sending.kind === 'reading') return null;
  let earliest: number | null = null;
  for (const [chain, { until }] of session.pauses) {
    if (lacks(session, chain) && (earliest === null || until < earliest)) earliest = until;
  }
  return earliest;
}

/** Whether the peer lacks entries of that chain which may be sent in this session. Pauses are not looked at. */
export function lacks(session: Session, chain: string): boolean {
  const here = session.local.get(chain)?.seq ?? 0;
  return (
    here > (session.peer.get(chain)?.seq ?? 0) &&
    !session.aside.has(chain) &&
    session.exhausted.get(chain) !== here
  );
}
