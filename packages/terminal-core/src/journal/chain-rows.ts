import type { Id } from '@beaveros/kit';
import type { BatchHead, Certificate, Head } from '@beaveros/protocol/exchange';
import type { Database } from 'better-sqlite3';
import { blobToHash, blobToId, hashToBlob, idToBlob } from './blobs.ts';

export type ChainKind = 'own' | 'terminal' | 'store';

/** What names and judges a chain. Never changes once its opening is stored. */
export interface ChainFacts {
  readonly name: string;
  /** `own`: this till's, past ones too. `store`: the store's back-office chain. */
  readonly kind: ChainKind;
  readonly terminal: Id<'Terminal'> | null;
  readonly epoch: number;
  /** Ed25519, 32 bytes, base64. */
  readonly publicKey: string;
  /** null on back-office chains. */
  readonly certificate: Certificate | null;
  readonly series: number;
}

/** A chain as the journal holds it in memory; the last four move after each commit, never before. */
export interface Chain extends ChainFacts {
  readonly row: number;
  /** Entries up to here came as a snapshot, and most of them are not here; 0: it is held from its opening on. */
  readonly baseSeq: number;
  isOpen: boolean;
  headSeq: number;
  headHash: Buffer;
  /** The highest clock accepted in it; entries in suspense do not count. */
  clock: number;
}

export function headOf(chain: Chain): Head {
  return { chain: chain.name, seq: chain.headSeq, hash: blobToHash(chain.headHash) };
}

/** Entries of one run between two stored signed heads: small enough for any batch of a peer. */
const THIN_ENTRIES = 100;
const THIN_BYTES = 256 * 1024;

/** The tables `chains` and `signed_heads`. */
export class ChainRows {
  readonly #db: Database;
  readonly #insert;
  readonly #setClock;
  readonly #end;
  readonly #resume;
  readonly #marks;
  readonly #setVerified;
  readonly #setScrubbed;
  readonly #insertHead;
  readonly #headsBack;
  readonly #bytesBetween;
  readonly #deleteHead;
  readonly #lastHeadUpTo;
  readonly #firstHeadAfter;
  readonly #signatureAt;
  readonly #isBase;

