import type { Shape } from '@beaveros/protocol/shapes';

// Change capture in PostgreSQL itself, without a replication slot. One statement trigger per published table appends
// what changed to `shapes.log`, with the transaction's id, in the transaction that changed it, and rings a bell.
//
// Two facts carry the correctness of everything that reads the log:
//
// 1. xid horizon. A transaction whose xid is below `pg_snapshot_xmin(pg_current_snapshot())` has ended. A reader that takes
//    only such entries, ordered by (xid, seq), never passes one that commits later. A long transaction delays; it loses none.
// 2. `seq` orders the changes of one key truly: it is drawn while the row is locked, and the next writer of that key waits
//    for the commit. xid does not: a transaction that began first may change a row last. So an entry is *superseded*, and is
//    skipped, when an entry of the same tenant and key with a higher seq has a lower xid: that one, a whole row, was sent before.
//    And an entry that supersedes others is sent even where it concerns no row of the shape: as the delete they would have been.
//
// NOTE: a trigger of a service that changes the row once more within the same statement would be captured before the outer
// statement and so be lost. Published tables have no such triggers; their columns are written by code.

/** NOTIFY channel; the payload is `<table>/<tenant id>`, or `<table>/*` for everyone. */
export const BELL_CHANNEL = 'beaver_shapes';

/** Above this many tenants in one statement the bell is rung for everyone instead. */
const TENANTS_RUNG_MAX = 64;

/** A published table: the columns of all its shapes together, in the order of their first mention. */
export interface PublishedTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Columns that a filter compares or a key names: all that the log keeps of an old row. */
  readonly identifying: readonly string[];
}

export function publishedTables(shapes: readonly Shape[]): readonly PublishedTable[] {
  const tables = new Map<string, PublishedTable>();
  for (const { table, columns, key, filter } of shapes) {
    const known = tables.get(table);
    const union = (before: readonly string[] | undefined, more: readonly string[]) => [
      ...new Set([...(before ?? []), ...more]),
    ];
    tables.set(table, {
      table,
      key,
      columns: union(
        known?.columns,
        columns.map((each) => each.column),
      ),
      identifying: union(known?.identifying, [...key, ...Object.keys(filter)]),
    });
  }
  return [...tables.values()];
}

/** Everything {@link installCapture} runs, as the owner, in one transaction. Running it again changes nothing. */
export function captureSql(shapes: readonly Shape[]): string {
  return [LOG_SQL, ...publishedTables(shapes).map(tableSql)].join('\n');
}

/**
 * The schema is of its own so that the app role has no right in it at all; the trigger functions run as the owner. Row-level
 * security without a policy shuts out everybody who does not bypass it.
 */
const LOG_SQL = `
create schema if not exists shapes;
create table if not exists shapes.stream (
  is_only boolean primary key default true check (is_only),
  epoch uuid not null default gen_random_uuid(),
  trimmed_xid xid8 not null default '0'
);
insert into shapes.stream default values on conflict do nothing;
create table if not exists shapes.log (
  seq bigint generated always as identity (cache 1) primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  relation text not null,
  tenant_id uuid,
  key text,
  op text not null check (op in ('upsert', 'delete', 'truncate')),
  old jsonb,
  new json
);
create index if not exists log_by_tenant on shapes.log (relation, tenant_id, xid, seq);
create index if not exists log_by_key on shapes.log (relation, tenant_id, key, seq) where key is not null;
create index if not exists log_by_age on shapes.log (at);
alter table shapes.log enable row level security;
alter table shapes.log force row level security;
do $do$ begin
  execute format('grant usage on schema shapes to %I', beaver_role('reader'));
  execute format('grant select on shapes.log, shapes.stream to %I', beaver_role('reader'));
end $do$;
`;

