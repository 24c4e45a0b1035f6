import { isBusinessDate, isId, ok, refuse } from '@beaveros/kit';
import {
  amountToText,
  type DocumentSummary,
  type OrderSummary,
  type orderRoutes,
  scaledToText,
} from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, type Identity, pageOf } from '@beaveros/service-kit';
import { decimalToAmount, type IslandTools } from '@beaveros/service-kit/ingest';
import { and, desc, eq, gte, inArray, lt, lte, or, type SQL } from 'drizzle-orm';
import * as z from 'zod';
import { type OrderTableRows, readOrder } from './folded-rows.ts';
import { grantRefundHandler } from './grant-refund.ts';
import { orderDocuments, orders } from './tables.ts';

type OrderRow = typeof orders.$inferSelect;
type DocumentRow = typeof orderDocuments.$inferSelect;
type User = Extract<Identity, { kind: 'user' }>;

const byId = z.tuple([z.string().refine(isId)]);
const byClosing = z.tuple([z.string().refine(isBusinessDate), z.int(), z.string().refine(isId)]);

/** Handlers of lists and of one order. All read only the tables that ingest writes. */
export function orderHandlers(tools: IslandTools<typeof orderRoutes>): Handlers<typeof orderRoutes> {
  const { transaction, watch } = tools;
  return {
    grantRefund: grantRefundHandler(tools),
    watchOrders: watch,
    listOrders: transaction('listOrders', async ({ tx, identity, query }) => {
      const { limit, cursor, storeId, status, parked, customerId, from, to } = query;
      const after = cursor === undefined ? undefined : decodeCursor(byId, cursor)[0];
      const rows = await tx.drizzle
        .select()
        .from(orders)
        .where(
          and(
            eq(orders.tenantId, identity.tenantId),
            storesSeen(orders.storeId, identity, storeId),
            status === undefined ? undefined : inArray(orders.status, STATUSES[status]),
            parked === undefined ? undefined : eq(orders.isParked, parked === 'true'),
            customerId === undefined ? undefined : eq(orders.customerId, customerId),
            from === undefined ? undefined : gte(orders.businessDate, from as never),
            to === undefined ? undefined : lte(orders.businessDate, to as never),
            after === undefined ? undefined : lt(orders.id, after),
          ),
        )
        .orderBy(desc(orders.id))
        .limit(limit + 1);
      return ok(pageOf(rows, { limit, item: summaryOf, key: (row) => [row.id] }));
    }),

    readOrder: transaction('readOrder', async ({ tx, identity, params: { id } }) => {
      const rows = await readOrder(tx, identity.tenantId, id);
      const [order] = rows.orders;
      if (order === undefined || !isSeen(identity, order.storeId)) return refuse({ code: 'order/not-found' });
      return ok({
        ...summaryOf(order),
        note: order.note,
        items: itemsOf(rows, order),
        documents: rows.documents.map(documentOf),
      });
    }),

    listDocuments: transaction('listDocuments', async ({ tx, identity, query }) => {
      const { limit, cursor, storeId, from, to } = query;
      const rows = await tx.drizzle
        .select()
        .from(orderDocuments)
        .where(
          and(
            eq(orderDocuments.tenantId, identity.tenantId),
            storesSeen(orderDocuments.storeId, identity, storeId),
            from === undefined ? undefined : gte(orderDocuments.businessDate, from as never),
            to === undefined ? undefined : lte(orderDocuments.businessDate, to as never),
            cursor === undefined ? undefined : behind(decodeCursor(byClosing, cursor)),
          ),
        )
        .orderBy(desc(orderDocuments.businessDate), desc(orderDocuments.closedAt), desc(orderDocuments.id))
        .limit(limit + 1);
      const key = (row: DocumentRow) => [row.businessDate, row.closedAt, row.id];
      return ok(pageOf(rows, { limit, item: documentSummaryOf, key }));
    }),
  };
}

function behind([date, closedAt, id]: z.output<typeof byClosing>): SQL | undefined {
  const { businessDate, closedAt: closed, id: document } = orderDocuments;
  return or(
    lt(businessDate, date as never),
    and(eq(businessDate, date as never), lt(closed, closedAt)),
    and(eq(businessDate, date as never), eq(closed, closedAt), lt(document, id)),
  );
}

