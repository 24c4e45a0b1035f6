import { BarChart, useFormat, useLanguage } from '@beaveros/ui';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DaySales } from './day-sales.ts';

/** The day hour by hour, with last week's behind. */
export function HourChart({ sales, weekday }: { sales: DaySales; weekday: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const hourName = useMemo(() => {
    const names = new Intl.DateTimeFormat(language, { timeZone: 'UTC', hour: 'numeric' });
    return (hour: number): string => names.format(new Date(Date.UTC(2026, 0, 1, hour)));
  }, [language]);
  return (
    <div className="rounded-card border border-line bg-surface p-5">
      <h2 className="mb-4 text-sm font-medium text-ink-2">{t('home.byHour')}</h2>
      <BarChart
        data-testid="hour-chart"
        label={`${t('home.byHour')}. ${t('home.byHourLegend', { weekday })}`}
        bars={sales.hours.map(({ hour, today, weekAgo }) => ({
          key: String(hour),
          label: hourName(hour),
          value: today,
          compare: weekAgo,
        }))}
        // A tick between two cents would be no amount.
        formatValue={(value) => format.money(Math.round(value), sales.currency)}
        valueLabel={t('home.legendToday')}
        compareLabel={t('home.legendBefore', { weekday })}
        height={240}
      />
    </div>
  );
}
