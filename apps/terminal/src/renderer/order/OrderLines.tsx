import { Badge, EmptyState } from '@beaveros/ui';
import { Hand, ShoppingBasket } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import { useSellStore } from '../sell/sell-store.ts';
import { LineActions } from './LineActions.tsx';
import { hasLess, markedLine } from './marked-line.ts';
import { OrderLine } from './OrderLine.tsx';
import { type OrderRow, orderRows } from './order-rows.ts';
import { useNewestInView } from './use-newest-in-view.ts';

const NO_LINES: readonly never[] = [];

/** The lines in the order they came; the newest stays in sight. */
export function OrderLines() {
  const { t } = useTranslation();
  const lines = useOrderDesk(({ view }) => view?.lines ?? NO_LINES);
  const combos = useOrderDesk(({ view }) => view?.combos ?? NO_LINES);
  const heldCourses = useOrderDesk(({ view }) => view?.heldCourses ?? NO_LINES);
  const rows = useMemo(() => orderRows({ lines, combos, heldCourses }), [lines, combos, heldCourses]);
  const marked = useSellStore((state) => state.markedLine);
  const current = markedLine(lines, marked);
  const list = useNewestInView(lines, current?.line ?? null);
  // Drawn once, before the first line, and moved from line to line: five buttons made anew would be a quarter of a tap.
  const [actions] = useState(() => document.createElement('div'));
  return (
    <>
      <ul
        ref={list}
        aria-label={t('sell.order.lines')}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain py-1 [contain:strict]"
      >
        {rows.map((row) =>
          row.kind === 'line' ? (
            <OrderLine
              key={row.key}
              line={row.line}
              isOfCombo={row.isOfCombo}
              actions={row.line === current ? actions : null}
            />
          ) : (
            <RowHead key={row.key} row={row} />
          ),
        )}
      </ul>
      {createPortal(<LineActions hasLess={current !== null && hasLess(current)} />, actions)}
      {lines.length === 0 && (
        <EmptyState
          icon={<ShoppingBasket />}
          title={t('sell.order.empty')}
          text={t('sell.order.emptyText')}
          className="absolute inset-0"
        />
      )}
    </>
  );
}

/** What the lines under it have in common: their course, or the combo that they were sold as. */
const RowHead = memo(function RowHead({ row }: { readonly row: Exclude<OrderRow, { kind: 'line' }> }) {
  const { t } = useTranslation();
  if (row.kind === 'combo')
    return (
      <li className="mx-2 px-3 pt-2 text-sm font-semibold break-words text-ink-2" data-testid="combo-head">
        {row.name}
      </li>
    );
  return (
    <li
      className="mx-2 mt-2 flex flex-wrap items-center gap-2 border-b border-line px-3 pb-1 text-sm font-semibold text-ink-2"
      data-testid="course-head"
    >
      {t('sell.order.course', { course: row.course })}
      {row.isHeld && (
        <Badge tone="warn">
          <Hand aria-hidden className="size-3.5" />
          {t('sell.order.held')}
        </Badge>
      )}
    </li>
  );
});
