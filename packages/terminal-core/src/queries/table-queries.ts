import {
  type EntityStatusFolded,
  type ReservationFolded,
  tableNow,
  type TableVisitFolded,
  visitAwaiting,
} from '@beaveros/domain/service-entity';
import type { Id, Instant } from '@beaveros/kit';
import type { IpcInput, IpcOutput, TableView } from '@beaveros/protocol/ipc';
import type { Desk } from '../commands/command.ts';
import type { FoldedStore } from '../stores/folded-store.ts';
import { reservationView } from '../views/floor-view.ts';
import { ordersAwaiting } from './ticket-queries.ts';

type Book = IpcOutput<'reservations'>;

/** Every active table, room and bay with what it is now; the store has reached the answer when it returns. */
export function listTables(
  { entity: store, workflow }: { readonly entity: FoldedStore; readonly workflow: FoldedStore },
  desk: Desk,
  { now }: IpcInput<'tables'>,
): { tables: TableView[] } {
  store.catchUp();
  const { rows, journal } = desk;
  const said = new Map(
    (store.db.prepare(STATUSES).all() as EntityStatusFolded[]).map((row) => [row.id, row] as const),
  );
  const awaiting = ordersAwaiting(workflow);
  const rowsOfVisits = store.db.prepare(VISITS).all() as TableVisitFolded[];
  const visits = Map.groupBy(
    rowsOfVisits.map((visit) => visitAwaiting(visit, awaiting)),
    ({ entityId }) => entityId,
  );
  const booked = byEntity(store.db.prepare(BOOKED).all({ now }) as ReservationFolded[]);
  const { isTableDirtyAfterClose: isDirtyAfterClose } = rows.entity.policies();
  return {
    tables: rows.entity
      .serviceEntities()
      .filter((row) => row.isActive)
      .map((row) => {
        const known = {
          own: said.get(row.id) ?? null,
          visits: visits.get(row.id) ?? [],
          booked: booked.get(row.id) ?? [],
        };
        const { status, orders, reservation } = tableNow(known, { now, isDirtyAfterClose });
        return {
          entity: row.id,
          name: row.name,
          area: row.areaId,
          capacity: row.capacity,
          status,
          note: known.own?.note ?? null,
          orders: orders.map(toOrder),
          reservation: reservation === null ? null : reservationView(reservation, journal),
        };
      }),
  };
}

/** Reservations that begin within a time, the first first. */
export function listReservations(store: FoldedStore, desk: Desk, input: IpcInput<'reservations'>): Book {
  store.catchUp();
  const rows = store.db.prepare(BOOK).all(input) as ReservationFolded[];
  const { from, to } = input;
  const total = store.db
    .prepare(`SELECT count(*) FROM reservations WHERE ${WITHIN}`)
    .pluck()
    .get({ from, to });
  return {
    reservations: rows.map((row) => reservationView(row, desk.journal)),
    total: total as number,
  };
}

function toOrder({
  orderId,
  label,
  guests,
  status,
  openedAt,
}: TableVisitFolded): TableView['orders'][number] {
  return {
    order: orderId as Id<'Order'>,
    label,
    guests,
    status: status as TableView['orders'][number]['status'],
    openedAt: openedAt as Instant,
  };
}

/** A party may have several tables. */
function byEntity(booked: readonly ReservationFolded[]): ReadonlyMap<string, readonly ReservationFolded[]> {
  const found = new Map<string, ReservationFolded[]>();
  for (const row of booked) {
    for (const { id } of JSON.parse(row.entities) as { readonly id: string }[])
      found.set(id, [...(found.get(id) ?? []), row]);
  }
  return found;
}

export const RESERVATION = `
SELECT id, tenant_id AS tenantId, store_id AS storeId, status, starts_at AS startsAt, ends_at AS endsAt, guests, entities, note,
  name_side AS nameSide, phone_side AS phoneSide, order_id AS orderId, made_at AS madeAt, made_by AS madeBy, place
FROM reservations`;

const WITHIN = 'starts_at >= @from AND starts_at < @to';
const BOOK = `${RESERVATION} WHERE ${WITHIN} ORDER BY starts_at, id LIMIT @limit OFFSET @offset`;
const BOOKED = `${RESERVATION} WHERE status = 'booked' AND ends_at > @now`;

const STATUSES = `
SELECT id, tenant_id AS tenantId, store_id AS storeId, status, note, set_at AS setAt, set_by AS setBy,
  available_place AS availablePlace
FROM entity_statuses`;

/** Open orders at each table, and of those that have left the last. */
const VISITS = `
SELECT order_id AS orderId, tenant_id AS tenantId, store_id AS storeId, entity_id AS entityId, label, guests, status,
  opened_at AS openedAt, left_place AS leftPlace
FROM table_visits WHERE left_place IS NULL
UNION ALL
SELECT order_id, tenant_id, store_id, entity_id, label, guests, status, opened_at, max(left_place)
FROM table_visits WHERE left_place IS NOT NULL GROUP BY entity_id`;
