import type { ContributionBy, DayDocument, DayShift, Dimension } from '@beaveros/domain/report';
import {
  amount,
  businessDateColumn,
  instantColumn,
  jsonText,
  pinnedTo,
  quantity,
} from '@beaveros/service-kit/ingest';
import {
  bigint,
  boolean,
  char,
  customType,
  integer,
  pgTable,
  text,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';

/** What every row says of its document: ids as ids, the currency in two columns. */
interface DocumentIds {
  readonly tenantId: string;
  readonly orderId: string;
  readonly documentId: string;
  readonly storeId: string | null;
  readonly currencyCode: string;
  readonly currencyExponent: number;
}

/** A contribution as its row names it, with where its till wrote it. */
export type ContributionRow = DocumentIds &
  Omit<
    DayDocument,
    | 'document'
    | 'event'
    | 'order'
    | 'tenant'
    | 'store'
    | 'terminal'
    | 'currency'
    | 'shift'
    | 'at'
    | 'number'
    | 'cashier'
  > & {
    readonly eventId: string;
    readonly terminalId: string | null;
    readonly shiftId: string | null;
    readonly writtenAt: number;
    readonly terminalCode: string;
    readonly series: number;
    readonly counter: number;
    readonly cashierId: string | null;
  };

/** A contribution under one key of one dimension, as its row names it. */
export type ContributionByRow = DocumentIds &
  Omit<
    ContributionBy,
    'document' | 'event' | 'commandId' | 'order' | 'tenant' | 'store' | 'terminal' | 'currency' | 'hour'
  >;

/** A shift as its row names it; its Z as JSON text. */
export type DayShiftRow = Pick<DayShift, 'businessDate' | 'isTraining'> & {
  readonly tenantId: string;
  readonly shiftId: string;
  readonly storeId: string | null;
  readonly terminalId: string;
  readonly currencyCode: string;
  readonly currencyExponent: number;
  readonly openedAt: number;
  readonly openedChain: string | null;
  readonly openedSeq: number | null;
  readonly openedClock: number | null;
  readonly closedChain: string | null;
  readonly closedSeq: number | null;
  readonly closedClock: number | null;
  readonly z: string | null;
};

/** A chain's name: 32 bytes there, their hex here. */
const chainName = customType<{ data: string; driverData: string; driverOutput: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (hex) => `\\x${hex}`,
  fromDriver: (bytes) => bytes.toString('hex'),
});

/** Pinned to the domain's contribution: drift stops the build here. The SQL stands in the migrations. */
export const contributions = pinnedTo<ContributionRow>()(
  pgTable('contributions', {
    tenantId: uuid('tenant_id').notNull(),
    orderId: uuid('order_id').notNull(),
    eventId: uuid('event_id').notNull(),
    commandId: uuid('command_id').notNull(),
    documentId: uuid('document_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id'),
    shiftId: uuid('shift_id'),
    chain: chainName('chain').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    clock: bigint('clock', { mode: 'number' }).notNull(),
    writtenAt: instantColumn('written_at').notNull(),
    businessDate: businessDateColumn('business_date').notNull(),
    terminalCode: varchar('terminal_code', { length: 16 }).notNull(),
    series: integer('series').notNull(),
    counter: bigint('counter', { mode: 'number' }).notNull(),
    cashierId: uuid('cashier_id'),
    cashierName: text('cashier_name').notNull(),
    hour: integer('hour').notNull(),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    net: amount('net_amount').notNull(),
    tax: amount('tax_amount').notNull(),
    total: amount('total_amount').notNull(),
    documents: integer('documents').$type<1 | -1 | 0>().notNull(),
    lines: integer('lines').notNull(),
    quantity: quantity('quantity').notNull(),
    returned: amount('returned_amount').notNull(),
  }),
);

export const contributionsByKey = pinnedTo<ContributionByRow>()(
  pgTable('contributions_by', {
    tenantId: uuid('tenant_id').notNull(),
    orderId: uuid('order_id').notNull(),
    documentId: uuid('document_id').notNull(),
    dimension: text('dimension').$type<Dimension>().notNull(),
    key: text('key').notNull(),
    kind: text('kind'),
    name: text('name'),
    storeId: uuid('store_id'),
    businessDate: businessDateColumn('business_date').notNull(),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    count: integer('count').notNull(),
    quantity: quantity('quantity').notNull(),
    net: amount('net_amount').notNull(),
    tax: amount('tax_amount').notNull(),
    total: amount('total_amount').notNull(),
    tips: amount('tips_amount').notNull(),
    rounding: amount('rounding_amount').notNull(),
  }),
);

export const dayShifts = pinnedTo<DayShiftRow>()(
  pgTable('day_shifts', {
    tenantId: uuid('tenant_id').notNull(),
    shiftId: uuid('shift_id').notNull(),
    storeId: uuid('store_id'),
    terminalId: uuid('terminal_id').notNull(),
    businessDate: businessDateColumn('business_date').notNull(),
    currencyCode: char('currency_code', { length: 3 }).notNull(),
    currencyExponent: integer('currency_exponent').notNull(),
    isTraining: boolean('is_training').notNull(),
    openedAt: instantColumn('opened_at').notNull(),
    openedChain: chainName('opened_chain'),
    openedSeq: bigint('opened_seq', { mode: 'number' }),
    openedClock: bigint('opened_clock', { mode: 'number' }),
    closedChain: chainName('closed_chain'),
    closedSeq: bigint('closed_seq', { mode: 'number' }),
    closedClock: bigint('closed_clock', { mode: 'number' }),
    z: jsonText('z'),
  }),
);
