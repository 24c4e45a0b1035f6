import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { contributionsOf, documentsFold, REPORT_READS } from '@beaveros/domain/report';
import { tellChange, type Transaction } from '@beaveros/service-kit';
import { amountsOf, insertRows, projection, type Reading } from '@beaveros/service-kit/ingest';
import { and, eq } from 'drizzle-orm';
import { type ContributionRow, contributions } from './tables.ts';

const AMOUNTS = amountsOf<ContributionRow>()('net', 'tax', 'total', 'returned');

/** Of each order its documents and their reversals. The rest is not read: a document says everything about itself. */
export const REPORT_READING = {
  readEvent,
  projections: [
    projection({
      name: 'contributions',
      reads: REPORT_READS,
      fold: (order, facts) =>
        contributionRows(order, facts as readonly Recorded[]).map((row) =>
          AMOUNTS.toMajor(row, row.currencyExponent),
        ),
      replace: (tx, tenantId, orders, rows) =>
        replaceContributions(tx, { tenantId, orders, rows: rows.flat() }),
    }),
  ],
} satisfies Reading;

/** What the documents and reversals among an order's facts add, as rows of the ledger. */
export function contributionRows(order: string, facts: readonly Recorded[]): readonly ContributionRow[] {
  return contributionsOf(foldAll(documentsFold, order, facts).state).map(
    ({ document, event, order: orderId, tenant, store, terminal, currency, ...figures }) => ({
      ...figures,
      documentId: document,
      eventId: event,
      orderId,
      tenantId: tenant,
      storeId: store,
      terminalId: terminal,
      currencyCode: currency.code,
      currencyExponent: currency.exponent,
    }),
  );
}

/** Takes the old rows of these orders out of the sums, puts the new ones in, and tells who watches: one transaction. */
async function replaceContributions(
  tx: Transaction,
  {
    tenantId,
    orders,
    rows,
  }: {
    readonly tenantId: string;
    readonly orders: readonly string[];
    readonly rows: readonly (typeof contributions.$inferSelect)[];
  },
): Promise<void> {
  await addToRollups(tx, { tenantId, orders, sign: -1 });
  const replaced = await tx.query<{ storeId: string | null }>(
    'delete from contributions where tenant_id = $1 and order_id = any($2::uuid[]) returning store_id as "storeId"',
    [tenantId, orders],
  );
  await insertRows(tx, contributions, rows);
  await addToRollups(tx, { tenantId, orders, sign: 1 });
  // A sum of nothing is no row, so that the rollups equal the sums over the ledger, row by row.
  if (replaced.length > 0)
    await tx.execute('delete from sales_rollups where tenant_id = $1 and contributions = 0', [tenantId]);
  await tellChange(
    tx,
    [...replaced, ...rows].map(({ storeId }) => storeId),
  );
}

const ROLLUP = `
insert into sales_rollups as r (tenant_id, store_id, business_date, hour, currency_code, currency_exponent, contributions,
  documents, lines, quantity, net_amount, tax_amount, total_amount, returned_amount)
select tenant_id, store_id, business_date, hour, currency_code, currency_exponent, $3::int * count(*),
  $3::int * sum(documents), $3::int * sum(lines),
  $3::int * sum(quantity), $3::int * sum(net_amount), $3::int * sum(tax_amount), $3::int * sum(total_amount),
  $3::int * sum(returned_amount)
from contributions where tenant_id = $1 and order_id = any($2::uuid[])
group by tenant_id, store_id, business_date, hour, currency_code, currency_exponent
on conflict (tenant_id, store_id, business_date, hour, currency_code, currency_exponent) do update set
  contributions = r.contributions + excluded.contributions, documents = r.documents + excluded.documents, lines = r.lines + excluded.lines, quantity = r.quantity + excluded.quantity,
  net_amount = r.net_amount + excluded.net_amount, tax_amount = r.tax_amount + excluded.tax_amount,
  total_amount = r.total_amount + excluded.total_amount, returned_amount = r.returned_amount + excluded.returned_amount`;

async function addToRollups(
  tx: Transaction,
  {
    tenantId,
    orders,
    sign,
  }: { readonly tenantId: string; readonly orders: readonly string[]; readonly sign: 1 | -1 },
): Promise<void> {
  await tx.execute(ROLLUP, [tenantId, orders, sign]);
}

/** The ledger rows of one order in minor units. */
export async function readContributions(
  tx: Transaction,
  tenantId: string,
  order: string,
): Promise<readonly ContributionRow[]> {
  const rows = await tx.drizzle
    .select()
    .from(contributions)
    .where(and(eq(contributions.tenantId, tenantId), eq(contributions.orderId, order)));
  return rows.map((row) => AMOUNTS.toMinor(row, row.currencyExponent));
}
