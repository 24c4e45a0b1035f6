import { createHash } from 'node:crypto';
import { EVENT_CATALOGUE } from '@beaveros/domain/journal';
import { type Clock, type Instant, isFault } from '@beaveros/kit';
import { type Head, type SnapshotPart, snapshotParts, snapshotToSign } from '@beaveros/protocol/exchange';
import {
  type Answer,
  type Batch,
  type ReadOutcome,
  type ReadRequest,
  RELAY_PAUSE_MS,
  type SessionOptions,
  type WholeSnapshot,
} from '@beaveros/sync/exchange';
import { isSignedBy, type Journal, type Signer } from '../../journal/index.ts';

/** What the exchange needs of a journal. */
export type ExchangeJournal = Pick<
  Journal,
  | 'ownChain'
  | 'heads'
  | 'hashAt'
  | 'batchAfter'
  | 'batchBeyond'
  | 'receive'
  | 'onArrival'
  | 'onReplaced'
  | 'byAggregate'
  | 'isFresh'
  | 'snapshot'
  | 'installSnapshot'
  | 'cloudHas'
>;

/** The keys around a snapshot: whose signature ours bears, and whose we take. Without them there are none. */
export interface SnapshotKeys {
  readonly signer: Signer;
  /** The tenant's key towards the cloud, the certificate's towards a till: Ed25519, 32 bytes, base64. */
  readonly theirPublicKey: string;
}

export interface JournalPorts {
  /** Faults of the journal are outcomes: a damaged entry stops its chain, not the exchange. */
  read(request: ReadRequest): ReadOutcome;
  /** Durable when it returns. A failing disk is a refusal that may be retried. */
  store(batch: Batch): { readonly answer: Answer; readonly head: Head | null };
  /** null: nothing to give, or nobody to sign it. */
  giveSnapshot(): readonly SnapshotPart[] | null;
  /** Verifies and installs; all heads afterwards, whether it was taken or not: entries bring what it did not. */
  takeSnapshot(snapshot: WholeSnapshot): readonly Head[];
  /** What the cloud confirmed. `life` is null where the other side is no cloud: nothing happens. */
  peerHas(heads: readonly Head[], life: string | null): void;
  /** What a session begins with. */
  sessionOptions(): SessionOptions;
}

/** A journal as one session of the exchange uses it: no socket, no timer. For links and for the simulator. */
export function journalPorts(journal: ExchangeJournal, clock: Clock, keys?: SnapshotKeys): JournalPorts {
  return {
    read: (request) => read(journal, request),
    store: (batch) => {
      const answer = store(journal, batch, clock);
      return { answer, head: headOf(journal, batch.chain) };
    },
    giveSnapshot: () => (keys === undefined ? null : giveSnapshot(journal, keys.signer)),
    takeSnapshot: (snapshot) => {
      if (keys !== undefined) takeSnapshot(journal, snapshot, { ...keys, now: clock.now() });
      return journal.heads();
    },
    peerHas: (heads, life) => {
      if (life === null) return;
      try {
        journal.cloudHas(heads, life, clock.now());
      } catch (error) {
        // It only says from when on space may be freed, and the cloud says it again.
        if (!isFault(error)) throw error;
      }
    },
    sessionOptions: () => ({
      own: new Set([journal.ownChain]),
      reads: [...EVENT_CATALOGUE.keys()],
      relayPauseMs: RELAY_PAUSE_MS,
      wantsSnapshot: keys !== undefined && journal.isFresh,
    }),
  };
}

export function headOf(journal: Pick<Journal, 'heads'>, chain: string): Head | null {
  return journal.heads().find((head) => head.chain === chain) ?? null;
}

function read(journal: ExchangeJournal, { chain, after, hash, isBranch, limits }: ReadRequest): ReadOutcome {
  try {
    const ours = after === 0 ? null : journal.hashAt(chain, after);
    if (ours !== null && hash !== null && ours !== hash) return { kind: 'differs', hash: ours };
    const batch = isBranch
      ? journal.batchBeyond(chain, after, limits)
      : journal.batchAfter(chain, after, limits);
    return batch === null ? { kind: 'nothing' } : { kind: 'batch', batch };
  } catch (error) {
    // The journal's own scrub reports and mends it.
    if (isFault(error)) return { kind: 'failed', code: error.code, retryable: error.retryable };
    throw error;
  }
}

function store(journal: ExchangeJournal, batch: Batch, clock: Clock): Answer {
  try {
    return journal.receive(batch, clock.now());
  } catch (error) {
    // The disk failed: nothing is stored, and the same bytes may be sent again.
    if (isFault(error)) {
      return { kind: 'refused', chain: batch.chain, code: error.code, field: '', retryable: true };
    }
    throw error;
  }
}

function giveSnapshot(journal: ExchangeJournal, signer: Signer): readonly SnapshotPart[] | null {
  let text: string;
  try {
    text = journal.snapshot();
  } catch (error) {
    // Entries alone will do.
    if (isFault(error)) return null;
    throw error;
  }
  const id = sha256Hex(text);
  const signature = Buffer.from(signer.sign(snapshotToSign(id))).toString('base64');
  return snapshotParts(text, { id, signature });
}

/** A snapshot that is not what was signed, or cannot be installed, is none: entries alone will do. */
function takeSnapshot(
  journal: ExchangeJournal,
  { id, text, signature }: WholeSnapshot,
  { theirPublicKey, now }: { readonly theirPublicKey: string; readonly now: Instant },
): void {
  if (sha256Hex(text) !== id || !isSignedBy(theirPublicKey, snapshotToSign(id), signature)) return;
  try {
    journal.installSnapshot(text, theirPublicKey, now);
  } catch (error) {
    // Meanwhile somebody else may have brought something; or it is not of our store.
    if (!isFault(error)) throw error;
  }
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
