import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Actor, missing } from '@beaveros/domain/auth-user';
import type { OrderState } from '@beaveros/domain/order';
import {
  addFigures,
  type ContributionBy,
  contributionsBy,
  contributionsOf,
  documentsFold,
} from '@beaveros/domain/report';
import { ok, type Result, refuse, ZERO } from '@beaveros/kit';
import type { DayReportRow, IpcInput, IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import type { FoldedStore } from '../stores/folded-store.ts';

/** Orders read in one turn: 3 to 7 ms on a busy machine (2026-11-23), so that a sale does not wait for a report. */
const ORDERS_AT_ONCE = 50;

/**
 * What a day came to by one dimension, from the documents that this till has folded: the largest total first. Between turns
 * sales go on, so the answer is of documents that were there when it was asked. Refused without `can_view_reports`.
 */
export async function dayReport(
  store: FoldedStore,
  { businessDate, dimension, terminal }: IpcInput<'dayReport'>,
  actor: Actor,
): Promise<Result<IpcOutput<'dayReport'>, IpcRefusal>> {
  const refusal = missing(actor, 'can_view_reports');
  if (refusal !== null) return refuse(refusal);
  store.catchUp();
  const orders = store.db
    .prepare('SELECT DISTINCT order_id FROM order_documents WHERE business_date = ? ORDER BY order_id')
    .pluck()
    .all(businessDate) as string[];
  const rows = new Map<string, ReportedRow>();
  for (let from = 0; from < orders.length; from += ORDERS_AT_ONCE) {
    if (from > 0) await nextTurn();
    for (const order of orders.slice(from, from + ORDERS_AT_ONCE))
      for (const row of rowsOf(documentsOf(store, order), dimension)) {
        const isAsked = row.businessDate === businessDate && (terminal === null || row.terminal === terminal);
        if (!isAsked) continue;
        const key = `${row.currency.code}/${row.currency.exponent} ${row.key}`;
        const before = rows.get(key);
        rows.set(key, before === undefined ? row : { ...before, ...addFigures(before, row) });
      }
  }
  return ok({
    rows: [...rows.values()]
      .sort((a, b) => b.total - a.total || b.tax - a.tax || (a.key < b.key ? -1 : 1))
      .map(toRow),
  });
}

type ReportedRow = Omit<ContributionBy, 'dimension'>;

function rowsOf(state: OrderState, dimension: IpcInput<'dayReport'>['dimension']): readonly ReportedRow[] {
  if (dimension !== 'day' && dimension !== 'hour')
    return contributionsBy(state).filter((row) => row.dimension === dimension);
  return contributionsOf(state).map((row) => ({
    ...row,
    key: dimension === 'day' ? row.businessDate : String(row.hour).padStart(2, '0'),
    kind: null,
    name: null,
    count: row.documents,
    tips: ZERO,
    rounding: ZERO,
  }));
}

function toRow(row: ReportedRow): DayReportRow {
  const { key, kind, name, currency, count, quantity, net, tax, total, tips, rounding } = row;
  return { key, kind, name, currency, count, quantityMicro: quantity, net, tax, total, tips, rounding };
}

interface DocumentRow {
  readonly id: string;
  readonly tenant: string;
  readonly store: string | null;
  readonly terminal: string | null;
  readonly businessDate: string;
  readonly closedAt: number;
  readonly closedBy: string | null;
  readonly status: string;
  readonly body: string;
}

/** An order by its documents alone, as `documentsFold` would have it: the table keeps them as they were written. */
function documentsOf(store: FoldedStore, order: string): OrderState {
  const rows = store.db
    .prepare(
      `SELECT id, tenant_id AS tenant, store_id AS store, terminal_id AS terminal, business_date AS businessDate,
         closed_at AS closedAt, closed_by AS closedBy, status, body
       FROM order_documents WHERE order_id = ? AND status <> 'idle' ORDER BY id`,
    )
    .all(order) as DocumentRow[];
  const [first] = rows;
  const of = (isOne: (status: string) => boolean) =>
    rows
      .filter(({ status }) => isOne(status))
      .map(({ id, terminal, businessDate, closedAt, closedBy, body }) => ({
        ...JSON.parse(body),
        by: { event: id, commandId: id, at: closedAt, actor: closedBy, terminal, businessDate },
      }));
  return {
    ...documentsFold.initial(order),
    tenant: (first?.tenant ?? null) as OrderState['tenant'],
    store: (first?.store ?? null) as OrderState['store'],
    documents: of((status) => status !== 'reversal' && status !== 'refund'),
    reversals: of((status) => status === 'reversal'),
    refunds: of((status) => status === 'refund'),
  };
}
