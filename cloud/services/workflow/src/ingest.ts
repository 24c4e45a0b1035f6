import { foldAll, type Recorded, readEvent } from '@beaveros/domain/journal';
import {
  type TaskFolded,
  taskFold,
  taskRows,
  type TicketFolded,
  type TicketLineFolded,
  type TicketPlaceFolded,
  ticketPlaceRows,
  ticketPlacesFold,
  ticketRows,
  ticketsFold,
} from '@beaveros/domain/workflow';
import type { Transaction } from '@beaveros/service-kit';
import { projection, type Reading, replaceRows } from '@beaveros/service-kit/ingest';
import { and, asc, eq } from 'drizzle-orm';
import { orderItemWorkflowStatus, tasks, ticketPlaces, tickets } from './tables.ts';

/** Tickets by order (a voided line that was never fired makes no row), where moved lines went, and tasks of their own. */
export const WORKFLOW_READING = {
  readEvent,
  projections: [
    projection({
      name: 'tickets',
      reads: ticketsFold.reads,
      fold: (order, facts) => ticketRows(foldAll(ticketsFold, order, facts as readonly Recorded[]).state),
      async replace(tx, tenantId, aggregates, rows) {
        const of = { tenantId, aggregateColumn: 'order_id', aggregates };
        await replaceRows(tx, tickets, { ...of, rows: rows.flatMap((each) => each.tickets) });
        await replaceRows(tx, orderItemWorkflowStatus, {
          ...of,
          rows: rows.flatMap((each) => each.ticketLines),
        });
      },
    }),
    projection({
      name: 'ticket-places',
      reads: ticketPlacesFold.reads,
      fold: (order, facts) =>
        ticketPlaceRows(foldAll(ticketPlacesFold, order, facts as readonly Recorded[]).state).ticketPlaces,
      replace: (tx, tenantId, aggregates, rows) =>
        replaceRows(tx, ticketPlaces, {
          tenantId,
          aggregateColumn: 'order_id',
          aggregates,
          rows: rows.flat(),
        }),
    }),
    projection({
      name: 'tasks',
      reads: taskFold.reads,
      fold: (task, facts) => taskRows(foldAll(taskFold, task, facts as readonly Recorded[]).state).tasks,
      replace: (tx, tenantId, aggregates, rows) =>
        replaceRows(tx, tasks, { tenantId, aggregateColumn: 'id', aggregates, rows: rows.flat() }),
    }),
  ],
} satisfies Reading;

export interface TicketRows {
  readonly tickets: readonly TicketFolded[];
  readonly ticketLines: readonly TicketLineFolded[];
  /** Of lines that came to the order. */
  readonly ticketPlaces: readonly TicketPlaceFolded[];
}

/** The tickets of one order as domain rows. */
export async function readTickets(tx: Transaction, tenantId: string, order: string): Promise<TicketRows> {
  const found = await tx.drizzle
    .select()
    .from(tickets)
    .where(and(eq(tickets.tenantId, tenantId), eq(tickets.orderId, order)))
    .orderBy(asc(tickets.firedAt), asc(tickets.id));
  const lines = await tx.drizzle
    .select()
    .from(orderItemWorkflowStatus)
    .where(and(eq(orderItemWorkflowStatus.tenantId, tenantId), eq(orderItemWorkflowStatus.orderId, order)))
    .orderBy(asc(orderItemWorkflowStatus.ticketId), asc(orderItemWorkflowStatus.position));
  const places = await tx.drizzle
    .select()
    .from(ticketPlaces)
    .where(and(eq(ticketPlaces.tenantId, tenantId), eq(ticketPlaces.orderId, order)));
  return { tickets: found, ticketLines: lines, ticketPlaces: places };
}

/** A task as a domain row, in a list of none or one. */
export async function readTask(
  tx: Transaction,
  tenantId: string,
  task: string,
): Promise<readonly TaskFolded[]> {
  return await tx.drizzle
    .select()
    .from(tasks)
    .where(and(eq(tasks.tenantId, tenantId), eq(tasks.id, task)));
}
