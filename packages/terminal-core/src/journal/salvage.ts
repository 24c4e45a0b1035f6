import type { SideRecord } from '@beaveros/domain/journal';
import { Fault, type Id, type Instant, instant } from '@beaveros/kit';
import type { Certificate } from '@beaveros/protocol/exchange';
import Database from 'better-sqlite3';
import { type Aside, type AsideRow, readAside } from './asides.ts';
import { blobToHash, blobToId, nodeHash } from './blobs.ts';
import { type ChainFacts, type ChainRow, readChainFacts } from './chain-rows.ts';
import { type FoundEntry, Gathered, type Opening } from './gathered-rows.ts';
import type { JournalIdentity } from './identity.ts';

export interface FoundChain {
  /** The row id in the damaged file. */
  readonly row: number;
  readonly facts: ChainFacts;
  /** Entries up to here came as a snapshot, so most of them are not here. null: it is held from its opening on. */
  readonly base: { readonly seq: number; readonly hash: string } | null;
  readonly entries: ReadonlyMap<number, FoundEntry>;
}

/** Whose file it is; the certificate is a stand-in for a lost one. */
export type SalvageIdentity = Pick<JournalIdentity, 'terminal'> & {
  readonly certificate: Certificate | null;
};

/** Rows asked for one by one between what the forward and the backward scan could read: hours of damage at most. */
const PROBES_MAX = 1_000_000;

/** What can still be read of a damaged journal, table by table, past every error. Opens a copy, never the original. */
export class Salvage implements Disposable {
  readonly #db: Database.Database | null;
  #errors = 0;
  readonly chains: readonly FoundChain[];

  constructor(copy: string, identity: SalvageIdentity) {
    this.#db = this.#attempt(() => openLeniently(copy)) ?? null;
    const described = [...this.#rows('chains', 'id')].map((row) => row as unknown as ChainRow);
    const dropped = this.#scan('SELECT arrival FROM dropped_bodies', []) as { arrival: number }[];
    const gathered = new Gathered(new Set(dropped.map(({ arrival }) => arrival)));
    for (const row of this.#rows('entries', 'arrival')) if (!gathered.add(row)) this.#errors += 1;
    this.chains = [...gathered.names(described)].flatMap(([name, number]) => {
      const row = described.find(({ id }) => id === number);
      const facts = this.#attempt(() => chainFacts(name, row, gathered.openings.get(name), identity)) ?? null;
      if (facts === null) this.#errors += 1;
      if (facts === null) return [];
      return [{ row: number, facts, base: baseOf(row), entries: gathered.of(name, number) }];
    });
  }

  /** Whether every table could be read to its end, so that the last entry found is the last there was. */
  get isComplete(): boolean {
    return this.#db !== null && this.#errors === 0;
  }

  /** The bytes of an entry found whole; by a scan where its page no longer leads to it. */
  textOf({ arrival, hash, bodilessClock }: FoundEntry): Buffer {
    if (bodilessClock !== null) return Buffer.alloc(0);
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

  /** Side records by the arrival of their entry. */
  sides(): ReadonlyMap<number, readonly SideRecord[]> {
    const byArrival = new Map<number, SideRecord[]>();
    for (const row of this.#scan('SELECT id, arrival, salt, value FROM sides', [])) {
      const { id, salt, value, arrival } = row as Record<string, unknown>;
      if (!Buffer.isBuffer(id) || !Buffer.isBuffer(salt) || typeof value !== 'string') continue;
      const side = { id: blobToId(id) as Id<'Side'>, salt: salt.toString('hex'), value };
      const known = byArrival.get(Number(arrival));
      if (known === undefined) byArrival.set(Number(arrival), [side]);
      else known.push(side);
    }
    return byArrival;
  }

  /** Those whose bytes have their hash: a spoilt one would keep the place of what others bring. */
  asides(): Aside[] {
    return this.#scan('SELECT * FROM asides', []).flatMap((found) => {
      // A file of version 1 has not all of them.
      const row = { prev: null, sides: '[]', brought: 1, ...(found as Partial<AsideRow>) } as AsideRow;
      const { chain, seq, hash, prev, text, sides } = row;
      const blobs = prev === null ? [chain, hash, text] : [chain, hash, text, prev];
      const isSound =
        blobs.every((blob) => Buffer.isBuffer(blob)) &&
        isNatural(seq) &&
        isJson(sides) &&
        (prev === null || hash.equals(nodeHash(prev, text)));
      return isSound ? [{ ...readAside(row), reason: row.reason === 'stranded' ? 'stranded' : 'fork' }] : [];
    });
  }

  asideHeads(): {
    readonly chain: string;
    readonly seq: number;
    readonly hash: string;
    readonly signature: string;
  }[] {
    return this.#scan('SELECT * FROM aside_heads', []).flatMap((row) => {
      const { chain, seq, hash, signature } = row as Record<string, unknown>;
      if (!Buffer.isBuffer(chain) || !Buffer.isBuffer(hash) || typeof signature !== 'string') return [];
      if (!isNatural(seq)) return [];
      return [{ chain: blobToHash(chain), seq, hash: blobToHash(hash), signature }];
    });
  }

  terminalsSeen(): { readonly terminal: string; readonly at: Instant }[] {
    return this.#scan('SELECT terminal, at FROM terminals_seen', []).flatMap((row) => {
      const { terminal, at } = row as { terminal: unknown; at: unknown };
      if (!Buffer.isBuffer(terminal) || !isNatural(at)) return [];
      return [{ terminal: blobToId(terminal), at: instant(at) }];
    });
  }

  /** Arrivals of own entries that another disk wrote. */
  brought(): ReadonlySet<number> {
    const rows = this.#scan('SELECT arrival FROM brought', []) as { arrival: number }[];
    return new Set(rows.map(({ arrival }) => arrival));
  }

  /** The number of the chain that took new entries; null: the file does not say. */
  ownRow(): number | null {
    const [row] = this.#scan('SELECT own_chain FROM journal', []) as { own_chain: number | null }[];
    return row?.own_chain ?? null;
  }

  /** All rows of a table whose content the entries do not say, as they are; each to be judged by its reader. */
  carried(
    table: 'acks' | 'dropped_aggregates' | 'late_facts' | 'opening_rows' | 'rolled_commands' | 'space',
  ): Record<string, unknown>[] {
    return this.#scan(`SELECT * FROM ${table}`, []) as Record<string, unknown>[];
  }

  /** Command ids by arrival, as the index said. */
  commands(): ReadonlyMap<number, Buffer> {
    const rows = this.#scan('SELECT command, arrival FROM commands', []) as {
      command: unknown;
      arrival: number;
    }[];
    return new Map(
      rows.flatMap(({ command, arrival }) => (Buffer.isBuffer(command) ? [[arrival, command]] : [])),
    );
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

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isJson(text: unknown): boolean {
  try {
    return Array.isArray(JSON.parse(text as string));
  } catch {
    return false;
  }
}

function baseOf(row: ChainRow | undefined): FoundChain['base'] {
  const { base_seq: seq = 0, base_hash: hash = null } = row ?? {};
  return Number.isSafeInteger(seq) && seq > 0 && Buffer.isBuffer(hash)
    ? { seq, hash: blobToHash(hash) }
    : null;
}

/** What a chain is, by its opening before its row; null where only the row knew, and it is gone. */
function chainFacts(
  name: string,
  row: ChainRow | undefined,
  opening: Opening | undefined,
  identity: SalvageIdentity,
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
