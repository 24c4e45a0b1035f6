import { Badge, useFormat } from '@beaveros/ui';
import { ChefHat, StickyNote, Undo2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { markLine } from '../sell/sell-store.ts';
import type { LineView } from './line-view.ts';
import { isMovedLine } from './marked-line.ts';
import { reasonsOfLine } from './price-reasons.ts';
import { LineReasons } from './Reasons.tsx';

export interface OrderLineProps {
  readonly line: LineView;
  /** The actions of the marked line, as an element that moves from line to line; null in every other. */
  readonly actions: HTMLElement | null;
  /** It is named by the combo above it. */
  readonly isOfCombo: boolean;
}

/** One line. Lines keep their identity while they do not change, so that a tap draws two of two hundred. */
export const OrderLine = memo(function OrderLine({ line, actions, isOfCombo }: OrderLineProps) {
  const format = useFormat();
  const { name, quantityMicro, modifiers, note, isClosed, total } = line;
  // What is gone stays to be seen, and asks for nothing.
  const isGone = line.isVoided || isMovedLine(line);
  const isReturn = quantityMicro < 0 && !isGone;
  return (
    <li
      data-testid="order-line"
      data-line={line.line}
      data-voided={line.isVoided || undefined}
      data-marked={actions !== null || undefined}
      className={`mx-2 rounded-control data-marked:bg-brand-soft ${isOfCombo ? 'ms-6' : ''}`}
    >
      <button
        type="button"
        aria-pressed={actions !== null}
        disabled={isGone || isClosed}
        onClick={() => markLine(line.line)}
        className="grid min-h-13 w-full grid-cols-[2.75rem_minmax(0,1fr)_auto] content-center items-baseline gap-x-2 rounded-control px-3 py-2 text-start text-base enabled:active:bg-ink/6"
      >
        <span className={`font-semibold tabular-nums ${isReturn ? 'text-accent' : 'text-ink-2'}`}>
          {format.quantity(quantityMicro)}
        </span>
        <span className="min-w-0">
          <span className={`block break-words ${isGone ? 'text-ink-3 line-through' : 'font-medium'}`}>
            {name}
          </span>
          {modifiers.length > 0 && (
            <span
              className={`block text-sm break-words ${isGone ? 'text-ink-3 line-through' : 'text-ink-2'}`}
            >
              {modifiers.map(({ optionName }) => optionName).join(', ')}
            </span>
          )}
          {note !== null && (
            <span className="flex gap-1.5 text-sm break-words text-accent">
              <StickyNote aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span className="min-w-0">{note}</span>
            </span>
          )}
          {hasMarks(line) && <Marks line={line} isReturn={isReturn} />}
        </span>
        <span
          className={`tabular-nums ${isGone ? 'text-ink-3 line-through' : 'font-medium'} ${isReturn ? 'text-accent' : ''}`}
        >
          {format.money(total)}
        </span>
        {!isGone && <LineReasons reasons={reasonsOfLine(line)} />}
      </button>
      {actions !== null && <ActionsPlace name={name} actions={actions} />}
    </li>
  );
});

function ActionsPlace({ name, actions }: { readonly name: string; readonly actions: HTMLElement }) {
  const { t } = useTranslation();
  return (
    <fieldset
      className="min-w-0"
      aria-label={t('sell.order.marked', { name })}
      ref={(place) => place?.append(actions)}
    />
  );
}

const isOverridden = (line: LineView): boolean => line.unitPriceMicro !== line.listPriceMicro;

function hasMarks(line: LineView): boolean {
  const { quantityMicro, isFired, isVoided, isClosed, seat, staff, durationMinutes } = line;
  const isMarked = quantityMicro < 0 || isFired || isVoided || isClosed || isMovedLine(line);
  return isMarked || isOverridden(line) || seat !== null || staff !== null || durationMinutes !== null;
}

/** What else is to be known of the line, in words. */
function Marks({ line, isReturn }: { readonly line: LineView; readonly isReturn: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="mt-1 flex flex-wrap gap-1.5">
      {line.isVoided && (
        <Badge tone="neutral" className="max-w-full whitespace-normal!">
          {[t('sell.order.voided'), line.voidReason].filter((part) => part !== null).join(' · ')}
        </Badge>
      )}
      {line.isClosed && <Badge tone="ok">{t('sell.order.lineClosed')}</Badge>}
      {isMovedLine(line) && <Badge tone="neutral">{t('sell.order.moved')}</Badge>}
      {line.seat !== null && (
        <Badge data-testid="line-seat">{t('sell.order.seat', { seat: line.seat })}</Badge>
      )}
      {(line.staff !== null || line.durationMinutes !== null) && (
        <Badge>
          {[
            line.staff?.name,
            line.durationMinutes === null
              ? undefined
              : t('sell.order.minutes', { count: line.durationMinutes }),
          ]
            .filter((part) => part !== undefined)
            .join(' · ')}
        </Badge>
      )}
      {isReturn && (
        <Badge tone="warn">
          <Undo2 aria-hidden className="size-3.5" />
          {t('sell.order.returned')}
        </Badge>
      )}
      {line.isFired && (
        <Badge tone="info">
          <ChefHat aria-hidden className="size-3.5" />
          {t('sell.order.fired')}
        </Badge>
      )}
      {isOverridden(line) && (
        <Badge>
          {format.unitPrice(line.unitPriceMicro)}{' '}
          {t('sell.order.listPrice', { price: format.unitPrice(line.listPriceMicro) })}
        </Badge>
      )}
    </span>
  );
}
