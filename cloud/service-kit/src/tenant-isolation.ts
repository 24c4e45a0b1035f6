import { Fault } from '@beaveros/kit';
import type pg from 'pg';

/**
 * Functions that a service's migrations call, installed by the kit before the first one and executable by the owner only:
 *
 * - `beaver_isolate('t')`: forced row-level security on `tenant_id`, and read and write for the app role;
 *   `beaver_isolate('tenants', 'id')` for the table of the tenants themselves;
 * - `beaver_share('t')`: read and write for the app role on a table without a tenant; it must be on the allow list;
 * - `beaver_publish('t', 'a', 'b')`: SELECT on those columns for the reader, on all when none is named.
 *
 * Role names come from the owner's: the clone of a database keeps the roles of its template.
 */
export const TENANT_ISOLATION_SQL = `
create or replace function beaver_role(kind text) returns text language sql stable
set search_path = pg_catalog as $$
  select regexp_replace(current_user, '_owner$', '') || '_' || kind
$$;

create or replace function beaver_share(target regclass) returns void language plpgsql
set search_path = pg_catalog, public as $$
begin
  execute format('grant select, insert, update, delete on %s to %I', target, beaver_role('app'));
  execute format('grant usage, select on all sequences in schema public to %I', beaver_role('app'));
end $$;

create or replace function beaver_isolate(target regclass, tenant_column name default 'tenant_id') returns void
language plpgsql set search_path = pg_catalog, public as $$
declare
  bound text := format('%I = nullif(current_setting(''beaver.tenant_id'', true), '''')::uuid', tenant_column);
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('drop policy if exists tenant_isolation on %s', target);
  execute format('create policy tenant_isolation on %s using (%s) with check (%s)', target, bound, bound);
  perform beaver_share(target);
end $$;

create or replace function beaver_publish(target regclass, variadic columns text[] default '{}') returns void
language plpgsql set search_path = pg_catalog, public as $$
declare
  list text := (select string_agg(quote_ident(c), ', ') from unnest(columns) c);
begin
  execute format('grant select %s on %s to %I', coalesce('(' || list || ')', ''), target, beaver_role('reader'));
end $$;

revoke all on function beaver_role(text), beaver_share(regclass), beaver_isolate(regclass, name),
  beaver_publish(regclass, text[]) from public;
`;

/** The table of the tenants themselves is bound by its own id (auth-user). */
const TENANT_COLUMN_BY_TABLE: Readonly<Record<string, string>> = { tenants: 'id' };

/**
 * Refuses to serve from a database in which a tenant could see a neighbour. Every table of schema public is bound to the
 * tenant by forced row-level security or is named in `allow`; views run with the caller's rights; the app role owns
 * nothing, bypasses nothing, is a member of nothing and cannot truncate; the reader writes nothing.
 * `client` is a session of the owner. Faults: `isolation/violated`, with every problem in `details.problems`.
 */
export async function assertTenantIsolation(
  client: pg.ClientBase,
  allow: readonly string[] = [],
): Promise<void> {
  const problems = [...(await relationProblems(client, allow)), ...(await roleProblems(client))];
  if (problems.length === 0) return;
  throw new Fault('isolation/violated', `tenant isolation: ${problems.join('; ')}`, {
    details: { problems },
  });
}

interface Relation {
  readonly name: string;
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f';
  readonly forced: boolean;
  readonly tenant_columns: readonly string[];
  readonly policies: readonly {
    readonly open: boolean;
    readonly cmd: string;
    readonly using: string;
    readonly check: string;
  }[];
  readonly runs_as_caller: boolean;
  readonly app_truncates: boolean;
  readonly reader_writes: boolean;
}

const RELATIONS = `
select c.relname as name, c.relkind as kind, c.relrowsecurity and c.relforcerowsecurity as forced,
  array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    and a.attnotnull and a.atttypid = 'uuid'::regtype) as tenant_columns,
  coalesce((select json_agg(json_build_object('open', p.polpermissive, 'cmd', p.polcmd,
    'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
    from pg_policy p where p.polrelid = c.oid), '[]') as policies,
  coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on'], false) as runs_as_caller,
  has_table_privilege(beaver_role('app'), c.oid, 'truncate') as app_truncates,
  has_table_privilege(beaver_role('reader'), c.oid, 'insert, update, delete, truncate')
    or has_any_column_privilege(beaver_role('reader'), c.oid, 'insert, update') as reader_writes
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`;

/** The kit's own table belongs to no tenant, and the app role has no right to it. */
const OWN_TABLES = ['schema_migrations'];

async function relationProblems(client: pg.ClientBase, allow: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<Relation>(RELATIONS);
  const names = new Set(rows.map((row) => row.name));
  const problems = allow
    .filter((name) => !names.has(name))
    .map((name) => `${name} is allowed but does not exist`);
  for (const row of rows) {
    if (row.reader_writes) problems.push(`the reader may write ${row.name}`);
    if (row.app_truncates) problems.push(`the app role may truncate ${row.name}, which no policy sees`);
    if (allow.includes(row.name) || OWN_TABLES.includes(row.name)) continue;
    if (row.kind === 'v') {
      if (!row.runs_as_caller)
        problems.push(`view ${row.name} runs with its owner's rights: set security_invoker`);
    } else if (row.kind === 'm' || row.kind === 'f') {
      problems.push(`${row.name} cannot have row-level security`);
    } else {
      problems.push(...tableProblems(row));
    }
  }
  return problems;
}

function tableProblems(row: Relation): readonly string[] {
  const column = TENANT_COLUMN_BY_TABLE[row.name] ?? 'tenant_id';
  if (!row.tenant_columns.includes(column)) return [`${row.name} has no column ${column} uuid not null`];
  if (!row.forced) return [`${row.name} does not force row-level security`];
  // As PostgreSQL 12 to 18 print the expression back; a server that prints it otherwise is refused, not trusted.
  const bound = `(${column} = (NULLIF(current_setting('beaver.tenant_id'::text, true), ''::text))::uuid)`;
  const open = row.policies.filter((policy) => policy.open);
  // Permissive policies add up: one that says less would open the table.
  const isBound =
    open.length === 1 && open[0]!.cmd === '*' && open[0]!.using === bound && open[0]!.check === bound;
  return isBound ? [] : [`${row.name} has another policy than tenant_isolation: call beaver_isolate`];
}

interface Role {
  readonly name: string;
  readonly bypasses: boolean;
  readonly owned: number;
  readonly memberships: number;
}

const ROLES = `
select r.rolname as name, r.rolname = beaver_role('app') and (r.rolsuper or r.rolbypassrls) or r.rolsuper as bypasses,
  (select count(*)::int from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid
    and d.deptype = 'o') as owned,
  (select count(*)::int from pg_auth_members m where m.member = r.oid) as memberships
from pg_roles r where r.rolname in (beaver_role('app'), beaver_role('reader')) order by 1`;

async function roleProblems(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<Role>(ROLES);
  const problems = rows.length === 2 ? [] : ['the app and reader roles do not both exist'];
  for (const role of rows) {
    if (role.bypasses) problems.push(`${role.name} bypasses row-level security`);
    if (role.owned > 0) problems.push(`${role.name} owns something`);
    if (role.memberships > 0) problems.push(`${role.name} is a member of another role`);
  }
  return problems;
}
