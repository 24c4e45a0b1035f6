import type { Recorded } from '@beaveros/domain/journal';
import { type OrderState, orderFold } from '@beaveros/domain/order';
import {
  type EntityStatusFolded,
  entityStatusFold,
  entityStatusRows,
  type EntityStatusState,
  type ReservationFolded,
  reservationFold,
  reservationRows,
  type ReservationState,
  type TableVisitFolded,
  tableVisitRows,
} from '@beaveros/domain/service-entity';
import { type TicketsState, ticketsFold } from '@beaveros/domain/workflow';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FoldedStoreDefinition } from '../folded-store.ts';
import type { Same } from '../folded-tables.ts';

const entityStatuses = sqliteTable('entity_statuses', {
  id: text('id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  storeId: text('store_id'),
  status: text('status').$type<EntityStatusFolded['status']>().notNull(),
  note: text('note'),
  setAt: integer('set_at').notNull(),
  setBy: text('set_by'),
  availablePlace: text('available_place'),
});

const tableVisits = sqliteTable(
  'table_visits',
  {
    orderId: text('order_id').notNull(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    entityId: text('entity_id').notNull(),
    label: text('label').notNull(),
    guests: integer('guests'),
    status: text('status').$type<TableVisitFolded['status']>().notNull(),
    openedAt: integer('opened_at').notNull(),
    leftPlace: text('left_place'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.entityId] }),
    index('table_visits_by_entity').on(table.entityId, table.leftPlace),
    index('table_visits_by_status').on(table.status),
  ],
);

const reservations = sqliteTable(
  'reservations',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    storeId: text('store_id'),
    status: text('status').$type<ReservationFolded['status']>().notNull(),
    startsAt: integer('starts_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    guests: integer('guests').notNull(),
    entities: text('entities').notNull(),
    note: text('note'),
    nameSide: text('name_side').notNull(),
    phoneSide: text('phone_side'),
    orderId: text('order_id'),
    madeAt: integer('made_at').notNull(),
    madeBy: text('made_by'),
    place: text('place').notNull(),
  },
  (table) => [
    index('reservations_by_start').on(table.startsAt),
    index('reservations_by_end').on(table.status, table.endsAt),
  ],
);

// Drift between a table and its domain type stops the build here.
true satisfies Same<typeof entityStatuses.$inferSelect, EntityStatusFolded>;
true satisfies Same<typeof tableVisits.$inferSelect, TableVisitFolded>;
true satisfies Same<typeof reservations.$inferSelect, ReservationFolded>;

/** How an aggregate of the journal folds: an order with its facts in canonical order, a table's word, a reservation. */
export interface FloorFolds {
  readonly order: (order: string) => { readonly state: OrderState; readonly facts: readonly Recorded[] };
  readonly tickets: (order: string) => TicketsState;
  readonly entityStatus: (entity: string) => EntityStatusState;
  readonly reservation: (reservation: string) => ReservationState;
}

/** Tables as guests sit at them, and the book. An aggregate is one of three kinds; the other folds have no rows for it. */
export function serviceEntityStore(folds: FloorFolds): FoldedStoreDefinition {
  return {
    service: 'service-entity',
    foldVersion: 2,
    tables: [
      { table: entityStatuses, aggregateColumn: 'id' },
      { table: tableVisits, aggregateColumn: 'order_id' },
      { table: reservations, aggregateColumn: 'id' },
    ],
    reads: new Set([
      ...orderFold.reads,
      ...ticketsFold.reads,
      ...entityStatusFold.reads,
      ...reservationFold.reads,
    ]),
    rowsOf: (aggregate) => {
      const { state, facts } = folds.order(aggregate);
      // Facts of orders come with every tap: only what has another kind of fact is asked for the other rows.
      if (!facts.some(({ event }) => event.type.startsWith('service-entity.')))
        return { table_visits: tableVisitRows(state, folds.tickets(aggregate), facts).tableVisits };
      return {
        entity_statuses: entityStatusRows(folds.entityStatus(aggregate)).entityStatuses,
        reservations: reservationRows(folds.reservation(aggregate)).reservations,
      };
    },
  };
}
