/** How far the journal reaches in one chain. */
export interface FeedHead {
  readonly tenant: string;
  /** The chain's name in lower-case hex. */
  readonly chain: string;
  /** Every entry from 1 to this one is there. */
  readonly seq: number;
  /** Another number after every change behind the head; 0 or absent: none yet. */
  readonly revision?: number;
  /** All changes of the chain behind its head, the oldest first; the last is `revision`. */
  readonly revisions?: readonly FeedRevision[];
}

/** A change of a chain behind its head: from `fromSeq` on other entries stand, or other ones are in suspense. */
export interface FeedRevision {
  readonly revision: number;
  readonly fromSeq: number;
}

/** The author's bytes as text. */
export interface FeedEntry {
  readonly seq: number;
  readonly text: string;
  /** Why the journal holds it in suspense (a leap of its clock): kept and shown, folded by nobody. */
  readonly suspense?: string;
}

/** The journal as a service follows it: what is there, the rest of one chain, and a nudge when something came. */
export interface Feed extends AsyncDisposable {
  heads(): Promise<readonly FeedHead[]>;
  /** At most `limit` entries behind `seq`, gapless and in order; fewer when they are large, at least one when there is one. */
  entriesAfter(tenant: string, chain: string, seq: number, limit: number): Promise<readonly FeedEntry[]>;
  /** Tells that something may have come. Hints may be lost, repeated or false. Answers how to stop listening. */
  onHint(listener: () => void): () => void;
}
