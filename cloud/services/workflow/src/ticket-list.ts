import { isId, ok } from '@beaveros/kit';
import { scaledToText, type workflowRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { and, asc, desc, eq, inArray, lt, or } from 'drizzle-orm';
import * as z from 'zod';
import { orderItemWorkflowStatus, tickets } from './tables.ts';

const byFiring = z.tuple([z.int(), z.string().refine(isId)]);

/** The handler of the kitchen's list; a screen in the kitchen reads its till instead. */
export function ticketHandlers({
  transaction,
}: IslandTools<typeof workflowRoutes>): Pick<Handlers<typeof workflowRoutes>, 'listTickets'> {
  return {
    listTickets: transaction('listTickets', async ({ tx, identity, params: { storeId }, query }) => {
      const { limit, cursor, stationId, isDone } = query;
      const behind = cursor === undefined ? undefined : decodeCursor(byFiring, cursor);
      const found = await tx.drizzle
        .select()
        .from(tickets)
        .where(
          and(
            eq(tickets.tenantId, identity.tenantId),
            eq(tickets.storeId, storeId),
            stationId === undefined ? undefined : eq(tickets.stationId, stationId),
            isDone === undefined ? undefined : eq(tickets.isDone, isDone === 'true'),
            behind === undefined
              ? undefined
              : or(
                  lt(tickets.firedAt, behind[0]),
                  and(eq(tickets.firedAt, behind[0]), lt(tickets.id, behind[1])),
                ),
          ),
        )
        .orderBy(desc(tickets.firedAt), desc(tickets.id))
        .limit(limit + 1);
      const lines = await tx.drizzle
        .select()
        .from(orderItemWorkflowStatus)
        .where(
          and(
            eq(orderItemWorkflowStatus.tenantId, identity.tenantId),
            inArray(
              orderItemWorkflowStatus.ticketId,
              found.map(({ id }) => id),
            ),
          ),
        )
        .orderBy(asc(orderItemWorkflowStatus.position));
      const linesOf = Map.groupBy(lines, ({ ticketId }) => ticketId);
      const item = (ticket: (typeof found)[number]) => {
        const { id, orderId, stationId: station, stationName, label, tableName, firedAt } = ticket;
        return {
          id,
          orderId,
          stationId: station,
          stationName,
          label,
          tableName,
          firedAt,
          isDone: ticket.isDone,
          lines: (linesOf.get(id) ?? []).map(toLine),
        };
      };
      return ok(pageOf(found, { limit, item, key: (row) => [row.firedAt, row.id] }));
    }),
  };
}

function toLine(row: typeof orderItemWorkflowStatus.$inferSelect) {
  const { orderItemId, name, note, stageName, isFinal, isVoided, lastUpdatedAt } = row;
  return {
    orderItemId,
    name,
    note,
    stageName,
    isFinal,
    isVoided,
    lastUpdatedAt,
    quantity: scaledToText(row.quantity, 6),
    modifiers: JSON.parse(row.modifiers) as string[],
  };
}
