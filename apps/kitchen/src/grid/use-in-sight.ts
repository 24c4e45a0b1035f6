import { type RefObject, useEffect, useRef, useState } from 'react';
import type { TicketId } from '../board/ticket.ts';

/** Mostly in sight counts as in sight: a column is either on the page or on the next. */
const IN_SIGHT = 0.6;

/** Which tickets are on the page that is turned up. The browser tells it behind the paint, so it costs a new ticket nothing. */
export function useInSight(board: RefObject<HTMLElement | null>): ReadonlySet<TicketId> {
  const [inSight, setInSight] = useState<ReadonlySet<TicketId>>(new Set());
  const observer = useRef<{ made: IntersectionObserver; watched: WeakSet<Element> } | null>(null);
  useEffect(() => {
    const made = new IntersectionObserver(
      (entries) =>
        setInSight((before) => {
          const now = new Set(before);
          for (const { target, intersectionRatio } of entries) {
            const id = (target as HTMLElement).dataset['ticket'] as TicketId;
            if (intersectionRatio >= IN_SIGHT) now.add(id);
            else now.delete(id);
          }
          return now;
        }),
      { root: board.current, threshold: [IN_SIGHT] },
    );
    observer.current = { made, watched: new WeakSet() };
    return () => made.disconnect();
  }, [board]);
  // Each ticket is watched from its first paint on, so this runs behind each; only new ones cost anything.
  useEffect(() => {
    if (observer.current === null) return;
    const { made, watched } = observer.current;
    for (const ticket of board.current?.children ?? []) {
      if (watched.has(ticket)) continue;
      watched.add(ticket);
      made.observe(ticket);
    }
  });
  return inSight;
}
