import type { IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import type { DayLedgerRow } from '@beaveros/domain/report';
import { type BusinessDate, scaledToDecimal } from '@beaveros/kit';
import type { FoldedStore } from '../stores/folded-store.ts';

type Summaries = IpcOutput<'orders'>;

/** A supplementary order is an open one that a screen finds where it looks for those. */
const WHERE: Readonly<Record<IpcInput<'orders'>['status'], string>> = {
  all: `status <> 'unknown'`,
  open: `status IN ('open', 'supplementary')`,
  closed: `status = 'closed'`,
};

/** Lists orders from the folded tables, newest first; the store has reached the answer when it returns. */
export function listOrders(
  store: FoldedStore,
  { status, isParked, limit, offset }: IpcInput<'orders'>,
): Summaries {
  store.catchUp();
  const where =
    isParked === undefined ? WHERE[status] : `${WHERE[status]} AND is_parked = ${isParked ? 1 : 0}`;
  const rows = store.db
    .prepare(
      `SELECT id AS "order", label, table_name AS tableName, status, total, paid, due, overpaid, currency_code AS code,
         currency_exponent AS exponent, terminal_id AS terminal, business_date AS businessDate,
         opened_at AS openedAt, closed_at AS closedAt, guests, customer_id AS customer, is_parked AS isParked,
         is_training AS isTraining
       FROM orders WHERE ${where} ORDER BY opened_at DESC, id LIMIT @limit OFFSET @offset`,
    )
    .all({ limit, offset }) as SummaryRow[];
  const total = store.db.prepare(`SELECT count(*) FROM orders WHERE ${where}`).pluck().get() as number;
  return {
    orders: rows.map(({ code, exponent, ...order }) => ({
      ...order,
      isParked: order.isParked === 1,
      isTraining: order.isTraining === 1,
      currency: { code, exponent },
    })),
    total,
  };
}

type Summary = Summaries['orders'][number];
type SummaryRow = Omit<Summary, 'currency' | 'isParked' | 'isTraining'> & {
  readonly code: string;
  readonly exponent: number;
  readonly isParked: 0 | 1;
  readonly isTraining: 0 | 1;
};

/**
 * Sums closes less reversals as a decimal string of their currency (one currency a store), without what was sold for
 * practice. `dropped`: what orders sold whose bodies are gone; the folded tables do not have them.
 */
export function sumDocuments(
  store: FoldedStore,
  businessDate: BusinessDate | null,
  dropped: readonly DayLedgerRow[] = [],
): IpcOutput<'totals'> {
  store.catchUp();
  const where = businessDate === null ? '1' : 'd.business_date = ?';
  const given = businessDate === null ? [] : [businessDate];
  const sums = store.db
    .prepare(
      `SELECT coalesce(sum(CASE d.status WHEN 'reversal' THEN -1 WHEN 'refund' THEN 0 ELSE 1 END), 0) AS documents,
         coalesce(sum(d.lines), 0) AS lines, coalesce(sum(d.total), 0) AS total, max(d.currency_exponent) AS exponent
       FROM order_documents d WHERE d.status <> 'idle' AND NOT d.is_training AND ${where}`,
    )
    .get(...given) as { documents: number; total: number; exponent: number | null; lines: number };
  const days = dropped.filter((day) => businessDate === null || day.businessDate === businessDate);
  const sum = (field: 'documents' | 'lines' | 'total') =>
    days.reduce((all, day) => all + day[field], sums[field]);
  const exponent = sums.exponent ?? days[0]?.currency.exponent ?? 2;
  return { documents: sum('documents'), lines: sum('lines'), total: scaledToDecimal(sum('total'), exponent) };
}
