import type { TicketView } from './ticket.ts';

/** A ticket wider than three columns is a banquet; it scrolls inside. */
const SPAN_MAX = 3;
/** Letters of a name or note in one line of a column, at the size they are written. */
const LETTERS_PER_ROW = 18;

/** How many columns a ticket needs, so that none of its lines is out of sight. Estimated: a wrong guess scrolls. */
export function spanOf(
  ticket: TicketView,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): number {
  const needed = ticket.lines.reduce((sum, { name, modifiers, note }) => {
    const extra =
      modifiers.length * 0.5 + (note === null ? 0 : 0.3 + 0.5 * Math.ceil(note.length / LETTERS_PER_ROW));
    return sum + Math.max(1, 0.4 + 0.6 * Math.ceil(name.length / LETTERS_PER_ROW)) + extra;
  }, 0);
  return Math.max(1, Math.min(SPAN_MAX, columns, Math.ceil(needed / Math.max(1, rows))));
}
