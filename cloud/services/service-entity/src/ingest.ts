import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import {
  type EntityStatusFolded,
  entityStatusFold,
  entityStatusRows,
  type ReservationFolded,
  reservationFold,
  reservationRows,
  type TableVisitFolded,
  tableVisitRows,
} from '@beaveros/domain/service-entity';
import { ticketsFold } from '@beaveros/domain/workflow';
import type { Transaction } from '@beaveros/service-kit';
import { projection, type Reading, replaceRows } from '@beaveros/service-kit/ingest';
import { and, eq } from 'drizzle-orm';
import { writeCurrentStatus } from './current-status.ts';
import { entityStatuses, reservations, tableVisits } from './folded-tables.ts';

/** Orders as tables know them, what people said of tables, and the book. */
export const SERVICE_ENTITY_READING = {
  readEvent,
  projections: [
    projection({
      name: 'table-visits',
      reads: new Set([...orderFold.reads, ...ticketsFold.reads]),
      fold: (order, facts) => {
        const known = facts as readonly Recorded[];
        const folded = foldAll(orderFold, order, known);
        const tickets = foldAll(ticketsFold, order, known).state;
        return tableVisitRows(folded.state, tickets, folded.facts).tableVisits;
      },
      async replace(tx, tenantId, aggregates, rows) {
        const left = await tx.query<{ readonly entity: string }>(
          'select distinct entity_id as entity from table_visits where tenant_id = $1 and order_id = any($2::uuid[])',
          [tenantId, aggregates],
        );
        const now = rows.flat();
        await replaceRows(tx, tableVisits, { tenantId, aggregateColumn: 'order_id', aggregates, rows: now });
        // An order that went to another table has left one.
        const entities = [...left.map(({ entity }) => entity), ...now.map(({ entityId }) => entityId)];
        await writeCurrentStatus(tx, tenantId, entities);
      },
    }),
    projection({
      name: 'entity-statuses',
      reads: entityStatusFold.reads,
      fold: (entity, facts) =>
        entityStatusRows(foldAll(entityStatusFold, entity, facts as readonly Recorded[]).state)
          .entityStatuses,
      async replace(tx, tenantId, aggregates, rows) {
        const of = { tenantId, aggregateColumn: 'id', aggregates };
        await replaceRows(tx, entityStatuses, { ...of, rows: rows.flat() });
        await writeCurrentStatus(tx, tenantId, aggregates);
      },
    }),
    projection({
      name: 'reservations',
      reads: reservationFold.reads,
      fold: (reservation, facts) =>
        reservationRows(foldAll(reservationFold, reservation, facts as readonly Recorded[]).state)
          .reservations,
      replace: (tx, tenantId, aggregates, rows) =>
        replaceRows(tx, reservations, { tenantId, aggregateColumn: 'id', aggregates, rows: rows.flat() }),
    }),
  ],
} satisfies Reading;

export interface FloorRows {
  readonly entityStatuses: readonly EntityStatusFolded[];
  readonly tableVisits: readonly TableVisitFolded[];
  readonly reservations: readonly ReservationFolded[];
}

/** The rows of one order, table or reservation as domain rows. */
export async function readFloor(tx: Transaction, tenantId: string, id: string): Promise<FloorRows> {
  const [statuses, visits, book] = [entityStatuses, tableVisits, reservations];
  return {
    entityStatuses: await tx.drizzle
      .select()
      .from(statuses)
      .where(and(eq(statuses.tenantId, tenantId), eq(statuses.id, id))),
    tableVisits: await tx.drizzle
      .select()
      .from(visits)
      .where(and(eq(visits.tenantId, tenantId), eq(visits.orderId, id))),
    reservations: await tx.drizzle
      .select()
      .from(book)
      .where(and(eq(book.tenantId, tenantId), eq(book.id, id))),
  };
}
