import { Button, IconButton, useFormat } from '@beaveros/ui';
import { Check, EyeOff, Undo2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useHands } from '../app/kitchen-hands.ts';
import type { Flash } from '../board/board.ts';
import { stageIndex, type TicketView } from '../board/ticket.ts';
import { TicketHead } from './TicketHead.tsx';
import { TicketLineRow } from './TicketLineRow.tsx';

export interface TicketProps {
  readonly ticket: TicketView;
  readonly flash: Flash | undefined;
  /** Voided away: stays until the cook has seen it. */
  readonly isHeld: boolean;
  readonly isUnheard: boolean;
  /** Done, and keeping its place for the moment that a finger is down. */
  readonly isLeaving: boolean;
  /** In the expeditor's view a ticket says whose it is. */
  readonly hasStation: boolean;
  readonly isDense: boolean;
  /** Columns it is wide. */
  readonly span: number;
}

/** One ticket. Painted again only when something of it changed. */
export const Ticket = memo(function Ticket(props: TicketProps) {
  const { ticket, flash, isHeld, isUnheard, isLeaving, hasStation, isDense, span } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const title = ticket.tableName ?? ticket.label;
  const { label, station, firedAt } = ticket;
  return (
    <article
      data-testid={isLeaving ? 'ticket-leaving' : 'ticket'}
      data-ticket={ticket.ticket}
      data-label={label}
      tabIndex={-1}
      aria-label={t('ticket.label', { title, label, station: station.name, time: format.time(firedAt) })}
      className="relative flex max-h-full flex-none snap-start flex-col overflow-hidden rounded-card border border-line bg-surface contain-content focus-visible:outline-4 focus-visible:-outline-offset-4"
      style={{ inlineSize: `calc(var(--column) * ${span} + var(--gap) * ${span - 1})` }}
    >
      <TicketHead {...{ ticket, hasStation, isHeld, isUnheard, isDense }} />
      <ul
        className="min-h-0 flex-1 divide-y divide-line overflow-y-auto overscroll-contain py-0.5"
        style={span > 1 ? { columns: span, columnGap: 0 } : undefined}
      >
        {ticket.lines.map((line) => (
          <TicketLineRow
            key={line.line}
            ticket={ticket}
            line={line}
            flash={flash?.lines.get(line.line) ?? 0}
            isDense={isDense}
          />
        ))}
      </ul>
      <TicketFoot ticket={ticket} isHeld={isHeld} title={title} />
      {flash !== undefined && flash.ticket > 0 ? (
        <span
          key={flash.ticket}
          aria-hidden="true"
          className="pointer-events-none absolute inset-0 rounded-card motion-safe:animate-flash motion-safe:bg-info motion-reduce:hidden"
        />
      ) : null}
      {isLeaving ? (
        <span className="absolute inset-0 grid place-items-center bg-canvas/90 text-2xl font-bold text-ok">
          <span className="flex items-center gap-2">
            <Check className="size-8 stroke-3" aria-hidden="true" />
            {t('ticket.done')}
          </span>
        </span>
      ) : null}
    </article>
  );
});

function TicketFoot({ ticket, isHeld, title }: { ticket: TicketView; isHeld: boolean; title: string }) {
  const { t } = useTranslation();
  const hands = useHands();
  const canGoBack = ticket.lines.some((line) => !line.isVoided && stageIndex(ticket, line.stage) > 0);
  if (isHeld)
    return (
      <footer className="p-2">
        <Button
          data-testid="bump"
          variant="danger"
          size="xl"
          isWide
          icon={<EyeOff />}
          aria-label={t('ticket.seenNamed', { title })}
          onPress={() => hands.see(ticket.ticket)}
        >
          {t('ticket.seen')}
        </Button>
      </footer>
    );
  return (
    <footer className="flex gap-2 border-t border-line p-2">
      {/* Always there, so that the bump never moves when a first line is tapped. */}
      <IconButton
        data-testid="ticket-undo"
        variant="secondary"
        size="lg"
        className="h-18!"
        icon={<Undo2 />}
        label={t('ticket.back', { title })}
        isDisabled={!canGoBack}
        onPress={() => hands.stepBack(ticket)}
      />
      <Button
        data-testid="bump"
        variant="primary"
        size="xl"
        isWide
        icon={<Check />}
        aria-label={t('ticket.bumpNamed', { title })}
        onPress={() => hands.bump(ticket)}
      >
        {t('ticket.bump')}
      </Button>
    </footer>
  );
}
