import type { IpcOutput } from '@beaveros/protocol/ipc';
import type { FoldedStore } from '../stores/folded-store.ts';

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
       stage_name AS stageName, is_final AS isFinal, is_voided AS isVoided
     FROM order_item_workflow_status WHERE ticket_id = ? ORDER BY position`,
  );
  return rows.map((row) => ({
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
    lines: (lines.all(row.id) as TicketLineRow[]).map((line) => ({
      ...line,
      modifiers: JSON.parse(line.modifiers) as string[],
      isFinal: line.isFinal === 1,
      isVoided: line.isVoided === 1,
    })),
  }));
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

type Line = Tickets[number]['lines'][number];
type TicketLineRow = Omit<Line, 'modifiers' | 'isFinal' | 'isVoided'> & {
  readonly modifiers: string;
  readonly isFinal: 0 | 1;
  readonly isVoided: 0 | 1;
};
