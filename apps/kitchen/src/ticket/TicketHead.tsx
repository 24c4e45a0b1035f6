import type { Instant } from '@beaveros/kit';
import { useFormat } from '@beaveros/ui';
import { CircleHelp, Clock, Flame, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useKitchen } from '../app/kitchen-store.ts';
import { useNow, useOfNow } from '../app/use-now.ts';
import { ageMs, type AgeTone, ageTone } from '../board/ages.ts';
import { titleOf, type TicketView } from '../board/ticket.ts';

const TONE: Record<AgeTone, string> = {
  ok: 'bg-sunken text-ink',
  warn: 'bg-due text-on-due',
  late: 'bg-late text-on-late',
};

export interface TicketHeadProps {
  readonly ticket: TicketView;
  readonly hasStation: boolean;
  readonly isHeld: boolean;
  readonly isUnheard: boolean;
  readonly isDense: boolean;
}

/** What is read from two metres: the table, and how long it has waited. */
export function TicketHead({ ticket, hasStation, isHeld, isUnheard, isDense }: TicketHeadProps) {
  const { t } = useTranslation();
  const limits = useKitchen(({ settings }) => settings.limits);
  const aged = useOfNow((now) => ageTone(ageMs(ticket.firedAt, now), limits));
  const tone = isHeld ? 'late' : aged;
  const title = titleOf(ticket);
  // The age is told by a shape as well, because not everybody sees red.
  const Mark = tone === 'late' ? Flame : tone === 'warn' ? TriangleAlert : Clock;
  return (
    <header data-tone={tone} className={`px-3 pt-1.5 pb-2 ${TONE[tone]}`}>
      <h2
        className={`leading-tight font-bold break-words ${isDense ? 'text-2xl' : 'text-3xl'}`}
        data-testid="ticket-title"
      >
        {title}
      </h2>
      <p className="flex items-center justify-between gap-2 leading-tight">
        <span className={`flex min-w-0 flex-wrap gap-x-2 font-semibold ${isDense ? 'text-sm' : 'text-base'}`}>
          {ticket.tableName === null ? null : <span>{ticket.label}</span>}
          {ticket.course === null ? null : <span>{t('ticket.course', { course: ticket.course })}</span>}
          {hasStation ? <span>{ticket.station.name}</span> : null}
          {ticket.movedFrom === null ? null : (
            <span data-testid="ticket-moved-from">
              {t('ticket.movedFrom', { title: titleOf(ticket.movedFrom) })}
            </span>
          )}
        </span>
        <span
          className={`flex shrink-0 items-center gap-1.5 font-bold tabular-nums ${isDense ? 'text-xl' : 'text-2xl'}`}
          data-testid="ticket-age"
        >
          <Mark className="size-5 shrink-0" aria-hidden="true" />
          <AgeClock firedAt={ticket.firedAt} />
        </span>
      </p>
      {isHeld ? <p className="text-base font-bold uppercase">{t('ticket.voidTicket')}</p> : null}
      {isUnheard ? (
        <p className="mt-1 flex items-center gap-1.5 text-sm font-semibold" data-testid="ticket-unheard">
          <CircleHelp className="size-4" aria-hidden="true" />
          {t('ticket.unheard')}
        </p>
      ) : null}
    </header>
  );
}

/** The only part of a ticket that ticks: sixty of them each second are sixty texts. */
function AgeClock({ firedAt }: { readonly firedAt: Instant }) {
  const format = useFormat();
  return format.clock(ageMs(firedAt, useNow()));
}
