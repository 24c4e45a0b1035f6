import type {
  DocumentFolded,
  DocumentStatus,
  OrderFolded,
  OrderItemFolded,
  OrderItemModifierFolded,
  OrderItemTaxFolded,
  OrderStatus,
  OrderTaskFolded,
  OrderTaskKind,
} from '@beaveros/domain/order';
import {
  amount,
  businessDateColumn,
  instantColumn,
  jsonText,
  pinnedTo,
  quantity,
  rate,
  unitPrice,
} from '@beaveros/service-kit/ingest';
import { bigint, boolean, char, integer, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core';

// The folded tables as domain names their fields, pinned to it: drift stops the build here. The SQL stands in migrations/0002_orders.sql and its successors.

export const orders = pinnedTo<OrderFolded>()(
  pgTable('orders', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id'),
    label: varchar('label', { length: 255 }).notNull(),
    kind: varchar('kind', { length: 50 }).notNull(),
    tableId: uuid('service_entity_id'),
    tableName: varchar('service_entity_name', { length: 255 }),
    guests: integer('guests'),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    status: varchar('status', { length: 50 }).$type<OrderStatus>().notNull(),
    note: text('note'),
    guestSideId: uuid('guest_side_id'),
    customerId: uuid('customer_id'),
    isParked: boolean('is_parked').notNull(),
    isTraining: boolean('is_training').notNull(),
    net: amount('net_amount').notNull(),
    tax: amount('tax_amount').notNull(),
    total: amount('total_amount').notNull(),
    paid: amount('paid_amount').notNull(),
    due: amount('due_amount').notNull(),
    overpaid: amount('overpaid_amount').notNull(),
    businessDate: businessDateColumn('business_date'),
    openedAt: instantColumn('opened_at'),
    openedBy: uuid('opened_by'),
    closedAt: instantColumn('closed_at'),
  }),
);

export const orderItems = pinnedTo<OrderItemFolded>()(
  pgTable('order_items', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    orderId: uuid('order_id').notNull(),
    position: integer('position').notNull(),
    itemId: uuid('item_id').notNull(),
    itemName: varchar('item_name', { length: 255 }).notNull(),
    sku: varchar('sku', { length: 100 }),
    quantity: quantity('quantity').notNull(),
    unitPrice: unitPrice('unit_price').notNull(),
    listPrice: unitPrice('list_price').notNull(),
    net: amount('net_amount').notNull(),
    tax: amount('tax_amount').notNull(),
    total: amount('total_amount').notNull(),
    note: text('note'),
    overrideReason: text('override_reason'),
    isVoided: boolean('is_voided').notNull(),
    voidReason: text('void_reason'),
    voidedBy: uuid('voided_by'),
    voidApprovedBy: uuid('void_approved_by'),
  }),
);

export const orderItemModifiers = pinnedTo<OrderItemModifierFolded>()(
  pgTable('order_item_modifiers', {
    tenantId: uuid('tenant_id').notNull(),
    orderId: uuid('order_id').notNull(),
    orderItemId: uuid('order_item_id').notNull(),
    position: integer('position').notNull(),
    modifierId: uuid('modifier_id').notNull(),
    optionId: uuid('modifier_option_id').notNull(),
    name: varchar('name', { length: 255 }).notNull(),
    optionName: varchar('option_name', { length: 255 }).notNull(),
    price: unitPrice('price_adjustment').notNull(),
  }),
);

export const orderItemTaxes = pinnedTo<OrderItemTaxFolded>()(
  pgTable('order_item_taxes', {
    tenantId: uuid('tenant_id').notNull(),
    orderId: uuid('order_id').notNull(),
    orderItemId: uuid('order_item_id').notNull(),
    position: integer('position').notNull(),
    taxId: uuid('tax_id').notNull(),
    name: varchar('name', { length: 255 }).notNull(),
    ratePpm: rate('rate').notNull(),
    mode: varchar('mode', { length: 20 }).$type<'included' | 'excluded'>().notNull(),
    amount: amount('amount').notNull(),
  }),
);

export const orderDocuments = pinnedTo<DocumentFolded>()(
  pgTable('order_documents', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id'),
    orderId: uuid('order_id').notNull(),
    terminalCode: varchar('terminal_code', { length: 16 }).notNull(),
    series: integer('series').notNull(),
    counter: bigint('counter', { mode: 'number' }).notNull(),
    businessDate: businessDateColumn('business_date').notNull(),
    localTime: char('local_time', { length: 19 }).notNull(),
    closedAt: instantColumn('closed_at').notNull(),
    closedBy: uuid('closed_by'),
    cashierName: varchar('cashier_name', { length: 255 }).notNull(),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    net: amount('net_amount').notNull(),
    tax: amount('tax_amount').notNull(),
    total: amount('total_amount').notNull(),
    change: amount('change_amount').notNull(),
    status: varchar('status', { length: 20 }).$type<DocumentStatus>().notNull(),
    isTraining: boolean('is_training').notNull(),
    reverses: uuid('reverses_document_id'),
    lines: integer('lines').notNull(),
    body: jsonText('body').notNull(),
  }),
);

export const orderTasks = pinnedTo<OrderTaskFolded>()(
  pgTable('order_tasks', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    orderId: uuid('order_id').notNull(),
    kind: varchar('kind', { length: 50 }).$type<OrderTaskKind>().notNull(),
    cause: varchar('cause', { length: 128 }).notNull(),
    orderItemId: uuid('order_item_id'),
    documentId: uuid('order_document_id'),
    amount: amount('amount').notNull(),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    since: instantColumn('since'),
    isOpen: boolean('is_open').notNull(),
    note: text('note'),
    resolvedAt: instantColumn('resolved_at'),
    resolvedBy: uuid('resolved_by'),
  }),
);
