import type { Pool, PoolClient } from 'pg';
import { type BoundShape, newest } from './shape-sql.ts';

/** Rows in one response: about 0.6 MB of items and 10 ms of parsing at a till, of which three are under way at once. */
export const PAGE_ROWS_MAX = 1_000;
/** Log entries in one response, for the same reason. */
export const ENTRIES_MAX = 1_000;

const BEFORE_EVERY_KEY = '00000000-0000-0000-0000-000000000000';

export interface Page {
  readonly epoch: string;
  /** `pg_snapshot` text under which this page was read. */
  readonly snapshot: string;
  readonly trimmed: string;
  readonly count: number;
  /** Key of the last row, `null` when there is none. */
  readonly last: string | null;
  /** Messages as JSON, comma-separated, without brackets. */
  readonly messages: string | null;
}

/** Everything up to and with (xid, seq) is known, and everything that the snapshot sees. */
export interface LogPosition {
  readonly snapshot: string;
  readonly xid: string;
  readonly seq: string;
}

export interface Changes {
  readonly epoch: string;
  /** The log no longer reaches back to the position. */
  readonly is_trimmed: boolean;
  /** The table was emptied since the position. */
  readonly is_truncated: boolean;
  /** Every transaction below it has ended. */
  readonly horizon: string;
  /** A committed change waits for an older transaction to end. */
  readonly has_pending: boolean;
  readonly count: number;
  /** `<xid>_<seq>` of the last entry, `null` when there is none. */
  readonly last: string | null;
  readonly messages: string | null;
}

export interface Digest {
  readonly count: number;
  /** Sum over rows of the first 32 bits of SHA-256 of the row's JSON text as sent; decimal. */
  readonly digest: string;
}

/** Reads a page of a shape's rows behind `after` (a key), as JSON text made by PostgreSQL; bounded memory here. */
export async function readPage(pool: Pool, bound: BoundShape, after: string | null): Promise<Page> {
  return await one<Page>(pool, bound, 'page', [PAGE_ROWS_MAX, after ?? BEFORE_EVERY_KEY]);
}

/** Reads what follows a position in the log and is not in the snapshot already. */
export async function readChanges(
  pool: Pool | PoolClient,
  bound: BoundShape,
  { snapshot, xid, seq }: LogPosition,
): Promise<Changes> {
  return await one<Changes>(pool, bound, 'changes', [snapshot, xid, seq, ENTRIES_MAX]);
}

/** What a digest was at a horizon; good for later ones as long as nothing was logged in between. */
export interface KnownDigest extends Digest {
  readonly horizon: string;
}

/**
 * The changes together with count and digest of the shape at the same instant; the digest is `null` where the client's rows
 * will not be that instant's, because more entries follow or some wait below the horizon. A scan of the shape, 4 us a row,
 * unless the known digest still holds.
 */
export async function readChangesWithDigest(
  pool: Pool,
  bound: BoundShape,
  position: LogPosition,
  { known, mayScan }: { readonly known: KnownDigest | undefined; readonly mayScan: boolean },
): Promise<{ readonly changes: Changes; readonly digest: Digest | null }> {
  const session = await pool.connect();
  // The query under way rejects as well; without a listener a session that is reset would end the process.
  const onLost = (): void => {};
  session.on('error', onLost);
  let failed = true;
  try {
    await session.query('begin isolation level repeatable read read only');
    const changes = await readChanges(session, bound, position);
    const isWhole =
      !changes.is_trimmed && !changes.is_truncated && !changes.has_pending && changes.count < ENTRIES_MAX;
    const held = isWhole && known !== undefined && (await stillHolds(session, bound, known)) ? known : null;
    const digest = held ?? (isWhole && mayScan ? await one<Digest>(session, bound, 'digest', []) : null);
    await session.query('commit');
    failed = false;
    return { changes, digest };
  } finally {
    session.off('error', onLost);
    session.release(failed);
  }
}

async function stillHolds(
  session: PoolClient,
  bound: BoundShape,
  { horizon }: KnownDigest,
): Promise<boolean> {
  const { table } = bound.sql.shape;
  const { rows } = await session.query<{ holds: boolean }>(
    `select coalesce(greatest(${newest(table, '= $1')}, ${newest(table, 'is null')}) < $2::xid8, true) as holds`,
    [bound.tenant, horizon],
  );
  return rows[0]!.holds;
}

async function one<T extends object>(
  pool: Pool | PoolClient,
  { sql, values }: BoundShape,
  statement: 'page' | 'changes' | 'digest',
  more: readonly unknown[],
): Promise<T> {
  const name = `${sql.shape.name}/${statement}`;
  const { rows } = await pool.query<T>({ name, text: sql[statement], values: [...values, ...more] });
  return rows[0]!;
}
