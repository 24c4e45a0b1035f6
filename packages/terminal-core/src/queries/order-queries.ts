import type { IpcOutput } from '@beaveros/protocol/ipc';
import { type BusinessDate, scaledToDecimal } from '@beaveros/kit';
import type { FoldedStore } from '../stores/folded-store.ts';

type Summaries = IpcOutput<'orders'>;

/** Lists orders from the folded tables, newest first; the store has reached the answer when it returns. */
export function listOrders(
  store: FoldedStore,
  { status, limit, offset }: { readonly status: string; readonly limit: number; readonly offset: number },
): Summaries {
  store.catchUp();
  const where = status === 'all' ? `status <> 'unknown'` : 'status = @status';
  const rows = store.db
    .prepare(
      `SELECT id AS "order", label, table_name AS tableName, status, total, paid, currency_code AS code,
         currency_exponent AS exponent, terminal_id AS terminal, business_date AS businessDate,
         opened_at AS openedAt, closed_at AS closedAt
       FROM orders WHERE ${where} ORDER BY opened_at DESC, id LIMIT @limit OFFSET @offset`,
    )
    .all(status === 'all' ? { limit, offset } : { status, limit, offset }) as (Omit<
    Summaries['orders'][number],
    'currency'
  > & {
    readonly code: string;
    readonly exponent: number;
  })[];
  const counting = store.db.prepare(`SELECT count(*) FROM orders WHERE ${where}`).pluck();
  return {
    orders: rows.map(({ code, exponent, ...order }) => ({ ...order, currency: { code, exponent } })),
    total: (status === 'all' ? counting.get() : counting.get({ status })) as number,
  };
}

/** Sums the folded documents as a decimal string of their currency (one currency a store). */
export function sumDocuments(store: FoldedStore, businessDate: BusinessDate | null): IpcOutput<'totals'> {
  store.catchUp();
  const where = businessDate === null ? '1' : 'd.business_date = ?';
  const given = businessDate === null ? [] : [businessDate];
  const sums = store.db
    .prepare(
      `SELECT count(*) AS documents, coalesce(sum(d.total), 0) AS total, coalesce(max(d.currency_exponent), 2) AS exponent,
         coalesce(sum(json_array_length(d.body, '$.lines')), 0) AS lines
       FROM order_documents d WHERE ${where}`,
    )
    .get(...given) as { documents: number; total: number; exponent: number; lines: number };
  return { documents: sums.documents, lines: sums.lines, total: scaledToDecimal(sums.total, sums.exponent) };
}
