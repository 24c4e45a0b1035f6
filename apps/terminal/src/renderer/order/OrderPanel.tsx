import { useTranslation } from 'react-i18next';
import { Problems } from '../faults/Problems.tsx';
import { useOrderDesk } from '../guess/order-desk.ts';
import { useSellStore } from '../sell/sell-store.ts';
import { LineSheets } from './LineSheets.tsx';
import { markedLine } from './marked-line.ts';
import { OrderFoot } from './OrderFoot.tsx';
import { OrderHead } from './OrderHead.tsx';
import { OrderLines } from './OrderLines.tsx';

/** The order in hand: what is on it, what can be done to it, and what it comes to. Only the lines scroll. */
export function OrderPanel() {
  const { t } = useTranslation();
  return (
    <aside
      aria-label={t('sell.order.title')}
      className="flex min-h-0 min-w-0 flex-col border-s border-line bg-surface portrait:border-s-0 portrait:border-t"
      data-testid="order-panel"
    >
      <OrderHead />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <OrderLines />
        {/* Over the lines, so that nothing moves when a word appears. */}
        <div className="pointer-events-none absolute inset-x-3 bottom-2 flex flex-col gap-2 *:pointer-events-auto *:shadow-float">
          <Problems at="order" />
          <LineProblems />
        </div>
      </div>
      <OrderFoot />
      <LineSheets />
    </aside>
  );
}

/** What was refused about the marked line. */
function LineProblems() {
  const marked = useSellStore((state) => state.markedLine);
  const line = useOrderDesk(({ view }) => markedLine(view?.lines, marked)?.line ?? null);
  return line === null ? null : <Problems at={`line:${line}`} />;
}
