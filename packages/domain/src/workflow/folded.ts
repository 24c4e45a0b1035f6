import { derivedId, type QuantityMicro } from '@beaveros/kit';
import { isTicketDone, type TicketsState } from './state.ts';

export interface TicketFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly orderId: string;
  readonly firingId: string;
  readonly stationId: string;
  readonly stationName: string;
  readonly label: string;
  readonly tableName: string | null;
  readonly course: number | null;
  readonly firedAt: number;
  /** JSON text: the stages copied into the firing, by ordinal. */
  readonly stages: string;
  /** No line is left before its final stage. */
  readonly isDone: boolean;
}

/** The seed's `order_item_workflow_status`, one row per (line, firing). */
export interface TicketLineFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly ticketId: string;
  readonly orderId: string;
  readonly orderItemId: string;
  readonly firingId: string;
  readonly position: number;
  readonly name: string;
  readonly quantity: QuantityMicro;
  /** JSON text: names of the chosen options. */
  readonly modifiers: string;
  readonly note: string | null;
  readonly seat: number | null;
  readonly course: number | null;
  readonly currentStageId: string;
  readonly stageName: string;
  readonly stageOrdinal: number;
  readonly isFinal: boolean;
  readonly isVoided: boolean;
  /** Its order has none of it any more: see `ticket-places.ts`. */
  readonly hasLeft: boolean;
  readonly lastUpdatedAt: number;
}

export function ticketRows(state: TicketsState): {
  readonly tickets: readonly TicketFolded[];
  readonly ticketLines: readonly TicketLineFolded[];
} {
  if (state.tenant === null) return { tickets: [], ticketLines: [] };
  const { tenant: tenantId, store: storeId } = state;
  const tickets = [...state.tickets.values()];
  return {
    tickets: tickets.map((ticket) => ({
      id: ticket.ticket,
      tenantId,
      storeId,
      orderId: ticket.order,
      firingId: ticket.firing,
      stationId: ticket.station.id,
      stationName: ticket.station.name,
      label: ticket.label,
      tableName: ticket.tableName,
      course: ticket.course,
      firedAt: ticket.firedAt,
      stages: JSON.stringify(ticket.stages),
      isDone: isTicketDone(ticket),
    })),
    ticketLines: tickets.flatMap((ticket) =>
      ticket.lines.map((line, position) => ({
        id: derivedId(line.firing, `ticket-line/${line.line}`),
        tenantId,
        ticketId: ticket.ticket,
        orderId: ticket.order,
        orderItemId: line.line,
        firingId: line.firing,
        position,
        name: line.name,
        quantity: line.quantityMicro,
        modifiers: JSON.stringify(line.modifiers),
        note: line.note,
        seat: line.seat,
        course: line.course,
        currentStageId: line.stage.stage,
        stageName: line.stage.name,
        stageOrdinal: line.stage.ordinal,
        isFinal: line.stage.isFinal,
        isVoided: line.isVoided,
        hasLeft: line.hasLeft,
        lastUpdatedAt: line.stageAt,
      })),
    ),
  };
}
