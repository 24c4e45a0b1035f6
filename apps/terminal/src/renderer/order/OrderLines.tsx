import { EmptyState } from '@beaveros/ui';
import { ShoppingBasket } from 'lucide-react';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import { useSellStore } from '../sell/sell-store.ts';
import { LineActions } from './LineActions.tsx';
import { hasLess, markedLine } from './marked-line.ts';
import { OrderLine } from './OrderLine.tsx';
import { useNewestInView } from './use-newest-in-view.ts';

const NO_LINES: readonly never[] = [];

/** The lines in the order they came; the newest stays in sight. */
export function OrderLines() {
  const { t } = useTranslation();
  const lines = useOrderDesk(({ view }) => view?.lines ?? NO_LINES);
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
        {lines.map((line) => (
          <OrderLine key={line.line} line={line} actions={line === current ? actions : null} />
        ))}
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
