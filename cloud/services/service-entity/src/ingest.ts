import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import { orderFold } from '@beaveros/domain/order';
import {
  arrivedLineRows,
  type EntityStatusFolded,
  entityStatusFold,
  entityStatusRows,
  owedLineRows,
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
import { arrivedLines, entityStatuses, owedLines, reservations, tableVisits } from './folded-tables.ts';

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
        return {
          visits: tableVisitRows(folded.state, tickets, folded.facts).tableVisits,
          arrived: arrivedLineRows(folded.state),
          owed: owedLineRows(tickets),
        };
      },
      async replace(tx, tenantId, aggregates, rows) {
        const of = { tenantId, aggregateColumn: 'order_id', aggregates };
        const left = await entitiesOf(tx, tenantId, aggregates);
        await replaceRows(tx, tableVisits, { ...of, rows: rows.flatMap(({ visits }) => visits) });
        await replaceRows(tx, arrivedLines, { ...of, rows: rows.flatMap(({ arrived }) => arrived) });
        await replaceRows(tx, owedLines, { ...of, rows: rows.flatMap(({ owed }) => owed) });
        // An order that went to another table has left one; and a table waits for what another order fired.
        const now = await entitiesOf(tx, tenantId, aggregates);
        await writeCurrentStatus(tx, tenantId, [...left, ...now]);
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

/** Where these orders sit or sat, and the tables that have lines which one of them had fired. */
async function entitiesOf(
  tx: Transaction,
  tenantId: string,
  orders: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.query<{ readonly entity: string }>(
    `select entity_id as entity from table_visits where tenant_id = $1 and order_id = any($2::uuid[])
     union
     select v.entity_id from arrived_lines a join table_visits v on v.tenant_id = a.tenant_id and v.order_id = a.order_id
     where a.tenant_id = $1 and a.ticket_order_id = any($2::uuid[])`,
    [tenantId, orders],
  );
  return rows.map(({ entity }) => entity);
}

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
