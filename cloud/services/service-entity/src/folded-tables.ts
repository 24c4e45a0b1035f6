import type {
  ArrivedLineFolded,
  EntityStatusFolded,
  OwedLineFolded,
  ReservationFolded,
  TableVisitFolded,
} from '@beaveros/domain/service-entity';
import { instantColumn, jsonText, pinnedTo } from '@beaveros/service-kit/ingest';
import { integer, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core';

// The folded tables as domain names their fields, pinned to it: drift stops the build here. The SQL stands in
// migrations/0005_tables_and_book.sql and 0006_moved_guests.sql.

const place = (name: string) => varchar(name, { length: 120 });

export const entityStatuses = pinnedTo<EntityStatusFolded>()(
  pgTable('entity_statuses', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    status: varchar('status', { length: 50 }).$type<EntityStatusFolded['status']>().notNull(),
    note: text('note'),
    setAt: instantColumn('set_at').notNull(),
    setBy: uuid('set_by'),
    availablePlace: place('available_place'),
  }),
);

export const tableVisits = pinnedTo<TableVisitFolded>()(
  pgTable('table_visits', {
    orderId: uuid('order_id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    entityId: uuid('entity_id').notNull(),
    label: varchar('label', { length: 255 }).notNull(),
    guests: integer('guests'),
    status: varchar('status', { length: 50 }).$type<TableVisitFolded['status']>().notNull(),
    openedAt: instantColumn('opened_at').notNull(),
    leftPlace: place('left_place'),
  }),
);

const arrivedLine = {
  tenantId: uuid('tenant_id').notNull(),
  orderId: uuid('order_id').notNull(),
  orderItemId: uuid('order_item_id').notNull(),
  firingId: uuid('firing_id').notNull(),
};

export const arrivedLines = pinnedTo<ArrivedLineFolded>()(
  pgTable('arrived_lines', {
    ...arrivedLine,
    ticketOrderId: uuid('ticket_order_id').notNull(),
    ticketItemId: uuid('ticket_item_id').notNull(),
  }),
);

export const owedLines = pinnedTo<OwedLineFolded>()(pgTable('owed_lines', arrivedLine));

export const reservations = pinnedTo<ReservationFolded>()(
  pgTable('reservations', {
    id: uuid('id').notNull(),
    tenantId: uuid('tenant_id').notNull(),
    storeId: uuid('store_id'),
    status: varchar('status', { length: 50 }).$type<ReservationFolded['status']>().notNull(),
    startsAt: instantColumn('starts_at').notNull(),
    endsAt: instantColumn('ends_at').notNull(),
    guests: integer('guests').notNull(),
    entities: jsonText('entities').notNull(),
    note: text('note'),
    nameSide: uuid('name_side').notNull(),
    phoneSide: uuid('phone_side'),
    orderId: uuid('order_id'),
    madeAt: instantColumn('made_at').notNull(),
    madeBy: uuid('made_by'),
    place: place('place').notNull(),
  }),
);
