import type { ChainOpened, Entry, EventOf } from '@beaveros/domain/journal';
import { blobToHash, nodeHash } from './blobs.ts';
import type { ChainRow } from './chain-rows.ts';

/** What is known of one stored entry; its text is read again when it is needed. */
export interface FoundEntry {
  readonly arrival: number;
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** Its bytes have its hash and say this chain and seq. A bad one's hash column may still be right. */
  readonly isWhole: boolean;
  /** Of an entry whose body the window dropped, its clock: whole as far as its neighbours' hashes say so. null: it has one. */
  readonly bodilessClock: number | null;
}

/** A row whose bytes are not what its hash says: only its place is known, and its hash may still be right. */
interface BadRow extends FoundEntry {
  readonly chainRow: number;
}

export type Opening = EventOf<typeof ChainOpened>['body'];

/** Rows by the chain that their own bytes name; only of bad ones the number in the row is believed. */
export class Gathered {
  readonly openings = new Map<string, Opening>();
  readonly #whole = new Map<string, Map<number, FoundEntry>>();
  readonly #rowOf = new Map<string, number>();
  readonly #bad: BadRow[] = [];
  readonly #bodiless: BadRow[] = [];
  readonly #dropped: ReadonlySet<number>;

  constructor(dropped: ReadonlySet<number>) {
    this.#dropped = dropped;
  }

  /** false: not even its place can be read. */
  add(row: Record<string, unknown>): boolean {
    const { prev, hash, text } = row;
    if (!Buffer.isBuffer(prev) || !Buffer.isBuffer(hash) || !Buffer.isBuffer(text)) return false;
    const [arrival, seq, chainRow] = [Number(row['arrival']), Number(row['seq']), Number(row['chain'])];
    const found = { arrival, seq, prev: blobToHash(prev), hash: blobToHash(hash), bodilessClock: null };
    if (text.length === 0 && this.#dropped.has(arrival)) {
      const bodilessClock = Number(row['clock']);
      this.#bodiless.push({
        ...found,
        isWhole: Number.isSafeInteger(bodilessClock),
        bodilessClock,
        chainRow,
      });
      return true;
    }
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
    for (const bad of [...this.#bodiless, ...this.#bad]) {
      if (bad.chainRow === chainRow && Number.isSafeInteger(bad.seq) && !entries.has(bad.seq))
        entries.set(bad.seq, bad);
    }
    return entries;
  }
}
