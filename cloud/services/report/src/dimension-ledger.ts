import type { Transaction } from '@beaveros/service-kit';
import { insertRows } from '@beaveros/service-kit/ingest';
import { contributionsByKey } from './tables.ts';

// The ledger by dimension and the sums that follow it, by day and by month.

/** Takes the old rows of these orders out of the sums and puts the new ones in; remembers what keys are called. */
export async function replaceContributionsBy(
  tx: Transaction,
  {
    tenantId,
    orders,
    rows,
  }: {
    readonly tenantId: string;
    readonly orders: readonly string[];
    readonly rows: readonly (typeof contributionsByKey.$inferSelect)[];
  },
): Promise<void> {
  const less = await tx.query<{ readonly contributions: number }>(TAKE_OUT, [tenantId, orders]);
  await insertRows(tx, contributionsByKey, rows);
  if (rows.length > 0) {
    await tx.execute(PUT_IN, [tenantId, orders]);
    await tx.execute(NAME, [tenantId, orders]);
  }
  // A sum of nothing is no row, so that the rollups equal the sums over the ledger, row by row.
  const emptied = less.filter(({ contributions }) => contributions === 0);
  if (emptied.length > 0) await tx.execute(DROP_EMPTY, [tenantId, JSON.stringify(emptied)]);
}

const KEY = 'tenant_id, dimension, span, since, store_id, key, currency_code, currency_exponent';
const FIGURES = [
  'count',
  'quantity',
  'net_amount',
  'tax_amount',
  'total_amount',
  'tips_amount',
  'rounding_amount',
] as const;

const added = (rows: string, sign: '' | '-') => `
insert into dimension_rollups as r (${KEY}, contributions, ${FIGURES.join(', ')})
select ${KEY}, ${sign}count(*), ${FIGURES.map((figure) => `${sign}sum(${figure})`).join(', ')}
from ${rows} cross join lateral
  (values ('day', business_date), ('month', date_trunc('month', business_date)::date)) as spans (span, since)
group by ${KEY}
on conflict (${KEY}) do update set contributions = r.contributions + excluded.contributions,
  ${FIGURES.map((figure) => `${figure} = r.${figure} + excluded.${figure}`).join(', ')}`;

const OF_ORDERS = 'contributions_by where tenant_id = $1 and order_id = any($2::uuid[])';

const TAKE_OUT = `
with gone as (delete from ${OF_ORDERS} returning *) ${added('gone', '-')}
returning dimension, span, since::text, store_id, key, currency_code, currency_exponent, contributions`;

const PUT_IN = added(`(select * from ${OF_ORDERS}) came`, '');

const DROP_EMPTY = `
delete from dimension_rollups r
using json_to_recordset($2::json) as e (dimension text, span text, since date, store_id uuid, key text, currency_code char(3),
  currency_exponent integer)
where r.tenant_id = $1 and r.contributions = 0 and r.dimension = e.dimension and r.span = e.span and r.since = e.since
  and r.store_id is not distinct from e.store_id and r.key = e.key and r.currency_code = e.currency_code
  and r.currency_exponent = e.currency_exponent`;

const NAME = `
insert into dimension_names as n (tenant_id, dimension, key, kind, name, business_date)
select distinct on (dimension, key) tenant_id, dimension, key, kind, name, business_date
from ${OF_ORDERS} order by dimension, key, business_date desc, document_id
on conflict (tenant_id, dimension, key) do update set
  kind = excluded.kind, name = excluded.name, business_date = excluded.business_date
where n.business_date < excluded.business_date`;
