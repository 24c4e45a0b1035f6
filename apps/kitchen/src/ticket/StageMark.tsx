import { Check } from 'lucide-react';
import type { TicketLine, TicketView } from '../board/ticket.ts';
import { stageIndex } from '../board/ticket.ts';

/**
 * Where a line stands, by shape and colour: an empty ring to begin with, a ring that fills stage by stage, a tick at the
 * end. Readable without colour and without reading.
 */
export function StageMark({ ticket, line }: { readonly ticket: TicketView; readonly line: TicketLine }) {
  const steps = Math.max(1, ticket.stages.length - 1);
  const at = Math.max(0, stageIndex(ticket, line.stage));
  if (line.isFinal)
    return (
      <span className="grid size-7 place-items-center rounded-md bg-ok text-surface" aria-hidden="true">
        <Check className="size-5 stroke-3" />
      </span>
    );
  const share = at / steps;
  // The last stage before the end is what a runner looks for.
  const colour = at === 0 ? 'text-ink-3' : at === steps - 1 ? 'text-ok' : 'text-info';
  return (
    <svg viewBox="0 0 28 28" className={`size-7 ${colour}`} aria-hidden="true">
      <circle cx="14" cy="14" r="12" fill="none" stroke="currentColor" strokeWidth="3" />
      <circle
        cx="14"
        cy="14"
        r="4.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="9"
        pathLength="1"
        strokeDasharray={`${share} 1`}
        transform="rotate(-90 14 14)"
      />
    </svg>
  );
}
