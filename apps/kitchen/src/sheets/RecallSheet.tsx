import { Badge, Button, EmptyState, Sheet, useFormat } from '@beaveros/ui';
import { RotateCcw, SoupIcon } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useHands } from '../app/kitchen-hands.ts';
import { change, useKitchen } from '../app/kitchen-store.ts';
import { doneTickets } from '../board/board.ts';
import type { TicketView } from '../board/ticket.ts';

/** What anybody still wants back: the last hour's. Older ones are on the till's order list. */
const RECALL_MAX = 40;
/** Dishes that tell one ticket from another. */
const DISHES_SHOWN = 4;

/** Done tickets, the last first. A recall takes one back to the stage before its last, on every board of the store. */
export function RecallSheet() {
  const { t } = useTranslation();
  const board = useKitchen((state) => state.board);
  const station = useKitchen((state) => state.settings.station);
  const tickets = useMemo(
    () =>
      doneTickets(board)
        .filter((ticket) => station === null || ticket.station.id === station)
        .slice(0, RECALL_MAX),
    [board, station],
  );
  return (
    <Sheet
      isOpen
      onClose={() => change({ sheet: null })}
      title={t('recall.title')}
      subtitle={t('recall.subtitle')}
      size="md"
    >
      {tickets.length === 0 ? (
        <EmptyState icon={<SoupIcon />} title={t('recall.empty')} text={t('recall.emptyText')} />
      ) : null}
      <ul className="divide-y divide-line" data-testid="recall-list">
        {tickets.map((ticket) => (
          <DoneTicket key={ticket.ticket} ticket={ticket} />
        ))}
      </ul>
    </Sheet>
  );
}

function DoneTicket({ ticket }: { readonly ticket: TicketView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const hands = useHands();
  const doneAt = useKitchen((state) => state.board.doneAt.get(ticket.ticket));
  const { tableName, label, station, lines, firedAt } = ticket;
  const title = tableName ?? label;
  const isVoided = lines.every((line) => line.isVoided);
  const dishes = lines
    .slice(0, DISHES_SHOWN)
    .map((line) => `${format.quantity(line.quantityMicro)} ${line.name}`);
  const rest = lines.length - dishes.length;
  return (
    <li className="flex items-center gap-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-bold">
          {title}
          <span className="text-base font-medium text-ink-2 tabular-nums">
            {[tableName === null ? null : label, station.name].filter((part) => part !== null).join(' · ')}
          </span>
          {isVoided ? <Badge tone="danger">{t('ticket.void')}</Badge> : null}
        </p>
        <p className="text-sm text-ink-2 tabular-nums">
          {doneAt === undefined
            ? t('recall.firedAt', { time: format.time(firedAt) })
            : t('recall.doneAt', { time: format.time(doneAt) })}
        </p>
        <p className="text-sm text-ink">
          {dishes.join(', ')}
          {rest > 0 ? ` ${t('recall.linesMore', { count: rest })}` : null}
        </p>
      </div>
      {isVoided ? null : (
        <Button
          data-testid={`recall-${label}`}
          size="lg"
          icon={<RotateCcw />}
          aria-label={t('recall.actionNamed', { title })}
          onPress={() => hands.stepBack(ticket)}
        >
          {t('recall.action')}
        </Button>
      )}
    </li>
  );
}
