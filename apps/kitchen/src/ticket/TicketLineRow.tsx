import { MICRO } from '@beaveros/kit';
import { useFormat, VisuallyHidden } from '@beaveros/ui';
import { ArrowRight, MessageSquareWarning } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useHands } from '../app/kitchen-hands.ts';
import { goesElsewhere, titleOf, type TicketLine, type TicketView } from '../board/ticket.ts';
import { StageMark } from './StageMark.tsx';

export interface TicketLineRowProps {
  readonly ticket: TicketView;
  readonly line: TicketLine;
  /** Grows when it changed under the cook's eyes: the flash begins again. */
  readonly flash: number;
  readonly isDense: boolean;
}

/** A line: a tap moves it one stage on. */
export const TicketLineRow = memo(function TicketLineRow({
  ticket,
  line,
  flash,
  isDense,
}: TicketLineRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const hands = useHands();
  const quantity = format.quantity(line.quantityMicro);
  const isQuiet = line.isFinal || line.isVoided;
  return (
    <li className="break-inside-avoid">
      <button
        type="button"
        data-testid="ticket-line"
        data-line={line.line}
        data-stage={line.stageName}
        data-voided={line.isVoided || undefined}
        aria-disabled={isQuiet || undefined}
        onClick={() => hands.advance(ticket, line.line)}
        className={`relative flex w-full cursor-default gap-2.5 px-3 text-start active:bg-ink/10 focus-visible:-outline-offset-3 ${isDense ? 'min-h-touch py-1.5' : 'min-h-press py-2'}`}
      >
        {flash > 0 ? (
          <span
            key={flash}
            aria-hidden="true"
            className={`pointer-events-none absolute inset-0 inset-ring-2 motion-safe:animate-flash motion-safe:inset-ring-0 ${line.isVoided ? 'inset-ring-late motion-safe:bg-late' : 'inset-ring-info motion-safe:bg-info'}`}
          />
        ) : null}
        <span className={`relative ${isDense ? 'pt-0' : 'pt-0.5'}`}>
          <StageMark ticket={ticket} line={line} />
        </span>
        <span
          className={`relative min-w-6 pt-0.5 text-end leading-tight font-bold tabular-nums ${isDense ? 'text-lg' : 'text-xl'} ${isQuiet ? 'text-ink-3' : line.quantityMicro > MICRO ? 'text-accent' : 'text-ink'} ${line.isVoided ? 'line-through' : ''}`}
        >
          {quantity}
        </span>
        <span className="relative min-w-0 flex-1">
          <span
            className={`block leading-tight font-semibold text-balance break-words ${isDense ? 'pt-0.5 text-lg' : 'pt-0.5 text-xl'} ${line.isVoided ? 'text-danger line-through decoration-3' : line.isFinal ? 'text-ink-3' : 'text-ink'}`}
          >
            {line.name}
          </span>
          {line.isVoided ? null : <VisuallyHidden>{line.stageName}</VisuallyHidden>}
          {line.isVoided ? (
            <span className="mt-1 inline-block rounded-md bg-late px-2 text-sm font-bold text-on-late uppercase">
              {t('ticket.void')}
            </span>
          ) : null}
          <LineGoesTo ticket={ticket} line={line} isDense={isDense} />
          {line.modifiers.map((modifier, at) => (
            <span
              // Options of one line may repeat a name; their order is fixed when fired.
              key={`${at}/${modifier}`}
              className={`block leading-snug font-semibold ${isDense ? 'text-sm' : 'text-base'} ${isQuiet ? 'text-ink-3' : 'text-accent'}`}
            >
              {modifier}
            </span>
          ))}
          {line.note === null ? null : (
            <span
              className={`mt-1 flex items-start gap-1.5 rounded-md px-2 py-1 leading-snug font-semibold ${isDense ? 'text-sm' : 'text-base'} ${isQuiet ? 'bg-sunken text-ink-2' : 'bg-note text-on-note'}`}
            >
              <MessageSquareWarning className="mt-0.5 size-4.5 shrink-0" aria-hidden="true" />
              <span className="min-w-0 break-words">{line.note}</span>
            </span>
          )}
        </span>
      </button>
    </li>
  );
});

/** Who gets it: the seat, and the table it was moved to after it was fired. */
function LineGoesTo({ ticket, line, isDense }: Omit<TicketLineRowProps, 'flash'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const places = goesElsewhere(ticket, line);
  const size = isDense ? 'text-sm' : 'text-base';
  return (
    <>
      {line.seat === null ? null : (
        <span className={`block leading-snug font-semibold text-ink-2 ${size}`} data-testid="ticket-seat">
          {t('ticket.seat', { seat: line.seat })}
        </span>
      )}
      {places.map((place, at) => {
        const title = titleOf(place);
        const quantity = format.quantity(place.quantityMicro);
        const isAll = place.quantityMicro === line.quantityMicro;
        return (
          <span
            // A line may come to one order twice, in parts.
            key={`${at}/${place.order}`}
            data-testid="ticket-goes-to"
            className={`mt-1 me-1 inline-flex max-w-full items-center gap-1 rounded-md bg-ink px-2 leading-snug font-bold text-surface ${size} ${place.isVoided ? 'line-through' : ''}`}
          >
            <ArrowRight className="size-4 shrink-0 rtl:rotate-180" aria-hidden="true" />
            <span className="min-w-0 break-words">
              {isAll ? t('ticket.goesTo', { title }) : t('ticket.goesToSome', { title, quantity })}
              {place.seat === null ? null : ` · ${t('ticket.seat', { seat: place.seat })}`}
            </span>
          </span>
        );
      })}
    </>
  );
}
