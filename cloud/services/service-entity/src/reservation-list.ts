import { isId, ok, refuse } from '@beaveros/kit';
import type { serviceEntityRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf, type Transaction } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { and, asc, eq, gt, gte, lt, or } from 'drizzle-orm';
import * as z from 'zod';
import { reservations } from './folded-tables.ts';

const byStart = z.tuple([z.int(), z.string().refine(isId)]);

/** The handler of a store's book, as somebody far away reads it. */
export function reservationHandlers({
  transaction,
}: Pick<IslandTools<typeof serviceEntityRoutes>, 'transaction'>): Pick<
  Handlers<typeof serviceEntityRoutes>,
  'listReservations'
> {
  return {
    listReservations: transaction(
      'listReservations',
      async ({ tx, identity: { tenantId }, params: { storeId }, query }) => {
        const day = await dayOf(tx, storeId, query.date);
        if (day === undefined) return refuse({ code: 'store/not-found' });
        const { limit, cursor } = query;
        const [startsAt, id] = cursor === undefined ? [0, null] : decodeCursor(byStart, cursor);
        const found = await tx.drizzle
          .select()
          .from(reservations)
          .where(
            and(
              eq(reservations.tenantId, tenantId),
              eq(reservations.storeId, storeId),
              day.from === null ? undefined : gte(reservations.startsAt, day.from),
              day.to === null ? undefined : lt(reservations.startsAt, day.to),
              id === null
                ? undefined
                : or(
                    gt(reservations.startsAt, startsAt),
                    and(eq(reservations.startsAt, startsAt), gt(reservations.id, id)),
                  ),
            ),
          )
          .orderBy(asc(reservations.startsAt), asc(reservations.id))
          .limit(limit + 1);
        return ok(pageOf(found, { limit, item: toItem, key: (row) => [row.startsAt, row.id] }));
      },
    ),
  };
}

/**
 * The calendar day by the store's wall clock: reservations are for an evening, not for a business date. Without a date all of
 * time; undefined: the caller's tenant has no such store.
 */
async function dayOf(
  tx: Transaction,
  storeId: string,
  date: string | undefined,
): Promise<{ readonly from: number | null; readonly to: number | null } | undefined> {
  const [day] = await tx.query<{ readonly from: Date | null; readonly to: Date | null }>(
    `select $2::date::timestamp at time zone time_zone as from, ($2::date + 1)::timestamp at time zone time_zone as to
     from stores where id = $1`,
    [storeId, date ?? null],
  );
  return day && { from: day.from?.getTime() ?? null, to: day.to?.getTime() ?? null };
}

function toItem(row: typeof reservations.$inferSelect) {
  const { id, status, startsAt, endsAt, guests, note, nameSide, phoneSide, orderId, madeAt, madeBy } = row;
  return {
    id,
    status,
    startsAt,
    endsAt,
    guests,
    note,
    nameSide,
    phoneSide,
    orderId,
    madeAt,
    madeBy,
    entities: JSON.parse(row.entities) as { readonly id: string; readonly name: string }[],
  };
}
