import type { SideRecord } from '@beaveros/domain/journal';
import type { Id } from '@beaveros/kit';
import Database from 'better-sqlite3';
import type { Aside } from './asides.ts';
import { type EntryRow, whatIsWrong } from './arrived.ts';
import { blobToHash, blobToId } from './blobs.ts';
import { type ChainFacts, readChainFacts } from './chain-rows.ts';

/** What is known of one stored entry; its text is read again when it is needed. */
export interface FoundEntry {
  readonly arrival: number;
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** Its bytes have its hash and say this chain and seq. A bad one's hash column may still be right. */
  readonly isWhole: boolean;
}

export interface FoundChain {
  /** The row id in the damaged file. */
  readonly row: number;
  readonly facts: ChainFacts;
  readonly entries: ReadonlyMap<number, FoundEntry>;
}

/** Rows asked for one by one between what the forward and the backward scan could read: hours of damage at most. */
const PROBES_MAX = 1_000_000;

/** What can still be read of a damaged journal, table by table, past every error. Opens a copy, never the original. */
export class Salvage implements Disposable {
  readonly #db: Database.Database | null;
  #errors = 0;
  readonly chains: readonly FoundChain[];

  constructor(copy: string) {
    this.#db = this.#attempt(() => openLeniently(copy)) ?? null;
    const byRow = new Map<number, Map<number, FoundEntry>>();
    const facts = new Map<number, ChainFacts>();
    for (const row of this.#rows('chains', 'id')) {
      const read = this.#attempt(() => readChainFacts(row as never));
      if (read !== undefined) facts.set(Number(row['id']), read);
    }
    for (const row of this.#rows('entries', 'arrival')) {
      const found = foundEntry(row, facts.get(Number(row['chain'])));
      if (found === null) this.#errors += 1;
      else {
        const chain = byRow.get(Number(row['chain'])) ?? new Map<number, FoundEntry>();
        const before = chain.get(found.seq);
        if (before === undefined || !before.isWhole) chain.set(found.seq, found);
        byRow.set(Number(row['chain']), chain);
      }
    }
    this.chains = [...facts].map(([row, chain]) => ({ row, facts: chain, entries: byRow.get(row) ?? new Map() }));
  }

  /** Whether every table could be read to its end, so that the last entry found is the last there was. */
  get isComplete(): boolean {
    return this.#db !== null && this.#errors === 0;
  }

  /** The bytes of an entry found whole. */
  textOf(arrival: number): Buffer {
    return this.#db!.prepare('SELECT text FROM entries WHERE arrival = ?').pluck().get(arrival) as Buffer;
  }

  signatures(chainRow: number): { readonly seq: number; readonly signature: string }[] {
    return this.#where('signed_heads', chainRow) as { seq: number; signature: string }[];
  }

  counters(chainRow: number): { readonly name: string; readonly value: number }[] {
    return this.#where('counters', chainRow) as { name: string; value: number }[];
  }

  sides(): (SideRecord & { readonly arrival: number })[] {
    return this.#scan('SELECT id, arrival, salt, value FROM sides', []).flatMap((row) => {
      const { id, salt, value, arrival } = row as { id: unknown; salt: unknown; value: unknown; arrival: number };
      if (!Buffer.isBuffer(id) || !Buffer.isBuffer(salt) || typeof value !== 'string') return [];
      return [{ id: blobToId(id) as Id<'Side'>, salt: salt.toString('hex'), value, arrival }];
    });
  }

  asides(): Aside[] {
    return this.#scan('SELECT chain, seq, hash, text, reason FROM asides', []).flatMap((row) => {
      const { chain, seq, hash, text, reason } = row as Record<string, unknown>;
      if (!Buffer.isBuffer(chain) || !Buffer.isBuffer(hash) || !Buffer.isBuffer(text)) return [];
      const kept = { chain: blobToHash(chain), seq: Number(seq), hash: blobToHash(hash), text: text.toString('utf8') };
      return [{ ...kept, reason: reason as Aside['reason'] }];
    });
  }

  [Symbol.dispose](): void {
    this.#db?.close();
  }

  #where(table: 'signed_heads' | 'counters', chainRow: number): unknown[] {
    return this.#scan(`SELECT * FROM ${table} WHERE chain = ?`, [chainRow]);
  }

  /** All rows of a rowid table: from the front, from the back, then one by one in between. */
  *#rows(table: 'chains' | 'entries', key: 'id' | 'arrival'): Generator<Record<string, unknown>> {
    let front = 0;
    const errorsBefore = this.#errors;
    const forward = this.#iterate(`SELECT * FROM ${table} ORDER BY ${key}`);
    for (const row of forward) {
      front = Number(row[key]);
      yield row;
    }
    if (this.#errors === errorsBefore) return;
    let back = Number.POSITIVE_INFINITY;
    for (const row of this.#iterate(`SELECT * FROM ${table} WHERE ${key} > ${front} ORDER BY ${key} DESC`)) {
      back = Number(row[key]);
      yield row;
    }
    if (!Number.isFinite(back)) return;
    for (let at = front + 1; at < Math.min(back, front + PROBES_MAX); at += 1) {
      const row = this.#scan(`SELECT * FROM ${table} WHERE ${key} = ?`, [at])[0];
      if (row !== undefined) yield row as Record<string, unknown>;
    }
  }

  *#iterate(sql: string): Generator<Record<string, unknown>> {
    const rows = this.#attempt(() => this.#db?.prepare(sql).iterate() as IterableIterator<Record<string, unknown>>);
    while (rows !== undefined) {
      const next = this.#attempt(() => rows.next());
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  }

  #scan(sql: string, parameters: readonly unknown[]): unknown[] {
    return this.#attempt(() => this.#db?.prepare(sql).all(...parameters)) ?? [];
  }

  /** SQLite's errors are what we came for: counted, not thrown. */
  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Database.SqliteError) && !(error instanceof TypeError)) throw error;
      this.#errors += 1;
      return undefined;
    }
  }
}

function openLeniently(copy: string): Database.Database {
  const db = new Database(copy);
  // Without this SQLite refuses a file that is shorter than its header says.
  db.unsafeMode(true);
  db.pragma('writable_schema = ON');
  db.pragma('trusted_schema = OFF');
  return db;
}

/** null: not even its place can be read. */
function foundEntry(row: Record<string, unknown>, facts: ChainFacts | undefined): FoundEntry | null {
  const { arrival, seq, prev, hash, clock, text } = row;
  if (facts === undefined || !Buffer.isBuffer(prev) || !Buffer.isBuffer(hash) || !Buffer.isBuffer(text)) return null;
  const whole: EntryRow = {
    arrival: Number(arrival),
    chainRow: 0,
    name: Buffer.from(facts.name, 'hex'),
    seq: Number(seq),
    prev,
    hash,
    clock: Number(clock),
    text,
    suspended: 0,
  };
  return {
    arrival: whole.arrival,
    seq: whole.seq,
    prev: blobToHash(prev),
    hash: blobToHash(hash),
    isWhole: typeof whatIsWrong(whole) !== 'string',
  };
}
