import type { Contribution } from '@beaveros/domain/report';
import { amount, businessDateColumn, pinnedTo, quantity } from '@beaveros/service-kit/ingest';
import { char, integer, pgTable, uuid } from 'drizzle-orm/pg-core';

/** A contribution as its row names it: ids as ids, the currency in two columns. */
export type ContributionRow = Omit<
  Contribution,
  'document' | 'event' | 'order' | 'tenant' | 'store' | 'terminal' | 'currency'
> & {
  readonly documentId: string;
  readonly eventId: string;
  readonly orderId: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly terminalId: string | null;
  readonly currencyCode: string;
  readonly currencyExponent: number;
};

/** Pinned to the domain's contribution: drift stops the build here. The SQL stands in migrations/0002_report.sql and 0004_reversals.sql. */
export const contributions = pinnedTo<ContributionRow>()(
  pgTable('contributions', {
    tenantId: uuid('tenant_id').notNull(),
    orderId: uuid('order_id').notNull(),
    eventId: uuid('event_id').notNull(),
    commandId: uuid('command_id').notNull(),
    documentId: uuid('document_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id'),
    businessDate: businessDateColumn('business_date').notNull(),
    hour: integer('hour').notNull(),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    net: amount('net_amount').notNull(),
    tax: amount('tax_amount').notNull(),
    total: amount('total_amount').notNull(),
    documents: integer('documents').$type<1 | -1>().notNull(),
    lines: integer('lines').notNull(),
    quantity: quantity('quantity').notNull(),
    returned: amount('returned_amount').notNull(),
  }),
);
