import type { TicketView } from '@beaveros/protocol/ipc';

export type { TicketView } from '@beaveros/protocol/ipc';
export type TicketLine = TicketView['lines'][number];
export type TicketStage = TicketView['stages'][number];
export type TicketId = TicketView['ticket'];
export type LineId = TicketLine['line'];
export type StageId = TicketStage['stage'];

/** The ticket's stages, first to last. */
export function stagesInOrder(ticket: TicketView): readonly TicketStage[] {
  return [...ticket.stages].sort((a, b) => a.ordinal - b.ordinal);
}

/** Where a line stands among its ticket's stages; -1 where the firing did not name its stage. */
export function stageIndex(ticket: TicketView, stage: StageId): number {
  return stagesInOrder(ticket).findIndex((each) => each.stage === stage);
}

/** Nothing of it is left to do: the same question as `isTicketDone` of domain, asked of a view. */
export function isDone(lines: readonly TicketLine[]): boolean {
  return lines.every((line) => line.isVoided || line.isFinal);
}

/** Oldest first; tickets of one instant by id, so that every board of the store shows one order. */
export function byAge(a: TicketView, b: TicketView): number {
  return a.firedAt - b.firedAt || (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0);
}

/** Whether two answers say the same of a ticket. What is the same keeps its object, and is not painted again. */
export function isSameTicket(a: TicketView, b: TicketView): boolean {
  return (
    a.isDone === b.isDone &&
    a.firedAt === b.firedAt &&
    a.label === b.label &&
    a.tableName === b.tableName &&
    a.course === b.course &&
    a.movedFrom?.label === b.movedFrom?.label &&
    a.station.id === b.station.id &&
    a.station.name === b.station.name &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, at) => isSameLine(line, b.lines[at]!)) &&
    a.stages.length === b.stages.length &&
    a.stages.every((stage, at) => stage.stage === b.stages[at]!.stage && stage.name === b.stages[at]!.name)
  );
}

function isSameLine(a: TicketLine, b: TicketLine): boolean {
  return (
    a.line === b.line &&
    a.stage === b.stage &&
    a.isFinal === b.isFinal &&
    a.isVoided === b.isVoided &&
    a.quantityMicro === b.quantityMicro &&
    a.name === b.name &&
    a.seat === b.seat &&
    a.goesTo.length === b.goesTo.length &&
    a.goesTo.every((place, at) => isSamePlace(place, b.goesTo[at]!)) &&
    a.note === b.note &&
    a.modifiers.length === b.modifiers.length &&
    a.modifiers.every((name, at) => name === b.modifiers[at])
  );
}

type TicketPlace = TicketLine['goesTo'][number];

function isSamePlace(a: TicketPlace, b: TicketPlace): boolean {
  return (
    a.order === b.order &&
    a.label === b.label &&
    a.tableName === b.tableName &&
    a.seat === b.seat &&
    a.quantityMicro === b.quantityMicro &&
    a.isVoided === b.isVoided
  );
}

/** What a cook calls an order: its table, or its number where it has none. */
export function titleOf({
  label,
  tableName,
}: {
  readonly label: string;
  readonly tableName: string | null;
}): string {
  return tableName ?? label;
}

/** Where a line goes that is not for whom its ticket names; none when it is all for them. */
export function goesElsewhere(ticket: TicketView, line: TicketLine): readonly TicketPlace[] {
  return ticket.movedFrom !== null || line.isVoided ? [] : line.goesTo;
}
