import type {
  DocumentFolded,
  OrderFolded,
  OrderItemFolded,
  OrderItemModifierFolded,
  OrderItemTaxFolded,
  OrderState,
  OrderTaskFolded,
} from '@beaveros/domain/order';
import { orderFold, orderRows } from '@beaveros/domain/order';
import type { AmountMinor, BusinessDate, QuantityMicro, UnitPriceMicro } from '@beaveros/kit';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FoldedStoreDefinition } from '../folded-store.ts';
import type { Same } from '../folded-tables.ts';

const amount = (name: string) => integer(name).$type<AmountMinor>().notNull();

const orders = sqliteTable(
  'orders',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    terminalId: text('terminal_id'),
    label: text('label').notNull(),
    kind: text('kind').notNull(),
    tableId: text('table_id'),
    tableName: text('table_name'),
    guests: integer('guests'),
    currencyCode: text('currency_code').notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    status: text('status').$type<OrderFolded['status']>().notNull(),
    note: text('note'),
    guestSideId: text('guest_side_id'),
    customerId: text('customer_id'),
    isParked: integer('is_parked', { mode: 'boolean' }).notNull(),
    isTraining: integer('is_training', { mode: 'boolean' }).notNull(),
    net: amount('net'),
    tax: amount('tax'),
    total: amount('total'),
    paid: amount('paid'),
    due: amount('due'),
    overpaid: amount('overpaid'),
    businessDate: text('business_date').$type<BusinessDate>(),
    openedAt: integer('opened_at'),
    openedBy: text('opened_by'),
    closedAt: integer('closed_at'),
  },
  (table) => [
    index('orders_by_status').on(table.status, table.openedAt),
    index('orders_by_opening').on(table.openedAt),
  ],
);

const orderItems = sqliteTable(
  'order_items',
  {
    id: text('id').notNull(),
    tenantId: text('tenant_id').notNull(),
    orderId: text('order_id').notNull(),
    position: integer('position').notNull(),
    itemId: text('item_id').notNull(),
    itemName: text('item_name').notNull(),
    sku: text('sku'),
    quantity: integer('quantity').$type<QuantityMicro>().notNull(),
    unitPrice: integer('unit_price').$type<UnitPriceMicro>().notNull(),
    listPrice: integer('list_price').$type<UnitPriceMicro>().notNull(),
    net: amount('net'),
    tax: amount('tax'),
    total: amount('total'),
    note: text('note'),
    overrideReason: text('override_reason'),
    isVoided: integer('is_voided', { mode: 'boolean' }).notNull(),
    voidReason: text('void_reason'),
    voidedBy: text('voided_by'),
    voidApprovedBy: text('void_approved_by'),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.id] })],
);

const orderItemModifiers = sqliteTable(
  'order_item_modifiers',
  {
    tenantId: text('tenant_id').notNull(),
    orderId: text('order_id').notNull(),
    orderItemId: text('order_item_id').notNull(),
    position: integer('position').notNull(),
    modifierId: text('modifier_id').notNull(),
    optionId: text('option_id').notNull(),
    name: text('name').notNull(),
    optionName: text('option_name').notNull(),
    price: integer('price').$type<UnitPriceMicro>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.orderItemId, table.position] })],
);

const orderItemTaxes = sqliteTable(
  'order_item_taxes',
  {
    tenantId: text('tenant_id').notNull(),
    orderId: text('order_id').notNull(),
    orderItemId: text('order_item_id').notNull(),
    position: integer('position').notNull(),
    taxId: text('tax_id').notNull(),
    name: text('name').notNull(),
    ratePpm: integer('rate_ppm').notNull(),
    mode: text('mode').$type<OrderItemTaxFolded['mode']>().notNull(),
    amount: amount('amount'),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.orderItemId, table.position] })],
);

const documents = sqliteTable(
  'order_documents',
  {
    id: text('id').notNull(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    terminalId: text('terminal_id'),
    orderId: text('order_id').notNull(),
    terminalCode: text('terminal_code').notNull(),
    series: integer('series').notNull(),
    counter: integer('counter').notNull(),
    businessDate: text('business_date').$type<BusinessDate>().notNull(),
    localTime: text('local_time').notNull(),
    closedAt: integer('closed_at').notNull(),
    closedBy: text('closed_by'),
    cashierName: text('cashier_name').notNull(),
    currencyCode: text('currency_code').notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    net: amount('net'),
    tax: amount('tax'),
    total: amount('total'),
    change: amount('change'),
    status: text('status').$type<DocumentFolded['status']>().notNull(),
    isTraining: integer('is_training', { mode: 'boolean' }).notNull(),
    reverses: text('reverses'),
    lines: integer('lines').notNull(),
    body: text('body').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.id] }),
    index('order_documents_by_date').on(table.businessDate),
    index('order_documents_by_number').on(table.terminalCode, table.series, table.counter),
    index('order_documents_by_status').on(table.status),
  ],
);

const tasks = sqliteTable(
  'order_tasks',
  {
    id: text('id').notNull(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    orderId: text('order_id').notNull(),
    kind: text('kind').$type<OrderTaskFolded['kind']>().notNull(),
    cause: text('cause').notNull(),
    orderItemId: text('order_item_id'),
    documentId: text('document_id'),
    amount: amount('amount'),
    currencyCode: text('currency_code').notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    since: integer('since'),
    isOpen: integer('is_open', { mode: 'boolean' }).notNull(),
    note: text('note'),
    resolvedAt: integer('resolved_at'),
    resolvedBy: text('resolved_by'),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.id] })],
);

// Drift between a table and its domain type stops the build here.
true satisfies Same<typeof orders.$inferSelect, OrderFolded>;
true satisfies Same<typeof orderItems.$inferSelect, OrderItemFolded>;
true satisfies Same<typeof orderItemModifiers.$inferSelect, OrderItemModifierFolded>;
true satisfies Same<typeof orderItemTaxes.$inferSelect, OrderItemTaxFolded>;
true satisfies Same<typeof documents.$inferSelect, DocumentFolded>;
true satisfies Same<typeof tasks.$inferSelect, OrderTaskFolded>;

/** Orders, their parts, documents and tasks. `orderOf` folds an order from the journal. */
export function orderStore(orderOf: (order: string) => OrderState): FoldedStoreDefinition {
  return {
    service: 'order',
    foldVersion: 4,
    tables: [
      { table: orders, aggregateColumn: 'id' },
      { table: orderItems, aggregateColumn: 'order_id' },
      { table: orderItemModifiers, aggregateColumn: 'order_id' },
      { table: orderItemTaxes, aggregateColumn: 'order_id' },
      { table: documents, aggregateColumn: 'order_id' },
      { table: tasks, aggregateColumn: 'order_id' },
    ],
    reads: orderFold.reads,
    rowsOf: (order) => {
      const rows = orderRows(orderOf(order));
      return {
        orders: rows.orders,
        order_items: rows.orderItems,
        order_item_modifiers: rows.orderItemModifiers,
        order_item_taxes: rows.orderItemTaxes,
        order_documents: rows.documents,
        order_tasks: rows.tasks,
      };
    },
  };
}
