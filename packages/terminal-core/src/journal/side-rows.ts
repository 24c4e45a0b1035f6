import {
  isSideOf,
  type Entry,
  type SideRecord,
  type SideReference,
  zSideReference,
} from '@beaveros/domain/journal';
import type { Id } from '@beaveros/kit';
import type { Database } from 'better-sqlite3';
import { blobToId, idToBlob } from './blobs.ts';

/** Personal data beside the entries. A missing one was erased, or never travelled; the chain verifies without it. */
export class SideRows {
  readonly #insert;
  readonly #ofEntry;
  readonly #get;
  readonly #erase;
  readonly #noteErased;

  constructor(db: Database) {
    this.#insert = db.prepare(
      `INSERT OR IGNORE INTO sides (id, arrival, salt, value)
         SELECT @id, @arrival, @salt, @value WHERE NOT EXISTS (SELECT 1 FROM erased WHERE side = @id)`,
    );
    this.#erase = db.prepare('DELETE FROM sides WHERE id = ?');
    this.#noteErased = db.prepare('INSERT OR IGNORE INTO erased (side) VALUES (?)');
    this.#ofEntry = db.prepare('SELECT id, salt, value FROM sides WHERE arrival = ?');
    this.#get = db.prepare('SELECT id, salt, value FROM sides WHERE id = ? LIMIT 1');
  }

  store(arrival: number, sides: readonly SideRecord[]): void {
    for (const { id, salt, value } of sides) {
      this.#insert.run({ id: idToBlob(id), arrival, salt: Buffer.from(salt, 'hex'), value });
    }
  }

  /** Deletes a record for good: it is not stored again. */
  erase(id: string): void {
    this.#erase.run(idToBlob(id));
    this.#noteErased.run(idToBlob(id));
  }

  /** The records that travel with an entry. */
  ofEntry(arrival: number): SideRecord[] {
    return (this.#ofEntry.all(arrival) as SideRow[]).map(readSide);
  }

  get(id: string): SideRecord | null {
    const row = this.#get.get(idToBlob(id)) as SideRow | undefined;
    return row === undefined ? null : readSide(row);
  }
}

interface SideRow {
  readonly id: Buffer;
  readonly salt: Buffer;
  readonly value: string;
}

function readSide({ id, salt, value }: SideRow): SideRecord {
  return { id: blobToId(id) as Id<'Side'>, salt: salt.toString('hex'), value };
}

/** The place of the first record that no event of the entry speaks of, or -1. */
export function strangeSide(events: Entry['events'], sides: readonly SideRecord[]): number {
  if (sides.length === 0) return -1;
  const references = events.flatMap(({ body }) => referencesIn(body));
  return sides.findIndex((side) => !references.some((reference) => isSideOf(reference, side)));
}

/** Every `{side, hash}` in a body, however deep: a fact of any version may hold one. */
function referencesIn(body: unknown): SideReference[] {
  if (typeof body !== 'object' || body === null) return [];
  const reference = zSideReference.safeParse(body);
  return reference.success ? [reference.data] : Object.values(body).flatMap(referencesIn);
}
