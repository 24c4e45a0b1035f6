import type { IpcOutput } from '@beaveros/protocol/ipc';
import type { FoldedStore } from '../stores/folded-store.ts';

type Tickets = IpcOutput<'tickets'>['tickets'];

/** Tickets on one board: a kitchen shows a few dozen; what is older than these is on the recall list. */
const TICKETS_MAX = 500;

/** The tickets of the store from the folded tables, oldest first. */
export function listTickets(
  store: FoldedStore,
  { station, includeDone }: { readonly station: string | null; readonly includeDone: boolean },
): Tickets {
  store.catchUp();
  const rows = store.db
    .prepare(
      `SELECT id, order_id AS orderId, firing_id AS firingId, station_id AS stationId, station_name AS stationName,
         label, table_name AS tableName, fired_at AS firedAt, stages, is_done AS isDone
       FROM tickets WHERE (@includeDone OR is_done = 0) AND (@station IS NULL OR station_id = @station)
       ORDER BY fired_at, id LIMIT ${TICKETS_MAX}`,
    )
    .all({ station, includeDone: includeDone ? 1 : 0 }) as TicketRow[];
  const lines = store.db.prepare(
    `SELECT order_item_id AS line, name, quantity AS quantityMicro, modifiers, note, current_stage_id AS stage,
       stage_name AS stageName, is_final AS isFinal, is_voided AS isVoided
     FROM order_item_workflow_status WHERE ticket_id = ? ORDER BY position`,
  );
  return rows.map((row) => ({
    ticket: row.id,
    order: row.orderId,
    firing: row.firingId,
    label: row.label,
    tableName: row.tableName,
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

interface TicketRow {
  readonly id: Tickets[number]['ticket'];
  readonly orderId: Tickets[number]['order'];
  readonly firingId: Tickets[number]['firing'];
  readonly stationId: Tickets[number]['station']['id'];
  readonly stationName: string;
  readonly label: string;
  readonly tableName: string | null;
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
