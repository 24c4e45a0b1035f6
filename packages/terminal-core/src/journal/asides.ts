import type { SideRecord } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import type { EntryOnWire } from '@beaveros/protocol/exchange';
import type { Database } from 'better-sqlite3';
import { blobToHash, hashToBlob } from './blobs.ts';

/** Bytes that stand in no chain here: a later opening, or a person, says what becomes of them. */
export interface Aside {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  /** Hash of the entry before it; null: not known, so it attaches nowhere. */
  readonly prev: string | null;
  readonly text: string;
  readonly sides: readonly SideRecord[];
  /** `fork`: another branch of the chain. `stranded`: whole, but something before it is lost. */
  readonly reason: 'fork' | 'stranded';
  /** It was not written on this disk. */
  readonly isBrought: boolean;
}

/** Entries kept aside of one chain: a restored disk forks once, a hostile till for ever. */
const ASIDES_MAX = 10_000;
/** Shown at once; a person never looks at more. */
const ASIDES_SHOWN = 1_000;

const COLUMNS = 'chain, seq, hash, prev, text, sides, reason, brought';

/** The tables `asides` and `aside_heads`. Call inside a transaction to change them. */
export class AsideRows {
  readonly #db: Database;
  readonly #count;
  readonly #insert;
  readonly #at;
  readonly #next;
  readonly #hashes;
  readonly #remove;
  readonly #ofChain;
  readonly #insertHead;
  readonly #head;
  readonly #removeHead;

  constructor(db: Database) {
    this.#db = db;
    this.#count = db.prepare('SELECT count(*) FROM asides WHERE chain = ?').pluck();
    this.#insert = db.prepare(
      `INSERT OR IGNORE INTO asides (${COLUMNS}, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#at = db.prepare(`SELECT ${COLUMNS} FROM asides WHERE chain = ? AND seq = ? AND hash = ?`);
    this.#next = db
      .prepare(
        'SELECT hash FROM asides WHERE chain = ? AND seq = ? AND prev = ? ORDER BY kept_at, hash LIMIT 1',
      )
      .pluck();
    this.#hashes = db.prepare('SELECT hash FROM asides WHERE chain = ? AND seq = ? ORDER BY hash').pluck();
    this.#remove = db.prepare('DELETE FROM asides WHERE chain = ? AND seq = ? AND hash = ?');
    this.#ofChain = db.prepare(`SELECT ${COLUMNS} FROM asides WHERE chain = ? ORDER BY seq, hash`);
    this.#insertHead = db.prepare(
      `INSERT INTO aside_heads VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET signature = excluded.signature WHERE excluded.signature <> ''`,
    );
    this.#head = db
      .prepare('SELECT signature FROM aside_heads WHERE chain = ? AND seq = ? AND hash = ?')
      .pluck();
    this.#removeHead = db.prepare('DELETE FROM aside_heads WHERE chain = ? AND seq = ? AND hash = ?');
  }

  hasRoomFor(chain: string, entries: number): boolean {
    return this.count(chain) + entries <= ASIDES_MAX;
  }

  count(chain: string): number {
    return Number(this.#count.get(hashToBlob(chain)));
  }

  /** What is aside already stays. */
  keep(aside: Aside, now: Instant): void {
    const { chain, seq, hash, prev, text, sides, reason, isBrought } = aside;
    this.#insert.run(
      hashToBlob(chain),
      seq,
      hashToBlob(hash),
      prev === null ? null : hashToBlob(prev),
      Buffer.from(text, 'utf8'),
      JSON.stringify(sides),
      reason,
      isBrought ? 1 : 0,
      now,
    );
  }

  get(chain: string, seq: number, hash: string): Aside | null {
    const row = this.#at.get(hashToBlob(chain), seq, hashToBlob(hash)) as AsideRow | undefined;
    return row === undefined ? null : readAside(row);
  }

  /** The hashes of what is aside at a place. */
  hashesAt(chain: string, seq: number): readonly string[] {
    return (this.#hashes.all(hashToBlob(chain), seq) as Buffer[]).map(blobToHash);
  }

  /** The one kept first of those that follow `prev`. */
  next(chain: string, seq: number, prev: string): string | null {
    const hash = this.#next.get(hashToBlob(chain), seq, hashToBlob(prev)) as Buffer | undefined;
    return hash === undefined ? null : blobToHash(hash);
  }

  remove({ chain, seq, hash }: Pick<Aside, 'chain' | 'seq' | 'hash'>): void {
    this.#remove.run(hashToBlob(chain), seq, hashToBlob(hash));
    this.#removeHead.run(hashToBlob(chain), seq, hashToBlob(hash));
  }

  /** All of one chain, by seq; at most as many as are kept. */
  ofChain(chain: string): readonly Aside[] {
    return (this.#ofChain.all(hashToBlob(chain)) as AsideRow[]).map(readAside);
  }

  /** The chains of which something is aside. */
  chains(): readonly string[] {
    const names = this.#db.prepare('SELECT DISTINCT chain FROM asides ORDER BY chain').pluck();
    return (names.all() as Buffer[]).map(blobToHash);
  }

  /** Keeps what vouches for a branch: an author's signature, or '' for a `TailVouched`, which never replaces one. */
  keepHead(chain: string, seq: number, hash: string, signature: string): void {
    this.#insertHead.run(hashToBlob(chain), seq, hashToBlob(hash), signature);
  }

  headOf(chain: string, seq: number, hash: string): string | null {
    return (this.#head.get(hashToBlob(chain), seq, hashToBlob(hash)) as string | undefined) ?? null;
  }

  /** Deletes side records of what is aside; costs a look at every aside that has any. */
  erase(sides: ReadonlySet<string>): void {
    const rows = this.#db.prepare(`SELECT ${COLUMNS} FROM asides WHERE sides <> '[]'`).all() as AsideRow[];
    const put = this.#db.prepare('UPDATE asides SET sides = ? WHERE chain = ? AND seq = ? AND hash = ?');
    for (const row of rows) {
      const all = readAside(row).sides;
      const kept = all.filter(({ id }) => !sides.has(id));
      if (kept.length < all.length) put.run(JSON.stringify(kept), row.chain, row.seq, row.hash);
    }
  }

  /** For people; the first thousand. */
  list(): readonly Aside[] {
    const rows = this.#db.prepare(
      `SELECT ${COLUMNS} FROM asides ORDER BY chain, seq, hash LIMIT ${ASIDES_SHOWN}`,
    );
    return (rows.all() as AsideRow[]).map(readAside);
  }
}

/** An entry of a batch that goes aside. */
export function asideOf(chain: string, { seq, hash, text, sides }: EntryOnWire, prev: string): Aside {
  return { chain, seq, hash, prev, text, sides, reason: 'fork', isBrought: true };
}

export interface AsideRow {
  readonly chain: Buffer;
  readonly seq: number;
  readonly hash: Buffer;
  readonly prev: Buffer | null;
  readonly text: Buffer;
  readonly sides: string;
  readonly reason: Aside['reason'];
  readonly brought: number;
}

export function readAside({ chain, seq, hash, prev, text, sides, reason, brought }: AsideRow): Aside {
  return {
    chain: blobToHash(chain),
    seq,
    hash: blobToHash(hash),
    prev: prev === null ? null : blobToHash(prev),
    text: text.toString('utf8'),
    sides: JSON.parse(sides) as readonly SideRecord[],
    reason,
    isBrought: brought === 1,
  };
}
