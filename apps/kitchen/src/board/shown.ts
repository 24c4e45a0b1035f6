import { type Board, hanging } from './board.ts';
import { nextSlots } from './slots.ts';
import type { TicketId, TicketView } from './ticket.ts';

/** What is on the glass: the tickets of the chosen station, in their places. */
export interface Shown {
  readonly slots: readonly TicketId[];
  readonly tickets: ReadonlyMap<TicketId, TicketView>;
  /** Gone, and still keeping their place for the moment that a finger is down. */
  readonly leaving: ReadonlyMap<TicketId, TicketView>;
  /** All stations, for the counts. */
  readonly all: readonly TicketView[];
}

export const NOTHING_SHOWN: Shown = { slots: [], tickets: new Map(), leaving: new Map(), all: [] };

/** The next picture. `isHeld`: a finger is down or was a moment ago, and nobody moves. */
export function show(
  before: Shown,
  board: Board,
  { station, isHeld }: { readonly station: string | null; readonly isHeld: boolean },
): Shown {
  const all = hanging(board);
  const wanted = station === null ? all : all.filter((ticket) => ticket.station.id === station);
  const tickets = new Map(wanted.map((ticket) => [ticket.ticket, ticket]));
  const slots = nextSlots(before.slots, [...tickets.keys()], { isHeld });
  const leaving = slots.flatMap((id) => {
    const gone = tickets.has(id) ? undefined : (before.tickets.get(id) ?? before.leaving.get(id));
    return gone === undefined ? [] : [[id, gone] as const];
  });
  return { slots, tickets, leaving: new Map(leaving), all };
}
