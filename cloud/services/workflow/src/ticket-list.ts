import { isStruck, ticketGoesTo, type TicketPlaceFolded } from '@beaveros/domain/workflow';
import { isId, ok } from '@beaveros/kit';
import { scaledToText, type workflowRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { and, asc, desc, eq, inArray, lt, or } from 'drizzle-orm';
import * as z from 'zod';
import { orderItemWorkflowStatus, ticketPlaces, tickets } from './tables.ts';

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
      const places = await tx.drizzle
        .select()
        .from(ticketPlaces)
        .where(
          and(
            eq(ticketPlaces.tenantId, identity.tenantId),
            inArray(
              ticketPlaces.ticketOrderId,
              found.map(({ orderId }) => orderId),
            ),
          ),
        )
        .orderBy(asc(ticketPlaces.orderId), asc(ticketPlaces.orderItemId));
      const keyOf = (order: string, line: string, firing: string) => `${order}/${line}/${firing}`;
      const placesOf = Map.groupBy(places, (place) =>
        keyOf(place.ticketOrderId, place.ticketItemId, place.firingId),
      );
      const item = (ticket: (typeof found)[number]) => {
        const { id, orderId, stationId: station, stationName, label, tableName, firedAt } = ticket;
        const placed = (linesOf.get(id) ?? []).map((line) => ({
          ...line,
          places: placesOf.get(keyOf(line.orderId, line.orderItemId, line.firingId)) ?? [],
        }));
        const now = ticketGoesTo(placed);
        return {
          id,
          orderId,
          stationId: station,
          stationName,
          label: now?.label ?? label,
          tableName: now === null ? tableName : now.tableName,
          movedFrom: now === null ? null : { label, tableName },
          firedAt,
          isDone: ticket.isDone,
          lines: placed.map(toLine),
        };
      };
      return ok(pageOf(found, { limit, item, key: (row) => [row.firedAt, row.id] }));
    }),
  };
}

function toLine(
  row: typeof orderItemWorkflowStatus.$inferSelect & { readonly places: readonly TicketPlaceFolded[] },
) {
  const { orderItemId, name, note, stageName, isFinal, lastUpdatedAt } = row;
  return {
    orderItemId,
    name,
    note,
    stageName,
    isFinal,
    isVoided: isStruck(row),
    lastUpdatedAt,
    quantity: scaledToText(row.quantity, 6),
    modifiers: JSON.parse(row.modifiers) as string[],
    goesTo: row.places.map(({ orderId, label, tableName, quantity, isVoided }) => ({
      orderId,
      label,
      tableName,
      quantity: scaledToText(quantity, 6),
      isVoided,
    })),
  };
}
