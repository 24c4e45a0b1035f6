import { ORACLE_TABLES, type OracleRow, type OracleTable } from '../oracle/oracle.ts';
import { FOLLOWING_SERVICES } from '../follow.ts';
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
  ticket_places: 'workflow',
  tasks: 'workflow',
  accounts: 'payment',
  account_movements: 'payment',
  stock_levels: 'product-catalog',
  stock_movements: 'product-catalog',
  sold_out_items: 'product-catalog',
  entity_statuses: 'service-entity',
  table_visits: 'service-entity',
  reservations: 'service-entity',
};

/** Columns that the cloud spells otherwise than the till, beside `..._amount` and `..._quantity`. */
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

/** What the till keeps as a column and the cloud as an order. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  account_movements: [
    '(row_number() over (partition by t.account_id order by t.clock, t.chain, t.seq, t.idx) - 1)::int as position',
  ],
};

/** Reads everything the cloud holds of the world's tenant, past its services. */
export async function readCloud(world: WorldView): Promise<CloudEvidence> {
  const columns = await columnsOf(world);
  const rowsOf = (service: CloudService, table: string) => tableRows(world, columns, service, table);
  const rows: [string, readonly OracleRow[]][] = [];
  for (const table of Object.keys(ORACLE_TABLES) as OracleTable[])
    rows.push([table, await rowsOf(SERVICE_OF[table], table)]);
  return {
    held: await holdingOfCloud(world),
    rows: Object.fromEntries(rows) as Rows,
    contributions: await rowsOf('report', 'contributions'),
    rollups: await rowsOf('report', 'sales_rollups'),
    contributionsBy: await rowsOf('report', 'contributions_by'),
    dimensionRollups: await rowsOf('report', 'dimension_rollups'),
    dayShifts: await rowsOf('report', 'day_shifts'),
    cursors: await cursorsOf(world),
    defects: await defectsOf(world),
    setAside: await setAsideOf(world),
    sides: await sidesOf(world),
    strangeRows: await rowsWith(world),
  };
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly scale: number | null;
}

/** The columns of every table, by service. */
async function columnsOf({ cloud }: WorldView): Promise<ReadonlyMap<CloudService, readonly Column[]>> {
  const columns = new Map<CloudService, readonly Column[]>();
  for (const service of FOLLOWING_SERVICES)
    columns.set(
      service,
      await cloud.pg<Column>(
        service,
        `select table_name as table, column_name as name, data_type as type, numeric_scale as scale
          from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position`,
      ),
    );
  return columns;
}

/** A table's rows as the till would keep them: minor units, 10^-6, milliseconds, 0 and 1, JSON as text. */
async function tableRows(
  { cloud, tenant }: WorldView,
  known: ReadonlyMap<CloudService, readonly Column[]>,
  service: CloudService,
  table: string,
): Promise<readonly OracleRow[]> {
  const columns = known.get(service)!.filter((column) => column.table === table);
  if (columns.length === 0) return [];
  const exponent = columns.some(({ name }) => name === 'currency_exponent')
    ? // Points are counted in no currency.
      'coalesce(t.currency_exponent, 0)'
    : '(select o.currency_exponent from orders o where o.tenant_id = t.tenant_id and o.id = t.order_id)';
  const parts = [
    ...columns.map((column) => `${asKept(column, exponent)} as ${nameAtTill(column.name)}`),
    ...(COMPUTED[table] ?? []),
  ];
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
      return scale === 4 || name.endsWith('_amount')
        ? `(${column} * 10 ^ ${exponent})::bigint`
        : `(${column} * 1000000)::bigint`;
    case 'timestamp with time zone':
      return `(extract(epoch from ${column}) * 1000)::bigint`;
    case 'bytea':
      return `encode(${column}, 'hex')`;
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
  return `"${AT_THE_TILL[name] ?? (name === 'amount' ? name : name.replace(/_(amount|quantity)$/, ''))}"`;
}

async function cursorsOf({ cloud, tenant }: WorldView): Promise<readonly ServiceCursor[]> {
  const heads = await cloud.pg<{ chain: string; seq: number }>(
    'replication',
    `select encode(chain, 'hex') as chain, head_seq::int as seq from chains where tenant_id = $1`,
    [tenant],
  );
  const cursors: ServiceCursor[] = [];
  for (const service of FOLLOWING_SERVICES) {
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
  for (const service of FOLLOWING_SERVICES) {
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
  for (const service of ['replication', ...FOLLOWING_SERVICES] as const) {
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
