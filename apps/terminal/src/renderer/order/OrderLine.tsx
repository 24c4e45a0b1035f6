import { Badge, useFormat } from '@beaveros/ui';
import { ChefHat, StickyNote, Undo2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { markLine } from '../sell/sell-store.ts';
import { LineActions } from './LineActions.tsx';
import type { LineView } from './marked-line.ts';

export interface OrderLineProps {
  readonly line: LineView;
  readonly isMarked: boolean;
}

/** One line. Lines keep their identity while they do not change, so that a tap draws one of two hundred. */
export const OrderLine = memo(function OrderLine({ line, isMarked }: OrderLineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, quantityMicro, modifiers, note, isVoided, isFired, total } = line;
  const isReturn = quantityMicro < 0 && !isVoided;
  const options = modifiers.map(({ optionName }) => optionName).join(', ');
  return (
    <li
      data-testid="order-line"
      data-line={line.line}
      data-voided={isVoided || undefined}
      data-marked={isMarked || undefined}
      className="mx-2 rounded-control [contain-intrinsic-size:auto_3.5rem] [content-visibility:auto] data-marked:bg-brand-soft"
    >
      <button
        type="button"
        aria-pressed={isMarked}
        disabled={isVoided}
        onClick={() => markLine(line.line)}
        className="grid min-h-13 w-full grid-cols-[2.75rem_minmax(0,1fr)_auto] content-center items-baseline gap-x-2 rounded-control px-3 py-2 text-start text-base enabled:active:bg-ink/6"
      >
        <span className={`font-semibold tabular-nums ${isReturn ? 'text-accent' : 'text-ink-2'}`}>
          {format.quantity(quantityMicro)}
        </span>
        <span className="min-w-0">
          <span className={`block break-words ${isVoided ? 'text-ink-3 line-through' : 'font-medium'}`}>{name}</span>
          {options !== '' && (
            <span className={`block text-sm break-words ${isVoided ? 'text-ink-3 line-through' : 'text-ink-2'}`}>
              {options}
            </span>
          )}
          {note !== null && (
            <span className="flex gap-1.5 text-sm break-words text-accent">
              <StickyNote aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span className="min-w-0">{note}</span>
            </span>
          )}
          <Marks line={line} isReturn={isReturn} isFired={isFired} />
        </span>
        <span
          className={`tabular-nums ${isVoided ? 'text-ink-3 line-through' : 'font-medium'} ${isReturn ? 'text-accent' : ''}`}
        >
          {format.money(total)}
        </span>
      </button>
      {isMarked && <LineActions line={line} />}
    </li>
  );
});

function Marks({
  line,
  isReturn,
  isFired,
}: {
  readonly line: LineView;
  readonly isReturn: boolean;
  readonly isFired: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const isOverridden = line.unitPriceMicro !== line.listPriceMicro;
  if (!isReturn && !isFired && !isOverridden && !line.isVoided) return null;
  return (
    <span className="mt-1 flex flex-wrap gap-1.5">
      {line.isVoided && <Badge tone="neutral">{t('sell.order.voided')}</Badge>}
      {isReturn && (
        <Badge tone="warn">
          <Undo2 aria-hidden className="size-3.5" />
          {t('sell.order.returned')}
        </Badge>
      )}
      {isFired && (
        <Badge tone="info">
          <ChefHat aria-hidden className="size-3.5" />
          {t('sell.order.fired')}
        </Badge>
      )}
      {isOverridden && (
        <Badge>
          {format.unitPrice(line.unitPriceMicro)}{' '}
          {t('sell.order.listPrice', { price: format.unitPrice(line.listPriceMicro) })}
        </Badge>
      )}
    </span>
  );
}
