import type { ChainOpened, Entry, EventOf, SideRecord } from '@beaveros/domain/journal';
import { Fault, type Id } from '@beaveros/kit';
import Database from 'better-sqlite3';
import type { Aside } from './asides.ts';
import { blobToHash, blobToId, nodeHash } from './blobs.ts';
import { type ChainFacts, type ChainRow, readChainFacts } from './chain-rows.ts';
import type { JournalIdentity } from './identity.ts';

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

  constructor(copy: string, identity: JournalIdentity) {
    this.#db = this.#attempt(() => openLeniently(copy)) ?? null;
    const described = [...this.#rows('chains', 'id')].map((row) => row as unknown as ChainRow);
    const gathered = new Gathered();
    for (const row of this.#rows('entries', 'arrival')) if (!gathered.add(row)) this.#errors += 1;
    this.chains = [...gathered.names(described)].flatMap(([name, number]) => {
      const row = described.find(({ id }) => id === number);
      const facts = this.#attempt(() => chainFacts(name, row, gathered.openings.get(name), identity)) ?? null;
      if (facts === null) this.#errors += 1;
      return facts === null ? [] : [{ row: number, facts, entries: gathered.of(name, number) }];
    });
  }

  /** Whether every table could be read to its end, so that the last entry found is the last there was. */
  get isComplete(): boolean {
    return this.#db !== null && this.#errors === 0;
  }

  /** The bytes of an entry found whole; by a scan where its page no longer leads to it. */
  textOf({ arrival, hash }: FoundEntry): Buffer {
    const blob = Buffer.from(hash, 'hex');
    const here = this.#scan('SELECT text FROM entries WHERE arrival = ? AND hash = ?', [arrival, blob])[0];
    if (here !== undefined) return (here as { text: Buffer }).text;
    for (const row of this.#rows('entries', 'arrival')) {
      if (Buffer.isBuffer(row['hash']) && row['hash'].equals(blob)) return row['text'] as Buffer;
    }
    throw new Fault(
      'journal/disk-failed',
      `entry ${hash.slice(0, 12)} was read once and cannot be read again`,
    );
  }

  signatures(chainRow: number): { readonly seq: number; readonly signature: string }[] {
    const rows = this.#where('signed_heads', chainRow) as { seq: number; signature: string }[];
    return rows.filter(({ seq, signature }) => Number.isSafeInteger(seq) && typeof signature === 'string');
  }

  counters(chainRow: number): { readonly name: string; readonly value: number }[] {
    const rows = this.#where('counters', chainRow) as { name: string; value: number; mirror: number }[];
    // A counter that cannot be trusted is an error: the chain ends, and the next one counts from 1.
    this.#errors += rows.filter(({ value, mirror }) => value !== -mirror).length;
    return rows;
  }

  sides(): (SideRecord & { readonly arrival: number })[] {
    return this.#scan('SELECT id, arrival, salt, value FROM sides', []).flatMap((row) => {
      const { id, salt, value, arrival } = row as {
        id: unknown;
        salt: unknown;
        value: unknown;
        arrival: number;
      };
      if (!Buffer.isBuffer(id) || !Buffer.isBuffer(salt) || typeof value !== 'string') return [];
      return [{ id: blobToId(id) as Id<'Side'>, salt: salt.toString('hex'), value, arrival }];
    });
  }

  asides(): Aside[] {
    return this.#scan('SELECT chain, seq, hash, text, reason FROM asides', []).flatMap((row) => {
      const { chain, seq, hash, text, reason } = row as Record<string, unknown>;
      if (!Buffer.isBuffer(chain) || !Buffer.isBuffer(hash) || !Buffer.isBuffer(text)) return [];
      const kept = {
        chain: blobToHash(chain),
        seq: Number(seq),
        hash: blobToHash(hash),
        text: text.toString('utf8'),
      };
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
    const rows = this.#attempt(
      () => this.#db?.prepare(sql).iterate() as IterableIterator<Record<string, unknown>>,
    );
    if (rows === undefined) return;
    try {
      for (;;) {
        const next = this.#attempt(() => rows.next());
        if (next === undefined || next.done === true) return;
        yield next.value;
      }
    } finally {
      this.#attempt(() => rows.return?.()); // An unfinished read keeps the connection busy.
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

/** A row whose bytes are not what its hash says: only its place is known, and its hash may still be right. */
interface BadRow extends FoundEntry {
  readonly chainRow: number;
}

type Opening = EventOf<typeof ChainOpened>['body'];

/** Rows by the chain that their own bytes name; only of bad ones the number in the row is believed. */
class Gathered {
  readonly openings = new Map<string, Opening>();
  readonly #whole = new Map<string, Map<number, FoundEntry>>();
  readonly #rowOf = new Map<string, number>();
  readonly #bad: BadRow[] = [];

  /** false: not even its place can be read. */
  add(row: Record<string, unknown>): boolean {
    const { prev, hash, text } = row;
    if (!Buffer.isBuffer(prev) || !Buffer.isBuffer(hash) || !Buffer.isBuffer(text)) return false;
    const [arrival, seq, chainRow] = [Number(row['arrival']), Number(row['seq']), Number(row['chain'])];
    const found = { arrival, seq, prev: blobToHash(prev), hash: blobToHash(hash) };
    if (!hash.equals(nodeHash(prev, text))) {
      this.#bad.push({ ...found, isWhole: false, chainRow });
      return true;
    }
    const entry = JSON.parse(text.toString('utf8')) as Entry;
    const name = entry.chain === '' ? found.hash : entry.chain;
    const entries = this.#whole.get(name) ?? new Map<number, FoundEntry>();
    this.#whole.set(name, entries.set(entry.seq, { ...found, seq: entry.seq, isWhole: true }));
    if (!this.#rowOf.has(name)) this.#rowOf.set(name, chainRow);
    if (entry.chain === '') {
      this.openings.set(name, entry.events[0]?.body as Opening);
      this.#rowOf.set(name, chainRow);
    }
    return true;
  }

  /** Every chain's name, with its number in the damaged file. */
  names(described: readonly ChainRow[]): ReadonlyMap<string, number> {
    const names = new Map(this.#rowOf);
    const known = new Set(names.values());
    for (const { id, name } of described)
      if (!known.has(id) && Buffer.isBuffer(name)) names.set(blobToHash(name), id);
    return names;
  }

  of(name: string, chainRow: number): ReadonlyMap<number, FoundEntry> {
    const entries = new Map(this.#whole.get(name));
    for (const bad of this.#bad) {
      if (bad.chainRow === chainRow && Number.isSafeInteger(bad.seq) && !entries.has(bad.seq))
        entries.set(bad.seq, bad);
    }
    return entries;
  }
}

/** What a chain is, by its opening before its row; null where only the row knew, and it is gone. */
function chainFacts(
  name: string,
  row: ChainRow | undefined,
  opening: Opening | undefined,
  identity: JournalIdentity,
): ChainFacts | null {
  const facts = row === undefined ? null : { ...readChainFacts(row), name };
  if (opening === undefined) return facts;
  const { terminal, epoch, publicKey, series } = opening;
  if (terminal === identity.terminal && facts?.kind !== 'terminal') {
    const certificate = facts?.certificate ?? identity.certificate;
    return { name, kind: 'own', terminal, epoch, publicKey, certificate, series };
  }
  if (facts === null && terminal !== null) return null; // Without its certificate nobody would take it from us.
  const kind = terminal === null ? 'store' : 'terminal';
  return { name, kind, terminal, epoch, publicKey, certificate: facts?.certificate ?? null, series };
}
