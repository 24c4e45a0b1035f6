import { type Folded, foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import type { OrderState } from '@beaveros/domain/order';
import {
  contributionsBy,
  dayDocumentsOf,
  dayShiftFold,
  documentsFold,
  REPORT_READS,
} from '@beaveros/domain/report';
import { tellChange, type Transaction } from '@beaveros/service-kit';
import { amountsOf, insertRows, projection, type Reading } from '@beaveros/service-kit/ingest';
import { and, eq } from 'drizzle-orm';
import { markArrivals, noteArrivals } from './arrivals.ts';
import { dayShiftRows, replaceDayShifts } from './day-shifts.ts';
import { replaceContributionsBy } from './dimension-ledger.ts';
import { type ContributionByRow, type ContributionRow, contributions, contributionsByKey } from './tables.ts';

const AMOUNTS = amountsOf<ContributionRow>()('net', 'tax', 'total', 'returned');
const AMOUNTS_BY = amountsOf<ContributionByRow>()('net', 'tax', 'total', 'tips', 'rounding');

/** Of each order its documents, of each shift its opening and its Z. The rest is not read: these say everything about themselves. */
export const REPORT_READING = {
  readEvent,
  projections: [
    projection({
      name: 'contributions',
      reads: REPORT_READS,
      fold: (order, facts) => {
        const folded = foldAll(documentsFold, order, facts as readonly Recorded[]);
        return {
          whole: wholeRows(folded).map((row) => AMOUNTS.toMajor(row, row.currencyExponent)),
          byKey: rowsByKey(folded).map((row) => AMOUNTS_BY.toMajor(row, row.currencyExponent)),
        };
      },
      replace: async (tx, tenantId, orders, rows) => {
        const whole = rows.flatMap((row) => row.whole);
        await replaceContributions(tx, { tenantId, orders, rows: whole });
        await replaceContributionsBy(tx, { tenantId, orders, rows: rows.flatMap(({ byKey }) => byKey) });
        await noteArrivals(tx, tenantId, whole);
        if (whole.length > 0) await markArrivals(tx, tenantId, orders);
      },
    }),
    projection({
      name: 'day_shifts',
      reads: dayShiftFold.reads,
      fold: (shift, facts) => dayShiftRows(shift, facts as readonly Recorded[]),
      replace: (tx, tenantId, shifts, rows) => replaceDayShifts(tx, { tenantId, shifts, rows: rows.flat() }),
    }),
  ],
} satisfies Reading;

/** What the documents among an order's facts add, as rows of the ledger. */
export function contributionRows(order: string, facts: readonly Recorded[]): readonly ContributionRow[] {
  return wholeRows(foldAll(documentsFold, order, facts));
}

/** The same by every dimension. */
export function contributionByRows(order: string, facts: readonly Recorded[]): readonly ContributionByRow[] {
  return rowsByKey(foldAll(documentsFold, order, facts));
}

function wholeRows(folded: Folded<OrderState>): readonly ContributionRow[] {
  return dayDocumentsOf(folded).map(
    ({
      document,
      event,
      order,
      tenant,
      store,
      terminal,
      currency,
      shift,
      at,
      number,
      cashier,
      ...figures
    }) => ({
      ...figures,
      ...number,
      cashierId: cashier,
      documentId: document,
      eventId: event,
      orderId: order,
      tenantId: tenant,
      storeId: store,
      terminalId: terminal,
      shiftId: shift,
      writtenAt: at,
      currencyCode: currency.code,
      currencyExponent: currency.exponent,
    }),
  );
}

function rowsByKey({ state }: Folded<OrderState>): readonly ContributionByRow[] {
  return contributionsBy(state).map(
    ({
      document,
      event: _e,
      commandId: _c,
      order,
      tenant,
      store,
      terminal: _t,
      currency,
      hour: _h,
      ...row
    }) => ({
      ...row,
      documentId: document,
      orderId: order,
      tenantId: tenant,
      storeId: store,
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

/** The rows of one order by every dimension, in minor units. */
export async function readContributionsBy(
  tx: Transaction,
  tenantId: string,
  order: string,
): Promise<readonly ContributionByRow[]> {
  const rows = await tx.drizzle
    .select()
    .from(contributionsByKey)
    .where(and(eq(contributionsByKey.tenantId, tenantId), eq(contributionsByKey.orderId, order)));
  return rows.map((row) => AMOUNTS_BY.toMinor(row, row.currencyExponent));
}
