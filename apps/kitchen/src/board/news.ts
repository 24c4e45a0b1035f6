import type { Board } from './board.ts';
import type { TicketView } from './ticket.ts';

/** What came to a station between two boards: what the sounds are for. Nothing while no till had answered yet. */
export function newsBetween(
  before: Board,
  after: Board,
  station: string | null,
): { readonly hasNew: boolean; readonly hasVoid: boolean } {
  const news = { hasNew: false, hasVoid: false };
  if (!before.hasAnswer || before.known === after.known) return news;
  for (const [id, ticket] of after.known) {
    const old = before.known.get(id);
    if (old === ticket || (station !== null && ticket.station.id !== station)) continue;
    if (old === undefined) news.hasNew ||= !ticket.isDone;
    else news.hasVoid ||= voids(ticket) > voids(old);
  }
  return news;
}

function voids(ticket: TicketView): number {
  return ticket.lines.filter(({ isVoided }) => isVoided).length;
}
