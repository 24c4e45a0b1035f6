import { createContext, useContext } from 'react';
import { advance, bump, commandsOf, type Deed, stepBack, undoOf } from '../board/moves.ts';
import type { LineId, TicketId, TicketView } from '../board/ticket.ts';
import type { BoardLine } from '../line/board-line.ts';
import { newId, wallClock } from '../line/kitchen-client.ts';
import { change, useKitchen } from './kitchen-store.ts';

/** Taps that can be taken back with one key each: a rush of bumps, not an evening. */
const DEEDS_MAX = 20;

/** What people can do to the board. Every tap is painted in the same step; the till hears of it behind. */
export interface Hands {
  readonly advance: (ticket: TicketView, line: LineId) => void;
  readonly bump: (ticket: TicketView) => void;
  readonly stepBack: (ticket: TicketView) => void;
  /** Takes back the last deed of this screen. */
  readonly undo: () => void;
  readonly see: (ticket: TicketId) => void;
  readonly openRecall: () => void;
  readonly dismissProblem: () => void;
}

export function createHands(line: BoardLine): Hands {
  const act = (deed: Deed | null): void => {
    if (deed === null || !line.do(commandsOf(deed, newId))) return;
    change({ deeds: [...useKitchen.getState().deeds, deed].slice(-DEEDS_MAX), problem: null });
  };
  return {
    advance: (ticket, on) => act(advance(ticket, on, wallClock.now())),
    stepBack: (ticket) => act(stepBack(ticket, wallClock.now())),
    bump: (ticket) => {
      // What was voided away only waits to be seen.
      if (useKitchen.getState().board.held.has(ticket.ticket)) line.see(ticket.ticket);
      else act(bump(ticket, wallClock.now()));
    },
    undo: () => {
      const { deeds } = useKitchen.getState();
      const last = deeds.at(-1);
      if (last !== undefined && line.do(undoOf(last, newId))) change({ deeds: deeds.slice(0, -1) });
    },
    see: (ticket) => line.see(ticket),
    openRecall: () => {
      change({ sheet: 'recall' });
      line.askDone();
    },
    dismissProblem: () => line.dismissProblem(),
  };
}

export const HandsContext = createContext<Hands | null>(null);

export function useHands(): Hands {
  const hands = useContext(HandsContext);
  if (hands === null) throw new Error('a board without hands');
  return hands;
}
