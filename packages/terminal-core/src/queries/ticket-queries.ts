import type { TicketPlaceFolded } from '@beaveros/domain/workflow';
import type { IpcOutput } from '@beaveros/protocol/ipc';
import type { FoldedStore } from '../stores/folded-store.ts';
import { type LineWithPlaces, placedTicket } from '../views/ticket-view.ts';

type Tickets = IpcOutput<'tickets'>['tickets'];

/** Open tickets of a store: a kitchen has a few dozen. Beyond it the newest wait for the oldest to be bumped. */
const OPEN_MAX = 500;
/** Done tickets to recall from: what a kitchen may still have at the pass. */
const DONE_MAX = 100;

/** The open tickets of the store from the folded tables, oldest first; then those that were done, newest first. */
export function listTickets(
  store: FoldedStore,
  { station, includeDone }: { readonly station: string | null; readonly includeDone: boolean },
): Tickets {
  store.catchUp();
  const open = store.db
    .prepare(`${TICKETS} AND is_done = 0 ORDER BY fired_at, id LIMIT ${OPEN_MAX}`)
    .all({ station }) as TicketRow[];
  const done = includeDone
    ? (store.db
        .prepare(`${TICKETS} AND is_done = 1 ORDER BY fired_at DESC, id DESC LIMIT ${DONE_MAX}`)
        .all({ station }) as TicketRow[])
    : [];
  const rows = [...open, ...done];
  const lines = store.db.prepare(
    `SELECT order_item_id AS line, name, quantity AS quantityMicro, modifiers, note, seat, course, current_stage_id AS stage,
       stage_name AS stageName, is_final AS isFinal, is_voided AS isVoided, has_left AS hasLeft
     FROM order_item_workflow_status WHERE ticket_id = ? ORDER BY position`,
  );
  const places = store.db.prepare(PLACES);
  return rows.map((row) =>
    placedTicket(
      {
        ticket: row.id,
        order: row.orderId,
        firing: row.firingId,
        label: row.label,
        tableName: row.tableName,
        course: row.course,
        station: { id: row.stationId, name: row.stationName },
        stages: JSON.parse(row.stages) as Tickets[number]['stages'],
        firedAt: row.firedAt,
        isDone: row.isDone === 1,
      },
      (lines.all(row.id) as TicketLineRow[]).map(({ isVoided, hasLeft, ...line }) => ({
        view: {
          ...line,
          modifiers: JSON.parse(line.modifiers) as string[],
          isFinal: line.isFinal === 1,
        },
        isVoided: isVoided === 1,
        hasLeft: hasLeft === 1,
        places: (places.all(row.orderId, line.line, row.firingId) as PlaceRow[]).map((place) => ({
          ...place,
          isVoided: place.isVoided === 1,
        })),
      })),
    ),
  );
}

/** Orders that have a line of a ticket now, in an order of their own. */
const PLACES = `
  SELECT tenant_id AS tenantId, store_id AS storeId, order_id AS orderId, order_item_id AS orderItemId, firing_id AS firingId,
    ticket_order_id AS ticketOrderId, ticket_item_id AS ticketItemId, label, table_name AS tableName, seat, quantity,
    is_voided AS isVoided
  FROM ticket_places WHERE ticket_order_id = ? AND ticket_item_id = ? AND firing_id = ? ORDER BY order_id, order_item_id`;

/**
 * Orders to which a kitchen owes lines that another order had fired. The store has reached the answer when it returns; for
 * `visitAwaiting`.
 */
export function ordersAwaiting(store: FoldedStore): ReadonlySet<string> {
  store.catchUp();
  const rows = store.db
    .prepare(
      // In this order: moved lines are few, lines of the kitchen many.
      `SELECT DISTINCT p.order_id FROM ticket_places p CROSS JOIN order_item_workflow_status t
         ON p.ticket_order_id = t.order_id AND p.ticket_item_id = t.order_item_id AND p.firing_id = t.firing_id
       WHERE t.is_final = 0 AND t.is_voided = 0 AND p.is_voided = 0`,
    )
    .pluck()
    .all() as string[];
  return new Set(rows);
}

const TICKETS = `
  SELECT id, order_id AS orderId, firing_id AS firingId, station_id AS stationId, station_name AS stationName,
    label, table_name AS tableName, course, fired_at AS firedAt, stages, is_done AS isDone
  FROM tickets WHERE (@station IS NULL OR station_id = @station)`;

interface TicketRow {
  readonly id: Tickets[number]['ticket'];
  readonly orderId: Tickets[number]['order'];
  readonly firingId: Tickets[number]['firing'];
  readonly stationId: Tickets[number]['station']['id'];
  readonly stationName: string;
  readonly label: string;
  readonly tableName: string | null;
  readonly course: number | null;
  readonly firedAt: Tickets[number]['firedAt'];
  readonly stages: string;
  readonly isDone: 0 | 1;
}

type TicketLineRow = Omit<LineWithPlaces['view'], 'modifiers' | 'isFinal'> & {
  readonly modifiers: string;
  readonly isFinal: 0 | 1;
  readonly isVoided: 0 | 1;
  readonly hasLeft: 0 | 1;
};
type PlaceRow = Omit<TicketPlaceFolded, 'isVoided'> & { readonly isVoided: 0 | 1 };