  constructor(db: Database) {
    this.#db = db;
    this.#insert = db.prepare(
      `INSERT INTO chains (name, kind, terminal, epoch, public_key, certificate_text, certificate_signature, series,
         status, clock, verified_seq, scrubbed_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, 0, 0)`,
    );
    this.#setClock = db.prepare('UPDATE chains SET clock = ? WHERE id = ?');
    this.#end = db.prepare(`UPDATE chains SET status = 'ended' WHERE id = ?`);
    this.#resume = db.prepare(`UPDATE chains SET status = 'open' WHERE id = ?`);
    this.#marks = db.prepare(
      'SELECT verified_seq AS verified, scrubbed_seq AS scrubbed FROM chains WHERE id = ?',
    );
    this.#setVerified = db.prepare('UPDATE chains SET verified_seq = ? WHERE id = ?');
    this.#setScrubbed = db.prepare('UPDATE chains SET scrubbed_seq = ? WHERE id = ?');
    this.#insertHead = db.prepare(
      'INSERT OR REPLACE INTO signed_heads (chain, seq, signature) VALUES (?, ?, ?)',
    );
    this.#headsBack = db
      .prepare('SELECT seq FROM signed_heads WHERE chain = ? AND seq < ? ORDER BY seq DESC LIMIT 2')
      .pluck();
    this.#bytesBetween = db
      .prepare('SELECT coalesce(sum(length(text)), 0) FROM entries WHERE chain = ? AND seq > ? AND seq <= ?')
      .pluck();
    this.#deleteHead = db.prepare('DELETE FROM signed_heads WHERE chain = ? AND seq = ?');
    const head = 'SELECT h.seq, e.hash, h.signature FROM signed_heads h JOIN entries e USING (chain, seq)';
    this.#lastHeadUpTo = db.prepare(
      `${head} WHERE h.chain = ? AND h.seq > ? AND h.seq <= ? ORDER BY h.seq DESC LIMIT 1`,
    );
    this.#signatureAt = db.prepare('SELECT signature FROM signed_heads WHERE chain = ? AND seq = ?').pluck();
    this.#isBase = db.prepare('SELECT 1 FROM chains WHERE id = ? AND base_seq = ?').pluck();
    this.#firstHeadAfter = db.prepare(`${head} WHERE h.chain = ? AND h.seq > ? ORDER BY h.seq LIMIT 1`);
  }

  /** The rows of the table and the seq of each chain's head; 0 where it has none. */
  all(): readonly (ChainRow & { readonly head_seq: number })[] {
    return this.#db
      .prepare(
        `SELECT *, max(base_seq, (SELECT coalesce(max(seq), 0) FROM entries WHERE chain = chains.id)) AS head_seq
           FROM chains ORDER BY id`,
      )
      .all() as (ChainRow & { readonly head_seq: number })[];
  }

  /** Stores a chain that has no entries yet; its opening follows in the same transaction. */
  insert(facts: ChainFacts, clock: number): number {
    const { name, kind, terminal, epoch, publicKey, certificate, series } = facts;
    return Number(
      this.#insert.run(
        hashToBlob(name),
        kind,
        terminal === null ? null : idToBlob(terminal),
        epoch,
        Buffer.from(publicKey, 'base64'),
        certificate?.text ?? null,
        certificate?.signature ?? null,
        series,
        clock,
      ).lastInsertRowid,
    );
  }

  /** What came before is not held here: the chain begins behind a snapshot. */
  setBase(row: number, { seq, hash }: { readonly seq: number; readonly hash: string }): void {
    this.#db
      .prepare('UPDATE chains SET base_seq = ?, base_hash = ? WHERE id = ?')
      .run(seq, hashToBlob(hash), row);
  }

  /** How many entries up to the base have no row here. */
  notHere({ row, baseSeq }: Pick<Chain, 'row' | 'baseSeq'>): number {
    if (baseSeq === 0) return 0;
    const held = this.#db
      .prepare('SELECT count(*) FROM entries WHERE chain = ? AND seq <= ?')
      .pluck()
      .get(row, baseSeq);
    return baseSeq - Number(held);
  }

  setClock(row: number, clock: number): void {
    this.#setClock.run(clock, row);
  }

  /** Nothing is appended to it any more. */
  end(row: number): void {
    this.#end.run(row);
  }

  resume(row: number): void {
    this.#resume.run(row);
  }

  /** Its entries end at `seq` again: what was read back or signed behind it is not there any more. */
  cutBack(row: number, { seq, clock }: { readonly seq: number; readonly clock: number }): void {
    this.#db
      .prepare(
        'UPDATE chains SET verified_seq = min(verified_seq, ?), scrubbed_seq = min(scrubbed_seq, ?), clock = ? WHERE id = ?',
      )
      .run(seq, seq, clock, row);
    for (const table of ['signed_heads', 'acks'])
      this.#db.prepare(`DELETE FROM ${table} WHERE chain = ? AND seq > ?`).run(row, seq);
  }

  hasHead(row: number, seq: number): boolean {
    return (
      this.#db.prepare('SELECT 1 FROM signed_heads WHERE chain = ? AND seq = ?').get(row, seq) !== undefined
    );
  }

  /** What vouches for places behind `seq`: signatures, or '' for a `TailVouched`. */
  headsBeyond(row: number, seq: number): readonly { readonly seq: number; readonly signature: string }[] {
    return this.#db
      .prepare('SELECT seq, signature FROM signed_heads WHERE chain = ? AND seq > ? ORDER BY seq')
      .all(row, seq) as { seq: number; signature: string }[];
  }

  /** How far its entries were read back: at open, and in the scrub's present round. */
  marks(row: number): { readonly verified: number; readonly scrubbed: number } {
    return this.#marks.get(row) as { verified: number; scrubbed: number };
  }

  setVerifiedSeq(row: number, seq: number): void {
    this.#setVerified.run(seq, row);
  }

  setScrubbedSeq(row: number, seq: number): void {
    this.#setScrubbed.run(seq, row);
  }

  /**
   * Keeps a head its author signed. Where the one before is not needed to cut small batches, it is dropped, so that a
   * till that hears every entry by itself does not keep a signature for each. A base's stays: it alone says what the base is.
   */
  keepHead(row: number, seq: number, signature: string): void {
    this.#insertHead.run(row, seq, signature);
    const [previous, beforeIt = 0] = this.#headsBack.all(row, seq) as number[];
    if (
      previous === undefined ||
      seq - beforeIt > THIN_ENTRIES ||
      this.#isBase.get(row, previous) !== undefined
    )
      return;
    if (Number(this.#bytesBetween.get(row, beforeIt, seq)) <= THIN_BYTES) this.#deleteHead.run(row, previous);
  }

  /** The last stored signed head in (after, upTo]. */
  lastSignedHead(chain: Chain, after: number, upTo: number): BatchHead | null {
    return asSigned(chain, this.#lastHeadUpTo.get(chain.row, after, upTo) as HeadRow | undefined);
  }

  /** The stored signature of a head, whether or not its entry is here. */
  signatureAt(row: number, seq: number): string | null {
    return (this.#signatureAt.get(row, seq) as string | undefined) ?? null;
  }

  /** The first stored signed head beyond `after`. */
  firstSignedHead(chain: Chain, after: number): BatchHead | null {
    return asSigned(chain, this.#firstHeadAfter.get(chain.row, after) as HeadRow | undefined);
  }
}

export interface ChainRow {
  readonly id: number;
  readonly name: Buffer;
  readonly kind: ChainKind;
  readonly terminal: Buffer | null;
  readonly epoch: number;
  readonly public_key: Buffer;
  readonly certificate_text: string | null;
  readonly certificate_signature: string | null;
  readonly series: number;
  readonly status: 'open' | 'ended';
  readonly clock: number;
  readonly base_seq: number;
  readonly base_hash: Buffer | null;
}

interface HeadRow {
  readonly seq: number;
  readonly hash: Buffer;
  readonly signature: string;
}

/** A row of `chains`. */
export function readChainFacts(row: ChainRow): ChainFacts {
  return {
    name: blobToHash(row.name),
    kind: row.kind,
    terminal: row.terminal === null ? null : (blobToId(row.terminal) as Id<'Terminal'>),
    epoch: row.epoch,
    publicKey: row.public_key.toString('base64'),
    certificate:
      row.certificate_text === null || row.certificate_signature === null
        ? null
        : { text: row.certificate_text, signature: row.certificate_signature },
    series: row.series,
  };
}

function asSigned(chain: Chain, row: HeadRow | undefined): BatchHead | null {
  if (row === undefined) return null;
  // '': a `TailVouched` stands for the signature.
  const signature = row.signature === '' ? null : row.signature;
  return { chain: chain.name, seq: row.seq, hash: blobToHash(row.hash), signature };
}
