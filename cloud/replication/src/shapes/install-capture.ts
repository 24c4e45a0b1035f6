import { Fault } from '@beaveros/kit';
import { SERVED_SHAPES } from '@beaveros/protocol/shapes';
import pg from 'pg';
import { captureSql, publishedTables, quote } from './capture-sql.ts';

export interface TrimLimits {
  /** A till that was away for longer fetches its rows anew. */
  readonly ageMs: number;
  /** Beyond that a fresh snapshot is smaller than the log. */
  readonly rowsMax: number;
}

const DAY_MS = 86_400_000;
/** A month covers the longest closure of a shop; half a million entries are some 500 MB. */
export const TRIM_LIMITS: TrimLimits = { ageMs: 30 * DAY_MS, rowsMax: 500_000 };

const STATEMENT_TIMEOUT_MS = 300_000;
/** Two processes that install at once would collide in the catalogue. */
const INSTALL_LOCK = 7_246_010;

/**
 * Installs or renews change capture on the published tables of a service, and trims the log. To be called after the
 * service's migrations, each time it starts. Idempotent; several processes may call it at once. Answers whether any table
 * of the service is published.
 * Faults: `shapes/missing-table`, when a published table or column does not exist; `shapes/capture-failed`.
 */
export async function installCapture(
  ownerUrl: string,
  service: string,
  trim: TrimLimits = TRIM_LIMITS,
): Promise<boolean> {
  const shapes = SERVED_SHAPES.filter((shape) => shape.service === service);
  if (shapes.length === 0) return false;
  await asOwner(ownerUrl, async (owner) => {
    await owner.query('select pg_advisory_xact_lock($1)', [INSTALL_LOCK]);
    for (const { table, columns } of publishedTables(shapes)) await assertColumns(owner, table, columns);
    await owner.query(captureSql(shapes));
    for (const { table, key, filter } of shapes) {
      await ensurePageIndex(owner, table, [...new Set([...Object.keys(filter), ...key])]);
    }
  });
  await trimCapture(ownerUrl, trim);
  return true;
}

/**
 * Drops log entries beyond the limits, never one that a running transaction may still precede. A position before what was
 * dropped is answered with a fresh snapshot (409). Answers how many entries went.
 */
export async function trimCapture(ownerUrl: string, limits: TrimLimits = TRIM_LIMITS): Promise<number> {
  return await asOwner(ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ bound: string | null }>(
      `select max(xid)::text as bound from shapes.log where xid < pg_snapshot_xmin(pg_current_snapshot())
        and (at < now() - $1 * interval '1 millisecond' or seq <= (select max(seq) from shapes.log) - $2)`,
      [limits.ageMs, limits.rowsMax],
    );
    const bound = rows[0]?.bound ?? null;
    if (bound === null) return 0;
    await owner.query('update shapes.stream set trimmed_xid = greatest(trimmed_xid, $1::xid8)', [bound]);
    // What a dropped entry superseded goes with it: nothing would hold it back any more (capture-sql.ts, fact 2).
    const dropped = await owner.query(
      `delete from shapes.log l where xid <= $1::xid8 or exists (select from shapes.log d where d.relation = l.relation
        and d.tenant_id = l.tenant_id and d.key = l.key and d.seq > l.seq and d.xid <= $1::xid8 and d.xid < l.xid)`,
      [bound],
    );
    return dropped.rowCount ?? 0;
  });
}

async function assertColumns(owner: pg.Client, table: string, columns: readonly string[]): Promise<void> {
  const { rows } = await owner.query<{ column: string }>(
    `select attname::text as column from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [`public.${quote(table)}`],
  );
  const missing = columns.filter((column) => !rows.some((row) => row.column === column));
  if (missing.length === 0) return;
  throw new Fault('shapes/missing-table', `published table ${table} lacks ${missing.join(', ')}`, {
    field: table,
  });
}

/** Snapshots page by key within the filter; without an index each page would sort the whole shape. */
async function ensurePageIndex(owner: pg.Client, table: string, columns: readonly string[]): Promise<void> {
  const { rows } = await owner.query<{ columns: readonly string[] }>(
    `select array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k (num, at)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num order by k.at) as columns
      from pg_index i where i.indrelid = to_regclass($1) and i.indpred is null and i.indisvalid`,
    [`public.${quote(table)}`],
  );
  const leads = (index: readonly string[]) => columns.every((column, at) => index[at] === column);
  if (rows.some((row) => leads(row.columns))) return;
  await owner.query(
    `create index if not exists ${quote(`${table}_by_shape`)} on public.${quote(table)} (${columns.map(quote).join(', ')})`,
  );
}

async function asOwner<T>(ownerUrl: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({
    connectionString: ownerUrl,
    application_name: 'beaveros-shapes-capture',
    connectionTimeoutMillis: 10_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
  });
  owner.on('error', () => {}); // The running query rejects as well.
  try {
    await owner.connect();
    await owner.query('begin');
    const value = await work(owner);
    await owner.query('commit');
    return value;
  } catch (error) {
    if (error instanceof Fault) throw error;
    const sqlState = (error as { code?: unknown }).code;
    throw new Fault('shapes/capture-failed', `capture could not be installed: ${(error as Error).message}`, {
      details: { sqlState },
    });
  } finally {
    await owner.end().catch(() => {});
  }
}
