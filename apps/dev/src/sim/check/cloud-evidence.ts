import { ORACLE_TABLES, type OracleRow, type OracleTable } from '../oracle/oracle.ts';
import type { CloudService, WorldView } from '../world-view.ts';
import type { CloudEvidence, Rows, ServiceCursor, SideHeld } from './evidence.ts';
import { holdingOfCloud } from './holdings.ts';

const SERVICE_OF: Readonly<Record<OracleTable, CloudService>> = {
  orders: 'order',
  order_items: 'order',
  order_item_modifiers: 'order',
  order_item_taxes: 'order',
  order_documents: 'order',
  order_tasks: 'order',
  payments: 'payment',
  shifts: 'payment',
  z_reports: 'payment',
  tickets: 'workflow',
  order_item_workflow_status: 'workflow',
  tasks: 'workflow',
};

/** Columns that the cloud spells otherwise than the till, beside `..._amount`. */
const AT_THE_TILL: Readonly<Record<string, string>> = {
  service_entity_id: 'table_id',
  service_entity_name: 'table_name',
  modifier_option_id: 'option_id',
  price_adjustment: 'price',
  rate: 'rate_ppm',
  status_notes: 'note',
  reverses_document_id: 'reverses',
  order_document_id: 'document_id',
  transaction_reference: 'reference',
};

const FOLLOWERS = ['order', 'payment', 'workflow', 'report'] as const;

/** Reads everything the cloud holds of the world's tenant, past its services. */
export async function readCloud(world: WorldView): Promise<CloudEvidence> {
  const rows: [string, readonly OracleRow[]][] = [];
  for (const table of Object.keys(ORACLE_TABLES) as OracleTable[])
    rows.push([table, await tableRows(world, SERVICE_OF[table], table)]);
  return {
    held: await holdingOfCloud(world),
    rows: Object.fromEntries(rows) as Rows,
    contributions: await tableRows(world, 'report', 'contributions'),
    rollups: await tableRows(world, 'report', 'sales_rollups'),
    cursors: await cursorsOf(world),
    defects: await defectsOf(world),
    setAside: await setAsideOf(world),
    sides: await sidesOf(world),
    strangeRows: await rowsWith(world),
  };
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly scale: number | null;
}

/** A table's rows as the till would keep them: minor units, 10^-6, milliseconds, 0 and 1, JSON as text. */
async function tableRows(
  { cloud, tenant }: WorldView,
  service: CloudService,
  table: string,
): Promise<readonly OracleRow[]> {
  const columns = await cloud.pg<Column>(
    service,
    `select column_name as name, data_type as type, numeric_scale as scale from information_schema.columns
      where table_schema = 'public' and table_name = $1 order by ordinal_position`,
    [table],
  );
  if (columns.length === 0) return [];
  const exponent = columns.some(({ name }) => name === 'currency_exponent')
    ? 't.currency_exponent'
    : '(select o.currency_exponent from orders o where o.tenant_id = t.tenant_id and o.id = t.order_id)';
  const parts = columns.map((column) => `${asKept(column, exponent)} as ${nameAtTill(column.name)}`);
  const found = await cloud.pg<{ row: OracleRow }>(
    service,
    `select row_to_json(x) as row from (select ${parts.join(', ')} from ${table} t where t.tenant_id = $1) x`,
    [tenant],
  );
  return found.map(({ row }) => row);
}

function asKept({ name, type, scale }: Column, exponent: string): string {
  const column = `t.${name}`;
  switch (type) {
    case 'numeric':
      return scale === 4 ? `(${column} * 10 ^ ${exponent})::bigint` : `(${column} * 1000000)::bigint`;
    case 'timestamp with time zone':
      return `(extract(epoch from ${column}) * 1000)::bigint`;
    case 'boolean':
      return `${column}::int`;
    case 'json':
    case 'date':
    case 'uuid':
      return `${column}::text`;
    default:
      return column;
  }
}

function nameAtTill(name: string): string {
  return `"${AT_THE_TILL[name] ?? (name === 'amount' ? name : name.replace(/_amount$/, ''))}"`;
}

async function cursorsOf({ cloud, tenant }: WorldView): Promise<readonly ServiceCursor[]> {
  const heads = await cloud.pg<{ chain: string; seq: number }>(
    'replication',
    `select encode(chain, 'hex') as chain, head_seq::int as seq from chains where tenant_id = $1`,
    [tenant],
  );
  const cursors: ServiceCursor[] = [];
  for (const service of FOLLOWERS) {
    const rows = await cloud.pg<{ chain: string; seq: number }>(
      service,
      `select encode(chain, 'hex') as chain, seq::int as seq from journal_cursors where tenant_id = $1`,
      [tenant],
    );
    const known = new Map(rows.map(({ chain, seq }) => [chain, seq]));
    for (const { chain, seq } of heads)
      cursors.push({ service, chain, cursor: known.get(chain) ?? 0, head: seq });
  }
  return cursors;
}

async function defectsOf(world: WorldView): Promise<readonly unknown[]> {
  return await ofServices(
    world,
    'select projection, aggregate::text, reason from suspended_aggregates where tenant_id = $1',
  );
}

async function setAsideOf(world: WorldView): Promise<readonly unknown[]> {
  return await ofServices(
    world,
    `select encode(chain, 'hex') as chain, seq::int as seq, idx, type, reason from suspense
      where tenant_id = $1 and reason like 'database/%'`,
  );
}

async function ofServices({ cloud, tenant }: WorldView, query: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const service of FOLLOWERS) {
    const rows = await cloud.pg(service, query, [tenant]);
    found.push(...rows.map((row) => ({ service, ...row })));
  }
  return found;
}

function sidesOf({ cloud, tenant }: WorldView): Promise<readonly SideHeld[]> {
  return cloud.pg<SideHeld>(
    'replication',
    `select id::text as side, value from sides where tenant_id = $1
     union all
     select s ->> 'id', s ->> 'value' from forks, jsonb_array_elements(to_jsonb(forks) -> 'sides') s where tenant_id = $1`,
    [tenant],
  );
}

/** Rows under our tenant that hold the neighbour's word; bytea reads as hex, so it is looked for in both spellings. */
async function rowsWith({ cloud, tenant, canary }: WorldView): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  const hex = Buffer.from(canary, 'utf8').toString('hex');
  for (const service of ['replication', ...FOLLOWERS] as const) {
    const tables = await cloud.pg<{ name: string }>(
      service,
      `select quote_ident(table_name) as name from information_schema.columns
        where table_schema = 'public' and column_name = 'tenant_id' and data_type = 'uuid'`,
    );
    const each = tables.map(
      ({ name }) =>
        `select '${name}' as name, count(*)::int as rows from ${name} t
          where tenant_id = $1 and (strpos(t::text, $2) > 0 or strpos(t::text, $3) > 0)`,
    );
    if (each.length === 0) continue;
    const counts = await cloud.pg<{ name: string; rows: number }>(service, each.join(' union all '), [
      tenant,
      canary,
      hex,
    ]);
    for (const { name, rows } of counts) if (rows > 0) found.push({ service, table: name, rows });
  }
  return found;
}