/** The stores a person may see, or the one of them that was asked for (the route has checked that the token names it). */
function storesSeen(
  column: typeof orders.storeId | typeof orderDocuments.storeId,
  identity: User,
  storeId?: string,
): SQL | undefined {
  if (storeId !== undefined) return eq(column, storeId);
  return identity.storeIds === 'all' ? undefined : inArray(column, [...identity.storeIds]);
}

function isSeen(identity: User, storeId: string | null): boolean {
  return identity.storeIds === 'all' || (identity.storeIds as readonly (string | null)[]).includes(storeId);
}

/** To the back office a supplementary order is an open one: guests still owe something for it; a cancelled one is over. */
const STATUSES = { open: ['open', 'supplementary'], closed: ['closed', 'cancelled'] } as const;

function summaryOf(row: OrderRow): OrderSummary {
  const { id, storeId, terminalId, label, kind, tableName, guests, currencyCode, status } = row;
  const text = (amount: string) =>
    amountToText(decimalToAmount(amount, row.currencyExponent), row.currencyExponent);
  return {
    ...({ id, storeId, terminalId } as Pick<OrderSummary, 'id' | 'storeId' | 'terminalId'>),
    label,
    kind,
    tableName,
    guests,
    currency: currencyCode,
    status: status === 'supplementary' ? 'open' : status === 'cancelled' ? 'closed' : status,
    net: text(row.net),
    tax: text(row.tax),
    total: text(row.total),
    paid: text(row.paid),
    businessDate: row.businessDate,
    openedAt: row.openedAt,
    openedBy: row.openedBy as OrderSummary['openedBy'],
    closedAt: row.closedAt,
    customerId: row.customerId as OrderSummary['customerId'],
    isParked: row.isParked,
    isTraining: row.isTraining,
  };
}

function itemsOf(rows: OrderTableRows, { currencyExponent }: OrderRow) {
  const text = (amount: string) => amountToText(decimalToAmount(amount, currencyExponent), currencyExponent);
  const modifiers = Map.groupBy(rows.orderItemModifiers, (row) => row.orderItemId);
  const taxes = Map.groupBy(rows.orderItemTaxes, (row) => row.orderItemId);
  return rows.orderItems.map((item) => {
    const { id, itemId, itemName, sku, note, overrideReason, isVoided, voidReason } = item;
    return {
      id,
      itemId,
      itemName,
      sku,
      note,
      overrideReason,
      isVoided,
      voidReason,
      voidedBy: item.voidedBy,
      voidApprovedBy: item.voidApprovedBy,
      quantity: scaledToText(item.quantity, 6),
      unitPrice: scaledToText(item.unitPrice, 6),
      listPrice: scaledToText(item.listPrice, 6),
      net: text(item.net),
      tax: text(item.tax),
      total: text(item.total),
      modifiers: (modifiers.get(id) ?? []).map(({ name, optionName, price }) => ({
        name,
        optionName,
        price: scaledToText(price, 6),
      })),
      taxes: (taxes.get(id) ?? []).map(({ name, ratePpm, mode, amount }) => ({
        name,
        mode,
        rate: scaledToText(ratePpm, 6),
        amount: text(amount),
      })),
    };
  });
}

function documentSummaryOf(row: DocumentRow): DocumentSummary {
  const {
    id,
    orderId,
    storeId,
    terminalId,
    businessDate,
    localTime,
    closedAt,
    cashierName,
    currencyExponent,
  } = row;
  const text = (amount: string) => amountToText(decimalToAmount(amount, currencyExponent), currencyExponent);
  return {
    ...({ id, orderId, storeId, terminalId } as Pick<
      DocumentSummary,
      'id' | 'orderId' | 'storeId' | 'terminalId'
    >),
    number: `${row.terminalCode}-${row.series}-${row.counter}`,
    businessDate,
    localTime,
    closedAt,
    cashierName,
    currency: row.currencyCode,
    net: text(row.net),
    tax: text(row.tax),
    total: text(row.total),
    change: text(row.change),
    isTraining: row.isTraining,
  };
}

function documentOf(row: DocumentRow) {
  return { ...documentSummaryOf(row), body: JSON.parse(row.body) as Record<string, unknown> };
}
