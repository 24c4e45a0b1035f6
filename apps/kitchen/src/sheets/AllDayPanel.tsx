import { useFormat } from '@beaveros/ui';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useKitchen } from '../app/kitchen-store.ts';
import { allDayCounts } from '../board/all-day.ts';

/** What is still to be made, summed over the tickets of the station in view. */
export function AllDayPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const tickets = useDeferredValue(useKitchen((state) => state.shown.tickets));
  const counts = useMemo(() => allDayCounts([...tickets.values()]), [tickets]);
  return (
    <aside
      aria-label={t('allDay.title')}
      data-testid="all-day"
      className="flex w-72 shrink-0 flex-col border-s border-line bg-surface"
    >
      <h2 className="flex items-baseline justify-between px-4 pt-3 pb-1 text-lg font-bold">
        {t('allDay.title')}
        <span className="text-sm font-medium text-ink-2 tabular-nums">
          {t('allDay.count', { count: counts.length })}
        </span>
      </h2>
      {counts.length === 0 ? (
        <p className="px-4 py-2 text-base text-ink-2">{t('allDay.empty')}</p>
      ) : (
        // A keyboard scrolls what a finger can.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ul tabIndex={0} className="min-h-0 flex-1 divide-y divide-line overflow-y-auto px-4 pb-3">
          {counts.map(({ name, quantityMicro }) => (
            <li key={name} className="flex items-baseline gap-3 py-2" data-testid="all-day-count">
              <span className="min-w-10 text-end text-2xl font-bold tabular-nums">
                {format.quantity(quantityMicro)}
              </span>
              <span className="min-w-0 text-lg leading-tight font-medium break-words">{name}</span>
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}
