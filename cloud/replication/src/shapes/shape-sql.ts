import type { Shape } from '@beaveros/protocol/shapes';
import { literal, publishedTables, quote } from './capture-sql.ts';

/** A shape with its filters bound: `values` stand for $1, $2 ... in the order of `filter`. The tenant is $1. */
export interface BoundShape {
  readonly sql: ShapeSql;
  readonly values: readonly string[];
  /** Shape and filter values: what a handle is bound to. */
  readonly identity: string;
  readonly tenant: string;
}

/** The statements of a shape, made once. Identifiers come from the registry, values are parameters only. */
export interface ShapeSql {
  readonly shape: Shape;
  /** $n+1: rows at most, $n+2: last key of the page before. -> stream, snapshot, rows. */
  readonly page: string;
  /** $n+1: snapshot of the handle, $n+2, $n+3: position (xid, seq), $n+4: entries at most. */
  readonly changes: string;
  readonly digest: string;
  /** The value of the header `electric-schema`. */
  readonly schemaHeader: string;
}

const STREAM = `md5(s.epoch::text || (select system_identifier::text from pg_control_system())
  || left(pg_walfile_name(pg_current_wal_lsn()), 8) || current_database()) as epoch, s.trimmed_xid::text as trimmed`;

export function shapeSql(shape: Shape, shapes: readonly Shape[]): ShapeSql {
  const { table, columns, key, filter } = shape;
  const names = columns.map((each) => each.column);
  const filters = Object.keys(filter);
  const pageColumns = key.filter((each) => !filters.includes(each));
  // A shape whose key is fixed by its filter has one row; any key column then serves.
  const pageColumn = pageColumns[0] ?? key[0]!;
  const n = filters.length;
  const from = `public.${quote(table)} n, lateral (select ${names.map((each) => `n.${quote(each)}::text as ${quote(each)}`).join(', ')}) r`;
  const where = filters.map((each, at) => `n.${quote(each)} = $${at + 1}::uuid`).join(' and ');
  const relation = `"relation":["public",${JSON.stringify(table)}]`;
  const logged = publishedTables(shapes).find((each) => each.table === table)!;
  const isWhole =
    logged.columns.length === names.length && logged.columns.every((each, at) => each === names[at]);
  const wanted = isWhole
    ? 'new'
    : `(select row_to_json(r) from (select ${names.map((each) => `new->>${literal(each)} as ${quote(each)}`).join(', ')}) r)`;
  const holds = (row: string) =>
    filters
      .map((each, at) =>
        each === 'tenant_id'
          ? `${row} is not null`
          : `coalesce(${row}->>${literal(each)} = $${at + 1}, false)`,
      )
      .join(' and ');
  const tenantParameter = `$${filters.indexOf('tenant_id') + 1}::uuid`;
  const sameKey =
    'from shapes.log d where d.relation = l.relation and d.tenant_id = l.tenant_id and d.key = l.key';
  const keyValue = `jsonb_build_object(${key.map((each) => `${literal(each)}, coalesce(old->>${literal(each)}, new->>${literal(each)})`).join(', ')})`;
  return {
    shape,
    schemaHeader: schemaHeader(shape),
    page: `
select ${STREAM}, pg_current_snapshot()::text as snapshot, p.* from shapes.stream s, lateral (
  select count(*)::int as count, max(page::text collate "C") as last,
    string_agg('{"key":"' || key || '","value":' || value || ',"headers":{"operation":"insert",${relation}}}', ',' order by page) as messages
  from (
    select n.${quote(pageColumn)} as page, ${key.map((each, at) => uuidInKey(table, each, at)).join(' || ')} as key, row_to_json(r)::text as value
    from ${from} where ${where} and n.${quote(pageColumn)} > $${n + 2}::uuid
    order by n.${quote(pageColumn)} limit $${n + 1}
  ) rows
) p`,
    changes: `
with s as (
  select ${STREAM}, s.trimmed_xid >= $${n + 2}::xid8 as is_trimmed, pg_snapshot_xmin(pg_current_snapshot()) as horizon
  from shapes.stream s
), entries as (
  select l.xid, l.seq, l.key, l.old, ${wanted} as new, ${holds('l.old')} as was, l.op = 'upsert' and (${holds('l.new')}) as is
  from shapes.log l, s
  where l.relation = ${literal(table)} and l.tenant_id = ${tenantParameter}
    and (l.xid, l.seq) > ($${n + 2}::xid8, $${n + 3}::bigint) and l.xid < s.horizon
    and not pg_visible_in_snapshot(l.xid, $${n + 1}::pg_snapshot)
    and ((${holds('l.old')}) or l.op = 'upsert' and (${holds('l.new')}) or exists (select ${sameKey} and d.seq < l.seq and d.xid > l.xid))
    and not exists (select ${sameKey} and d.seq > l.seq and d.xid < l.xid)
  order by l.xid, l.seq limit $${n + 4}
), messages as (
  select string_agg('{"key":' || to_json(key)::text || ',"value":' || case when "is" then new::text else ${keyValue}::text end
    || ',"headers":{"operation":"' || case when not "is" then 'delete' when was then 'update' else 'insert' end
    || '",${relation},"lsn":"' || xid || '","op_position":' || seq || ',"txids":[' || xid || ']}}', ',' order by xid, seq) as messages,
    count(*)::int as count, (array_agg(xid || '_' || seq order by xid desc, seq desc))[1] as last
  from entries
)
select s.epoch, s.trimmed, s.is_trimmed, s.horizon::text as horizon, m.*,
  exists (select from shapes.log l where l.relation = ${literal(table)} and l.op = 'truncate' and l.tenant_id is null
    and (l.xid, l.seq) > ($${n + 2}::xid8, $${n + 3}::bigint) and l.xid < s.horizon
    and not pg_visible_in_snapshot(l.xid, $${n + 1}::pg_snapshot)) as is_truncated,
  coalesce(greatest(${newest(table, `= ${tenantParameter}`)}, ${newest(table, 'is null')}) >= s.horizon, false) as has_pending
from s, messages m`,
    digest: `
select count(*)::int as count, coalesce(sum(('x' || encode(substr(sha256(convert_to(row_to_json(r)::text, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint), 0)::text as digest
from ${from} where ${where}`,
  };
}

/** The newest entry's transaction, one step at the end of the index; EXISTS with a range was planned as a scan of the log. */
export function newest(table: string, tenant: string): string {
  return `(select n.xid from shapes.log n where n.relation = ${literal(table)} and n.tenant_id ${tenant} order by n.xid desc, n.seq desc limit 1)`;
}

/** A part of a row's key, escaped for JSON as it stands: the keys of the registry are uuids, in which nothing needs escaping. */
function uuidInKey(table: string, column: string, at: number): string {
  const relation = at === 0 ? `\\"public\\".\\"${table}\\"` : '';
  return `'${relation}/\\"' || n.${quote(column)}::uuid::text || '\\"'`;
}

/**
 * Every column is declared nullable text: the client parses nothing, and a NULL where the till expects a value fails
 * in the till's own schema, loudly, instead of making the client skip a batch (facts/sync.md 1.6, finding 1).
 */
function schemaHeader({ columns, key }: Shape): string {
  const entries = columns.map(({ column }) => {
    const at = key.indexOf(column);
    return [column, at === -1 ? { type: 'text' } : { type: 'text', pk_index: at }];
  });
  return JSON.stringify(Object.fromEntries(entries));
}