function tableSql({ table, columns, key, identifying }: PublishedTable): string {
  const name = quote(table);
  const text = (row: string) =>
    columns.map((each) => `${row}.${quote(each)}::text as ${quote(each)}`).join(', ');
  const ids = (row: string) =>
    `jsonb_build_object(${identifying.map((each) => `${literal(each)}, ${row}.${quote(each)}::text`).join(', ')})`;
  const same = [...new Set(['tenant_id', ...key])]
    .map((each) => `o.${quote(each)} = n.${quote(each)}`)
    .join(' and ');
  const source = (row: string) => `${row === 'n' ? 'new_rows' : 'old_rows'} ${row}`;
  const tenants = `
    select case when count(*) over () > ${TENANTS_RUNG_MAX} then '*' else t end from (%s) x (t)`;
  const ring = (rows: string) => `
    perform pg_notify('${BELL_CHANNEL}', '${table}/' || t) from (${tenants.replace('%s', rows)}) y (t) group by t;`;
  const tenantOf = (row: string) => `select distinct ${row}.tenant_id::text from ${source(row)}`;
  return `
create or replace function shapes.${quote(`capture_${table}`)}() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO, DMY' set intervalstyle = 'iso_8601'
set extra_float_digits = 1 set bytea_output = 'hex' as $fn$
begin
  if tg_op = 'INSERT' then
    insert into shapes.log (relation, tenant_id, key, op, new)
      select '${table}', n.tenant_id, ${keySql(table, key, 'n')}, 'upsert', row_to_json(r)
      from ${source('n')}, lateral (select ${text('n')}) r;${ring(tenantOf('n'))}
  elsif tg_op = 'DELETE' then
    insert into shapes.log (relation, tenant_id, key, op, old)
      select '${table}', o.tenant_id, ${keySql(table, key, 'o')}, 'delete', ${ids('o')} from ${source('o')};${ring(tenantOf('o'))}
  elsif tg_op = 'UPDATE' then
    -- A changed key (or tenant) is a delete and an insert; an update of unpublished columns is nothing.
    insert into shapes.log (relation, tenant_id, key, op, old)
      select '${table}', o.tenant_id, ${keySql(table, key, 'o')}, 'delete', ${ids('o')}
      from ${source('o')} where not exists (select from ${source('n')} where ${same});
    insert into shapes.log (relation, tenant_id, key, op, old, new)
      select '${table}', n.tenant_id, ${keySql(table, key, 'n')}, 'upsert',
        case when o.tenant_id is not null then ${ids('o')} end, row_to_json(r)
      from ${source('n')} left join ${source('o')} on ${same}, lateral (select ${text('n')}) r, lateral (select ${text('o')}) p
      where row_to_json(p)::text is distinct from row_to_json(r)::text;${ring(`${tenantOf('n')} union ${tenantOf('o')}`)}
  else
    insert into shapes.log (relation, op) values ('${table}', 'truncate');
    perform pg_notify('${BELL_CHANNEL}', '${table}/*');
  end if;
  return null;
end $fn$;
revoke all on function shapes.${quote(`capture_${table}`)}() from public;
create or replace trigger zz_shapes_insert after insert on public.${name} referencing new table as new_rows
  for each statement execute function shapes.${quote(`capture_${table}`)}();
create or replace trigger zz_shapes_update after update on public.${name} referencing old table as old_rows new table as new_rows
  for each statement execute function shapes.${quote(`capture_${table}`)}();
create or replace trigger zz_shapes_delete after delete on public.${name} referencing old table as old_rows
  for each statement execute function shapes.${quote(`capture_${table}`)}();
create or replace trigger zz_shapes_truncate after truncate on public.${name}
  for each statement execute function shapes.${quote(`capture_${table}`)}();
select beaver_publish(${literal(`public.${name}`)}, ${columns.map(literal).join(', ')});
`;
}

/** Electric's key of a row: `"schema"."table"/"pk1"/"pk2"`, a slash in a value doubled (facts/sync.md 1.3). */
function keySql(table: string, key: readonly string[], row: string): string {
  const parts = key.map((each) => `'/"' || replace(${row}.${quote(each)}::text, '/', '//') || '"'`);
  return [literal(`"public".${quote(table)}`), ...parts].join(' || ');
}

export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
