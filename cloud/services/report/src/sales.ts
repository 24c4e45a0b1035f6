import { assert, decimalToScaled, ok, refuse } from '@beaveros/kit';
import { amountToText, type reportRoutes, SALES_ROWS_MAX, scaledToText } from '@beaveros/protocol/gateway';
import type { Handlers } from '@beaveros/service-kit';
import { decimalToAmount, type IslandTools } from '@beaveros/service-kit/ingest';
import { storesOf } from './stores-of.ts';

/** Sums as Postgres gives them: decimal text; counts may be bigint. */
interface Figures {
  readonly currency: string;
  readonly exponent: number;
  readonly documents: number;
  readonly lines: number;
  readonly quantity: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly returned: string;
}
interface SalesRow extends Figures {
  readonly storeId: string | null;
  readonly businessDate: string;
  readonly hour: number | null;
}

/** The sales report by day or hour. It asks the rollups only, so its time does not grow with the number of orders. */
export function salesHandler({
  transaction,
}: IslandTools<typeof reportRoutes>): Handlers<typeof reportRoutes>['readSales'] {
  return transaction('readSales', async ({ tx, identity, query: { from, to, storeId, by } }) => {
    if (from > to) return refuse({ code: 'report/from-after-to', field: 'query.from' });
    const values = [identity.tenantId, from, to, storesOf(identity, storeId)];
    const hour = by === 'hour' ? 'hour' : 'null::int';
    const rows = await tx.query<SalesRow>(
      `select store_id as "storeId", business_date as "businessDate", ${hour} as hour, ${SUMS} from sales_rollups
         where ${WITHIN} group by 1, 2, 3, currency_code, currency_exponent
         order by 2, 3, 1, currency_code limit ${SALES_ROWS_MAX + 1}`,
      values,
    );
    if (rows.length > SALES_ROWS_MAX)
      return refuse({ code: 'report/range-too-long', field: 'query.to', rowsMax: SALES_ROWS_MAX });
    const totals = await tx.query<Figures>(
      `select ${SUMS} from sales_rollups where ${WITHIN} group by currency_code, currency_exponent order by currency_code`,
      values,
    );
    return ok({
      totals: totals.map((row) => figuresOf(row)),
      rows: rows.map((row) => {
        const { storeId: store, businessDate, hour: at } = row;
        return { storeId: store, businessDate, hour: at, ...figuresOf(row) };
      }),
    });
  });
}

const WITHIN = `tenant_id = $1 and business_date between $2 and $3 and ($4::uuid[] is null or store_id = any($4::uuid[]))`;

const SUMS = `currency_code as currency, currency_exponent as exponent, sum(documents)::bigint as documents,
  sum(lines)::bigint as lines, sum(quantity) as quantity, sum(net_amount) as net, sum(tax_amount) as tax,
  sum(total_amount) as total, sum(returned_amount) as returned`;

function figuresOf({ currency, exponent, documents, lines, quantity, ...amounts }: Figures) {
  const text = (amount: string) => amountToText(decimalToAmount(amount, exponent), exponent);
  const scaled = decimalToScaled(quantity, 6);
  assert(scaled !== null, 'a sum of quantities is no quantity');
  return {
    currency,
    documents,
    lines,
    quantity: scaledToText(scaled, 6),
    net: text(amounts.net),
    tax: text(amounts.tax),
    total: text(amounts.total),
    returned: text(amounts.returned),
  };
}
