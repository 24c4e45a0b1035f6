import type { EventOf } from '../journal/event-schema.ts';
import { changedQuantity, putLine } from './line-changes.ts';
import type { MOVE_EVENTS } from './move-events.ts';
import { type Author, isStandingLine, type LineState, type MovedLine, type OrderState } from './state.ts';

export type MoveEvent = EventOf<(typeof MOVE_EVENTS)[number]>;

/** Lines that go and lines that come. What a move takes that is not there any more changes nothing and is remembered. */
export function evolveMoves(state: OrderState, event: MoveEvent, by: Author): OrderState {
  switch (event.type) {
    case 'order.LinesMovedOut':
      return movedOut(state, event.body, by);
    case 'order.LinesMovedIn':
      return event.body.lines.reduce((all, { added, ...line }) => putLine(all, added, line), state);
    case 'order.MovedLineVoided':
      return state; // The kitchen's word: its tickets read it.
  }
}

function movedOut(
  before: OrderState,
  { to, lines, saw }: Extract<MoveEvent, { type: 'order.LinesMovedOut' }>['body'],
  by: Author,
): OrderState {
  let state = before;
  for (const { line: id, quantityMicro, isWhole } of lines) {
    const line = state.lines.get(id);
    const outcome = outcomeOf(line, quantityMicro);
    const moved: MovedLine = { line: id, to, isWhole, outcome, saw, by };
    state = { ...state, movedOut: [...state.movedOut, moved] };
    if (line === undefined || outcome !== 'stands') continue;
    const left = changedQuantity(line.quantityMicro, 0 - quantityMicro);
    const after = { ...line, quantityMicro: left, movedTo: left === 0 ? to.order : line.movedTo };
    state = { ...state, lines: new Map(state.lines).set(id, after) };
  }
  return state;
}

function outcomeOf(line: LineState | undefined, quantity: number): MovedLine['outcome'] {
  if (line === undefined) return 'unknown';
  if (line.voided !== null) return 'voided';
  const left = line.quantityMicro;
  const isThere = isStandingLine(line) && Math.sign(left) === Math.sign(quantity);
  return isThere && Math.abs(quantity) <= Math.abs(left) ? 'stands' : 'gone';
}
