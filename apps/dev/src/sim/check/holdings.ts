import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { NodeView, WorldView } from '../world-view.ts';

/** An entry on a disk, read past the product's code. */
export interface HeldEntry {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  /** Hash of the entry before it, as this disk says; null where a disk keeps none (aside). */
  readonly prev: string | null;
  /** The author's text; empty where the window dropped it. */
  readonly text: string;
}

export interface Base {
  readonly seq: number;
  readonly hash: string;
}

/** What one disk holds: its main lines by chain and seq, and what it keeps aside. */
export interface Holding {
  readonly disk: string;
  readonly standing: readonly HeldEntry[];
  readonly aside: readonly HeldEntry[];
  /** Heads with their authors' signatures (base64), vouched ones without. */
  readonly signedHeads: readonly {
    readonly chain: string;
    readonly seq: number;
    readonly signature: string | null;
  }[];
  /** Up to where a chain came as a snapshot, and the hash there: below it a disk holds what mattered then. */
  readonly bases: ReadonlyMap<string, Base>;
}

/** Reads a till's journal file beside its owner: a reader's connection, no lock of the writer's is touched. */
export function holdingOfTill(node: NodeView): Holding {
  const db = new Database(join(node.dir, 'journal.sqlite'), { readonly: true, fileMustExist: true });
  try {
    const standing = db
      .prepare(
        `SELECT lower(hex(c.name)) AS chain, e.seq, lower(hex(e.hash)) AS hash, lower(hex(e.prev)) AS prev,
           CAST(e.text AS TEXT) AS text FROM entries e JOIN chains c ON c.id = e.chain ORDER BY c.name, e.seq`,
      )
      .all() as HeldEntry[];
    const aside = db
      .prepare(
        `SELECT lower(hex(chain)) AS chain, seq, lower(hex(hash)) AS hash, null AS prev, CAST(text AS TEXT) AS text
         FROM asides ORDER BY chain, seq, hash`,
      )
      .all() as HeldEntry[];
    const signedHeads = db
      .prepare(
        `SELECT lower(hex(c.name)) AS chain, s.seq, nullif(s.signature, '') AS signature FROM signed_heads s JOIN chains c ON c.id = s.chain`,
      )
      .all() as Holding['signedHeads'][number][];
    return { disk: node.name, standing, aside, signedHeads, bases: basesOf(db) };
  } finally {
    db.close();
  }
}

function basesOf(db: Database.Database): ReadonlyMap<string, Base> {
  const rows = db
    .prepare(
      `SELECT lower(hex(name)) AS chain, base_seq AS seq, lower(hex(base_hash)) AS hash FROM chains WHERE base_seq > 0`,
    )
    .all() as (Base & { readonly chain: string })[];
  return new Map(rows.map(({ chain, seq, hash }) => [chain, { seq, hash }]));
}

/** The last entry of each chain, or the place up to which it came as a snapshot. */
export function headsOf({ standing, bases }: Holding): ReadonlyMap<string, Base> {
  const heads = new Map(bases);
  for (const { chain, seq, hash } of standing)
    if (seq > (heads.get(chain)?.seq ?? 0)) heads.set(chain, { seq, hash });
  return heads;
}

/** Chains of the tenant rather than the store: they stay in the cloud. */
export function chainsOfTenant({ standing }: Holding, store: string): ReadonlySet<string> {
  const isOther = ({ seq, text }: HeldEntry) =>
    seq === 1 && (JSON.parse(text) as { store: string | null }).store !== store;
  return new Set(standing.filter(isOther).map(({ chain }) => chain));
}

/** Reads the cloud's journal of the world's tenant. */
export async function holdingOfCloud({ cloud, tenant }: WorldView): Promise<Holding> {
  const read = <Row extends object>(sql: string) => cloud.pg<Row>('replication', sql, [tenant]);
  const [standing, aside, signedHeads] = [
    await read<HeldEntry>(
      `select encode(chain, 'hex') as chain, seq::int as seq, encode(hash, 'hex') as hash, null as prev,
         convert_from(bytes, 'UTF8') as text from entries where tenant_id = $1 order by chain, entries.seq`,
    ),
    await read<HeldEntry>(
      `select encode(chain, 'hex') as chain, seq::int as seq, encode(hash, 'hex') as hash, null as prev,
         convert_from(bytes, 'UTF8') as text from forks where tenant_id = $1 order by chain, forks.seq, hash`,
    ),
    await read<Holding['signedHeads'][number]>(
      `select encode(chain, 'hex') as chain, seq::int as seq, encode(signature, 'base64') as signature
         from signed_heads where tenant_id = $1`,
    ),
  ];
  const unfolded = signedHeads.map((head) => ({
    ...head,
    signature: head.signature?.replaceAll('\n', '') ?? null,
  }));
  return { disk: 'cloud', standing, aside, signedHeads: unfolded, bases: new Map() };
}

/** Every entry of a disk, main lines first. */
export function everything({ standing, aside }: Holding): readonly HeldEntry[] {
  return [...standing, ...aside];
}
