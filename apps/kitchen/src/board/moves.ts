import type { Id, Instant, NewId } from '@beaveros/kit';
import {
  type LineId,
  type StageId,
  stageIndex,
  stagesInOrder,
  type TicketId,
  type TicketLine,
  type TicketView,
} from './ticket.ts';

/** One line of a ticket going from where it stands to another stage. */
export interface Move {
  readonly line: LineId;
  readonly from: StageId;
  readonly to: StageId;
}

/** What a finger did to a ticket, kept so that it can be taken back. */
export interface Deed {
  readonly ticket: TicketId;
  readonly order: Id<'Order'>;
  readonly firing: Id<'Firing'>;
  readonly kind: 'advance' | 'bump' | 'back';
  /** What people call the ticket, and the line where only one moved. */
  readonly title: string;
  readonly lineName: string | null;
  readonly stageName: string;
  readonly moves: readonly Move[];
  readonly at: Instant;
}

/**
 * A command with the id minted at the tap. It always names the stage it means, so that a till which has not heard of the
 * ticket accepts it (design section 5) and saying it twice is one move.
 */
export interface KitchenCommand {
  readonly commandId: Id<'Command'>;
  readonly call: 'bump' | 'recall';
  readonly order: Id<'Order'>;
  readonly firing: Id<'Firing'>;
  readonly lines: readonly LineId[];
  readonly stage: StageId;
}

/** A tap on a line: one stage on. Null when it is at its end or voided. */
export function advance(ticket: TicketView, line: LineId, at: Instant): Deed | null {
  const stages = stagesInOrder(ticket);
  const found = ticket.lines.find((each) => each.line === line);
  if (found === undefined || !isStanding(found)) return null;
  const to = stages[stageIndex(ticket, found.stage) + 1];
  if (to === undefined) return null;
  return deed(ticket, 'advance', at, [{ line, from: found.stage, to: to.stage }]);
}

/** A bump: everything left on the ticket goes to its final stage. Null when nothing is left. */
export function bump(ticket: TicketView, at: Instant): Deed | null {
  const stages = stagesInOrder(ticket);
  const to = stages.find(({ isFinal }) => isFinal) ?? stages.at(-1);
  if (to === undefined) return null;
  const moves = ticket.lines
    .filter((line) => isStanding(line) && line.stage !== to.stage)
    .map((line) => ({ line: line.line, from: line.stage, to: to.stage }));
  return deed(ticket, 'bump', at, moves);
}

/** Takes back the lines that stand furthest, one stage: what undoes a bump made on any board, however long ago. */
export function stepBack(ticket: TicketView, at: Instant): Deed | null {
  const stages = stagesInOrder(ticket);
  const standing = ticket.lines.filter((line) => !line.isVoided);
  const furthest = Math.max(-1, ...standing.map((line) => stageIndex(ticket, line.stage)));
  const to = stages[furthest - 1];
  if (to === undefined) return null;
  const moves = standing
    .filter((line) => stageIndex(ticket, line.stage) === furthest)
    .map((line) => ({ line: line.line, from: line.stage, to: to.stage }));
  return deed(ticket, 'back', at, moves);
}

/** The commands that do a deed: one for each stage that lines go to. */
export function commandsOf(done: Deed, newId: NewId): readonly KitchenCommand[] {
  return grouped(done, done.kind === 'back' ? 'recall' : 'bump', newId, (move) => move.to);
}

/** The commands that undo it: each line stands again where it stood. */
export function undoOf(done: Deed, newId: NewId): readonly KitchenCommand[] {
  return grouped(done, done.kind === 'back' ? 'bump' : 'recall', newId, (move) => move.from);
}

function grouped(
  { order, firing, moves }: Deed,
  call: KitchenCommand['call'],
  newId: NewId,
  stageOf: (move: Move) => StageId,
): readonly KitchenCommand[] {
  const byStage = Map.groupBy(moves, stageOf);
  return [...byStage].map(([stage, group]) => ({
    commandId: newId<'Command'>(),
    call,
    order,
    firing,
    lines: group.map(({ line }) => line),
    stage,
  }));
}

function deed(ticket: TicketView, kind: Deed['kind'], at: Instant, moves: readonly Move[]): Deed | null {
  const [first] = moves;
  if (first === undefined) return null;
  const only = moves.length === 1 && kind !== 'bump';
  return {
    ticket: ticket.ticket,
    order: ticket.order,
    firing: ticket.firing,
    kind,
    title: ticket.tableName ?? ticket.label,
    lineName: only ? (ticket.lines.find(({ line }) => line === first.line)?.name ?? null) : null,
    stageName: ticket.stages.find(({ stage }) => stage === first.to)?.name ?? '',
    moves,
    at,
  };
}

function isStanding(line: TicketLine): boolean {
  return !line.isVoided && !line.isFinal;
}
