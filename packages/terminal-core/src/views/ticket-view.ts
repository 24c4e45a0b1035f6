import { isTicketDone, type TicketsState } from '@beaveros/domain/workflow';
import type { Id, Instant } from '@beaveros/kit';
import type { TicketView } from '@beaveros/protocol/ipc';

/** The tickets of one order as a kitchen shows them. */
export function ticketViews(state: TicketsState): TicketView[] {
  return [...state.tickets.values()].map((ticket) => ({
    ticket: ticket.ticket,
    order: ticket.order as Id<'Order'>,
    firing: ticket.firing as Id<'Firing'>,
    label: ticket.label,
    tableName: ticket.tableName,
    course: ticket.course,
    station: ticket.station as TicketView['station'],
    stages: ticket.stages as TicketView['stages'],
    firedAt: ticket.firedAt as Instant,
    isDone: isTicketDone(ticket),
    lines: ticket.lines.map((line) => ({
      line: line.line as Id<'Line'>,
      name: line.name,
      quantityMicro: line.quantityMicro,
      modifiers: [...line.modifiers],
      note: line.note,
      seat: line.seat,
      course: line.course,
      stage: line.stage.stage as Id<'Stage'>,
      stageName: line.stage.name,
      isFinal: line.stage.isFinal,
      isVoided: line.isVoided,
    })),
  }));
}
