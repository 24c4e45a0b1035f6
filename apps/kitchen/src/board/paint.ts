import type { KitchenCommand } from './moves.ts';
import { isDone, type TicketLine, type TicketView } from './ticket.ts';

/**
 * A ticket as the cook sees it: what the till last said, with this board's unanswered commands on top, in their order.
 * The same rules as `ticketsFold` of domain (a bump only advances, a recall stands), on a view; a test holds the two
 * together. Without a command of its own a ticket keeps its object.
 */
export function painted(ticket: TicketView, unsent: readonly KitchenCommand[]): TicketView {
  let lines: readonly TicketLine[] = ticket.lines;
  for (const command of unsent) {
    if (command.firing !== ticket.firing || command.order !== ticket.order) continue;
    lines = moved(ticket, lines, command);
  }
  if (lines === ticket.lines) return ticket;
  return { ...ticket, lines: [...lines], isDone: isDone(lines) };
}

function moved(
  ticket: TicketView,
  lines: readonly TicketLine[],
  { call, lines: named, stage }: KitchenCommand,
): readonly TicketLine[] {
  const to = ticket.stages.find((each) => each.stage === stage);
  if (to === undefined || !lines.some(({ line }) => named.includes(line))) return lines;
  return lines.map((line) => {
    if (!named.includes(line.line)) return line;
    const now = ticket.stages.find((each) => each.stage === line.stage)?.ordinal ?? -1;
    if (call === 'bump' && to.ordinal <= now) return line;
    return { ...line, stage: to.stage, stageName: to.name, isFinal: to.isFinal };
  });
}
