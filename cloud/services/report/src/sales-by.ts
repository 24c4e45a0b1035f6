import { rateOfTaxKey } from '@beaveros/domain/report';
import { assert, decimalToScaled, ok, refuse } from '@beaveros/kit';
import { amountToText, type reportRoutes, scaledToText } from '@beaveros/protocol/gateway';
import type { Handlers } from '@beaveros/service-kit';
import { decimalToAmount, type IslandTools } from '@beaveros/service-kit/ingest';
import { storesOf } from './stores-of.ts';

/** Sums as Postgres gives them: decimal text; counts may be bigint. */
interface KeyRow {
  readonly keys: number;
  readonly key: string;
  readonly kind: string | null;
  readonly name: string | null;
  readonly currency: string;
  readonly exponent: number;
  readonly count: number;
  readonly quantity: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly tips: string;
  readonly rounding: string;
}

type Handler = Handlers<typeof reportRoutes>['readSalesBy'];

/**
 * Sales by one dimension. Whole months are asked by their month's sums and the days at the rims by their own, so the time
 * follows the number of keys, not of days and not of orders.
 */
export function salesByHandler({ transaction }: IslandTools<typeof reportRoutes>): Handler {
  return transaction('readSalesBy', async ({ tx, identity, query }) => {
    const { from, to, storeId, dimension, limit } = query;
    if (from > to) return refuse({ code: 'report/from-after-to', field: 'query.from' });
    const { firstMonth, afterMonths } = wholeMonths(from, to);
    const stores = storesOf(identity, storeId);
    const rows = await tx.query<KeyRow>(SALES_BY, [
      identity.tenantId,
      dimension,
      stores,
      from,
      to,
      firstMonth,
      afterMonths,
      limit,
    ]);
    return ok({
      keys: rows[0]?.keys ?? 0,
      rows: rows.map(({ keys: _keys, exponent, quantity, ...row }) => {
        const text = (amount: string) => amountToText(decimalToAmount(amount, exponent), exponent);
        const scaled = decimalToScaled(quantity, 6);
        assert(scaled !== null, 'a sum of quantities is no quantity');
        return {
          key: row.key,
          kind: row.kind,
          name: row.name,
          ratePpm: dimension === 'tax' ? rateOfTaxKey(row.key) : null,
          currency: row.currency,
          count: row.count,
          quantity: scaledToText(scaled, 6),
          net: text(row.net),
          tax: text(row.tax),
          total: text(row.total),
          tips: text(row.tips),
          rounding: text(row.rounding),
        };
      }),
    });
  });
}

/** The months that lie wholly between two dates, as the first day of the first and of the one after the last; equal: none. */
export function wholeMonths(
  from: string,
  to: string,
): { readonly firstMonth: string; readonly afterMonths: string } {
  const firstMonth = from.endsWith('-01') ? from : monthAfter(from);
  const isLastDay = monthAfter(to) === dayAfter(to);
  const afterMonths = isLastDay ? monthAfter(to) : `${to.slice(0, 8)}01`;
  return firstMonth < afterMonths ? { firstMonth, afterMonths } : { firstMonth: from, afterMonths: from };
}

const DAY_MS = 86_400_000;

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
}

function monthAfter(date: string): string {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

// $1 tenant, $2 dimension, $3 stores or null, $4 from, $5 to, $6 first month, $7 after the months, $8 limit. Three ranges of
// one index, not an OR of them: a plan for any parameters then reads no more than these rows.
const IN = `r.tenant_id = $1 and r.dimension = $2 and ($3::uuid[] is null or r.store_id = any($3::uuid[]))`;
const SALES_BY = `
with sums as (
  select key, currency_code as currency, currency_exponent as exponent, sum(count)::bigint as count,
    sum(quantity) as quantity, sum(net_amount) as net, sum(tax_amount) as tax, sum(total_amount) as total,
    sum(tips_amount) as tips, sum(rounding_amount) as rounding
  from (
    select * from dimension_rollups r where ${IN} and r.span = 'month' and r.since >= $6 and r.since < $7
    union all
    select * from dimension_rollups r where ${IN} and r.span = 'day' and r.since >= $4 and r.since < least($6, $5::date + 1)
    union all
    select * from dimension_rollups r where ${IN} and r.span = 'day' and r.since >= greatest($7, $6) and r.since <= $5
  ) rims
  group by key, currency_code, currency_exponent
)
select (select count(*)::int from sums) as keys, s.*, n.kind, n.name
from sums s left join dimension_names n on n.tenant_id = $1 and n.dimension = $2 and n.key = s.key
order by s.total desc, s.tax desc, s.net desc, s.key, s.currency limit $8`;
