import { businessDate } from '@beaveros/kit';
import pg from 'pg';
import { backOffice } from '../bench-till.ts';
import { median, rounded } from '../figures.ts';
import type { Measure, Stage } from '../row.ts';

const SIZES = [10_000, 1_000_000] as const;
const ASKED = 100;
const WARM_UP = 10;
const BUDGET_MS = 100;
const RATIO_MAX = 1.5;
const ITEMS = 1_000;
const KEYS = 200;
const YEAR = { from: businessDate('2025-01-01'), to: businessDate('2025-12-31') } as const;

/**
 * The sales report of a year by days over the gateway, with 10,000 orders in the service's tables and with 1,000,000; beside
 * it, told and not judged, the same year by item.
 */
export const reportOverOrders: Measure = async (stage) => {
  const url = new URL(stage.postgresUrl!);
  url.pathname = '/beaver_report';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const medians: number[] = [];
  const byItem: string[] = [];
  const filled: string[] = [];
  for (const size of SIZES) {
    const startedAt = performance.now();
    await fill(client, stage.cloud!, size);
    filled.push(`${rounded((performance.now() - startedAt) / 1000)} s`);
    medians.push(await ask(stage, size));
    byItem.push(`${rounded(await askByItem(stage))} ms`);
  }
  await client.query('delete from contributions; delete from sales_rollups; delete from dimension_rollups;');
  await client.end();
  const [baseline, value] = medians as [number, number];
  const ratio = value / baseline;
  const why =
    `a year by days, median of ${ASKED}, all through the gateway; value: 1,000,000 orders, baseline: 10,000; contributions filled by SQL over 366 days, ` +
    `hours 8 to 21, and the rollups summed from them by the service's own grouping (${filled.join(', ')}); the year by ` +
    `${ITEMS.toLocaleString('en')} items of which ${KEYS} are answered: ${byItem.join(' and ')}`;
  return {
    value: rounded(value),
    baseline: rounded(baseline),
    ratio: rounded(ratio),
    ok: medians.every((ms) => ms < BUDGET_MS) && ratio <= RATIO_MAX,
    why,
  };
};

/** Contributions until there are so many, and the rollups they add up to. */
async function fill(
  client: pg.Client,
  { tenant, storeId, terminalId }: NonNullable<Stage['cloud']>,
  size: number,
): Promise<void> {
  await client.query('begin');
  await client.query(
    `insert into contributions (tenant_id, order_id, event_id, command_id, document_id, store_id, terminal_id, business_date, hour,
       currency_code, currency_exponent, documents, net_amount, tax_amount, total_amount, lines, quantity, returned_amount,
       chain, seq, clock, written_at, terminal_code, series, counter, cashier_name)
     select $1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $2, $3, date '2025-01-01' + (n % 365)::int, 8 + n % 14,
       'EUR', 2, 1, total - round(total * 0.1, 2), round(total * 0.1, 2), total, 1 + n % 9, 1 + n % 12, case when n % 50 = 0 then 1 else 0 end,
       '\\x00', n + 1, n + 1, now(), 'T1', 1, n + 1, 'Ana'
     from (select n, round((5 + (n * 7919 % 9000) / 100.0)::numeric, 2) as total
           from generate_series((select count(*) from contributions where tenant_id = $1), $4::bigint - 1) as n) as orders`,
    [tenant, storeId, terminalId, size],
  );
  await client.query('delete from sales_rollups where tenant_id = $1', [tenant]);
  await client.query(
    `insert into sales_rollups (tenant_id, store_id, business_date, hour, currency_code, currency_exponent, contributions, documents, lines,
       quantity, net_amount, tax_amount, total_amount, returned_amount)
     select tenant_id, store_id, business_date, hour, currency_code, currency_exponent, count(*), sum(documents), sum(lines), sum(quantity),
       sum(net_amount), sum(tax_amount), sum(total_amount), sum(returned_amount)
     from contributions where tenant_id = $1
     group by tenant_id, store_id, business_date, hour, currency_code, currency_exponent`,
    [tenant],
  );
  await client.query('delete from dimension_rollups where tenant_id = $1', [tenant]);
  // Every item is sold every day, whatever the number of orders: the most that a day's sums can be.
  await client.query(
    `insert into dimension_rollups select $1, $2, 'item', 'day', date '2025-01-01' + day, lpad(to_hex(item), 32, '0')::uuid::text, 'EUR', 2,
       orders, orders, orders, 9 * orders, orders, 10 * orders, 0, 0
     from generate_series(0, 364) day, generate_series(1, ${ITEMS}) item, (values ($3::bigint)) as of (orders)`,
    [tenant, storeId, Math.ceil(size / 365 / ITEMS)],
  );
  await client.query(
    `insert into dimension_rollups select tenant_id, store_id, dimension, 'month', date_trunc('month', since)::date, key, 'EUR', 2,
       sum(contributions), sum(count), sum(quantity), sum(net_amount), sum(tax_amount), sum(total_amount), 0, 0
     from dimension_rollups where tenant_id = $1 group by 1, 2, 3, 5, 6`,
    [tenant],
  );
  await client.query('commit');
  // As an idle autovacuum leaves it.
  await client.query('vacuum analyze contributions, sales_rollups, dimension_rollups');
}

async function ask({ cloud }: Stage, size: number): Promise<number> {
  const api = backOffice(cloud!);
  const tookMs: number[] = [];
  for (let at = 0; at < ASKED + WARM_UP; at += 1) {
    const startedAt = performance.now();
    const { totals } = await api.call('readSales', {
      query: YEAR,
    });
    if (at >= WARM_UP) tookMs.push(performance.now() - startedAt);
    if (totals[0]?.documents !== size)
      throw new Error(`the report counts ${totals[0]?.documents} of ${size} documents`);
  }
  return median(tookMs);
}

async function askByItem({ cloud }: Stage): Promise<number> {
  const api = backOffice(cloud!);
  const tookMs: number[] = [];
  for (let at = 0; at < ASKED + WARM_UP; at += 1) {
    const startedAt = performance.now();
    const { rows, keys } = await api.call('readSalesBy', {
      query: { ...YEAR, dimension: 'item', limit: KEYS },
    });
    if (at >= WARM_UP) tookMs.push(performance.now() - startedAt);
    if (rows.length !== KEYS || keys !== ITEMS)
      throw new Error(`${rows.length} of ${keys} items were reported`);
  }
  return median(tookMs);
}
