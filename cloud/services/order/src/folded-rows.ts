import type {
  DocumentFolded,
  OrderFolded,
  OrderItemFolded,
  OrderItemTaxFolded,
  OrderRows,
  OrderTaskFolded,
} from '@beaveros/domain/order';
import { assert } from '@beaveros/kit';
import { tellChange, type Transaction } from '@beaveros/service-kit';
import { amountsOf, replaceRows } from '@beaveros/service-kit/ingest';
import { and, asc, eq } from 'drizzle-orm';
import {
  orderDocuments,
  orderItemModifiers,
  orderItems,
  orderItemTaxes,
  orders,
  orderTasks,
} from './tables.ts';

/** The rows of one order as the tables keep them: amounts as decimal text by the order's exponent. */
export interface OrderTableRows {
  readonly orders: readonly (typeof orders.$inferSelect)[];
  readonly orderItems: readonly (typeof orderItems.$inferSelect)[];
  readonly orderItemModifiers: readonly (typeof orderItemModifiers.$inferSelect)[];
  readonly orderItemTaxes: readonly (typeof orderItemTaxes.$inferSelect)[];
  readonly documents: readonly (typeof orderDocuments.$inferSelect)[];
  readonly tasks: readonly (typeof orderTasks.$inferSelect)[];
}

const ORDER = amountsOf<OrderFolded>()('net', 'tax', 'total', 'paid', 'due', 'overpaid');
const ITEM = amountsOf<OrderItemFolded>()('net', 'tax', 'total');
const TAX = amountsOf<OrderItemTaxFolded>()('amount');
const TASK = amountsOf<OrderTaskFolded>()('amount');
const DOCUMENT = amountsOf<DocumentFolded>()('net', 'tax', 'total', 'change');

/** Domain rows -> table rows. Pure; fails for an amount that is none. */
export function toTableRows(rows: OrderRows): OrderTableRows {
  const exponent = rows.orders[0]?.currencyExponent ?? 0;
  return {
    orders: rows.orders.map((row) => ORDER.toMajor(row, exponent)),
    orderItems: rows.orderItems.map((row) => ITEM.toMajor(row, exponent)),
    orderItemModifiers: rows.orderItemModifiers,
    orderItemTaxes: rows.orderItemTaxes.map((row) => TAX.toMajor(row, exponent)),
    // A document carries its own currency: it is immutable, whatever its order says.
    documents: rows.documents.map((row) => DOCUMENT.toMajor(row, row.currencyExponent)),
    tasks: rows.tasks.map((row) => TASK.toMajor(row, row.currencyExponent)),
  };
}

/** Table rows -> domain rows, the inverse of {@link toTableRows}. */
export function toDomainRows(rows: OrderTableRows): OrderRows {
  const exponent = rows.orders[0]?.currencyExponent ?? 0;
  return {
    orders: rows.orders.map((row) => ORDER.toMinor(row, exponent)),
    orderItems: rows.orderItems.map((row) => ITEM.toMinor(row, exponent)),
    orderItemModifiers: rows.orderItemModifiers,
    orderItemTaxes: rows.orderItemTaxes.map((row) => TAX.toMinor(row, exponent)),
    documents: rows.documents.map((row) => DOCUMENT.toMinor(row, row.currencyExponent)),
    tasks: rows.tasks.map((row) => TASK.toMinor(row, row.currencyExponent)),
  };
}

/** Puts the rows of these orders in place of what was there, and tells whoever watches their stores. */
export async function replaceOrders(
  tx: Transaction,
  tenantId: string,
  aggregates: readonly string[],
  rows: readonly OrderTableRows[],
): Promise<void> {
  const of = { tenantId, aggregates };
  await replaceRows(tx, orders, { ...of, aggregateColumn: 'id', rows: rows.flatMap((each) => each.orders) });
  const parts = { ...of, aggregateColumn: 'order_id' };
  await replaceRows(tx, orderItems, { ...parts, rows: rows.flatMap((each) => each.orderItems) });
  await replaceRows(tx, orderItemModifiers, {
    ...parts,
    rows: rows.flatMap((each) => each.orderItemModifiers),
  });
  await replaceRows(tx, orderItemTaxes, { ...parts, rows: rows.flatMap((each) => each.orderItemTaxes) });
  const documents = rows.flatMap((each) => each.documents);
  await replaceRows(tx, orderDocuments, { ...parts, rows: documents });
  await replaceRows(tx, orderTasks, { ...parts, rows: rows.flatMap((each) => each.tasks) });
  const stores = [...rows.flatMap((each) => each.orders), ...documents].map(({ storeId }) => storeId);
  await tellChange(tx, stores);
}

/** Everything the tables hold of one order, in the order in which its fold made it. */
export async function readOrder(tx: Transaction, tenantId: string, order: string): Promise<OrderTableRows> {
  const db = tx.drizzle;
  const [found] = await db
    .select()
    .from(orders)
    .where(and(eq(orders.tenantId, tenantId), eq(orders.id, order)));
  if (found === undefined)
    return {
      orders: [],
      orderItems: [],
      orderItemModifiers: [],
      orderItemTaxes: [],
      documents: [],
      tasks: [],
    };
  const items = await db
    .select()
    .from(orderItems)
    .where(and(eq(orderItems.tenantId, tenantId), eq(orderItems.orderId, order)))
    .orderBy(asc(orderItems.position));
  const modifiers = await db
    .select()
    .from(orderItemModifiers)
    .where(and(eq(orderItemModifiers.tenantId, tenantId), eq(orderItemModifiers.orderId, order)))
    .orderBy(asc(orderItemModifiers.position));
  const taxes = await db
    .select()
    .from(orderItemTaxes)
    .where(and(eq(orderItemTaxes.tenantId, tenantId), eq(orderItemTaxes.orderId, order)))
    .orderBy(asc(orderItemTaxes.position));
  const documents = await db
    .select()
    .from(orderDocuments)
    .where(and(eq(orderDocuments.tenantId, tenantId), eq(orderDocuments.orderId, order)))
    .orderBy(asc(orderDocuments.closedAt), asc(orderDocuments.id));
  const tasks = await db
    .select()
    .from(orderTasks)
    .where(and(eq(orderTasks.tenantId, tenantId), eq(orderTasks.orderId, order)))
    .orderBy(asc(orderTasks.since), asc(orderTasks.id));
  const place = new Map(items.map((item) => [item.id, item.position]));
  const byLine = <Row extends { readonly orderItemId: string; readonly position: number }>(a: Row, b: Row) =>
    placeOf(place, a.orderItemId) - placeOf(place, b.orderItemId) || a.position - b.position;
  return {
    orders: [found],
    orderItems: items,
    orderItemModifiers: modifiers.sort(byLine),
    orderItemTaxes: taxes.sort(byLine),
    documents,
    tasks,
  };
}

function placeOf(place: ReadonlyMap<string, number>, line: string): number {
  const at = place.get(line);
  assert(at !== undefined, 'a part of a line without its line was read');
  return at;
}
