import { type RefObject, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useKitchen } from '../app/kitchen-store.ts';
import { spanOf } from '../board/span.ts';
import type { TicketId } from '../board/ticket.ts';
import { Ticket } from '../ticket/Ticket.tsx';
import { useColumns } from './use-columns.ts';
import { useHold } from './use-hold.ts';

/**
 * The tickets, filling columns from the top, oldest first. All of them hang in the document; what does not fit lies on the
 * pages behind, which a finger, the page control or a key turns up.
 */
export function BoardGrid({ board }: { readonly board: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation();
  const shown = useKitchen((state) => state.shown);
  const flashes = useKitchen((state) => state.board.flashes);
  const held = useKitchen((state) => state.board.held);
  const unheard = useKitchen((state) => state.board.unheard);
  const density = useKitchen((state) => state.settings.density);
  const station = useKitchen((state) => state.settings.station);
  const fit = useColumns(board, density);
  useHold(board);
  // Other columns or another station are another picture: it begins with the oldest.
  const picture = `${fit.columns}/${station ?? 'all'}`;
  const turned = useRef(picture);
  useLayoutEffect(() => {
    if (turned.current === picture) return;
    turned.current = picture;
    board.current?.scrollTo({ left: 0, behavior: 'instant' });
  }, [board, picture]);
  const { slots, tickets, leaving } = shown;
  const spans = useMemo(() => {
    const of = (id: TicketId) => tickets.get(id) ?? leaving.get(id);
    return new Map(
      slots.map((id) => [id, of(id)] as const).map(([id, each]) => [id, each ? spanOf(each, fit) : 1]),
    );
  }, [slots, tickets, leaving, fit]);
  return (
    <section
      ref={board}
      aria-label={t('board.label')}
      data-testid="board"
      data-open={tickets.size}
      className="flex min-w-0 flex-1 snap-x snap-proximity scroll-p-3 flex-col flex-wrap content-start gap-(--gap) overflow-x-auto overflow-y-hidden overscroll-contain p-3 [scrollbar-width:none]"
    >
      {slots.map((id) => {
        const ticket = tickets.get(id) ?? leaving.get(id);
        if (ticket === undefined) return null;
        return (
          <Ticket
            key={id}
            ticket={ticket}
            flash={flashes.get(id)}
            isHeld={held.has(id)}
            isUnheard={unheard.has(id)}
            isLeaving={!tickets.has(id)}
            hasStation={station === null}
            isDense={density === 'dense'}
            span={spans.get(id) ?? 1}
          />
        );
      })}
    </section>
  );
}
