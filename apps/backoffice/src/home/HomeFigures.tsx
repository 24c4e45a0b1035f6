import type { StatProps } from '@beaveros/ui';
import { Stat, useFormat } from '@beaveros/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { averageOf, changePpm, type DaySales } from './day-sales.ts';

/** The four numbers of the day. */
export function HomeFigures({ sales, weekday }: { sales: DaySales; weekday: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency, today, weekAgoSoFar: before, weekAgo } = sales;
  const money = (minor: number): string => format.money(minor, currency);
  const [average, averageBefore] = [averageOf(today), averageOf(before)];
  const against = (amount: string): string => t('home.against', { amount, weekday });
  return (
    <div className="grid gap-3 max-xl:grid-cols-2 xl:grid-cols-[repeat(auto-fit,minmax(min(100%,13rem),1fr))]">
      <Figure
        testId="home-total"
        isWide
        label={t('home.total')}
        value={money(today.total)}
        now={today.total}
        before={before.total}
        detail={
          before.documents === 0 ? (
            t('home.noCompare', { weekday })
          ) : (
            <>
              {against(money(before.total))}
              <br />
              {t('home.wholeDay', { amount: money(weekAgo.total) })}
            </>
          )
        }
      />
      <Figure
        testId="home-documents"
        label={t('home.documents')}
        value={format.number(today.documents)}
        now={today.documents}
        before={before.documents}
        detail={before.documents === 0 ? null : against(format.number(before.documents))}
      />
      <Figure
        testId="home-average"
        label={t('home.average')}
        value={average === null ? '–' : money(average)}
        now={average ?? 0}
        before={average === null ? 0 : (averageBefore ?? 0)}
        detail={averageBefore === null ? null : against(money(averageBefore))}
      />
      <Figure
        testId="home-returned"
        isWide
        label={t('home.returned')}
        value={money(today.returned)}
        now={0}
        before={0}
        detail={before.returned === 0 ? null : against(money(before.returned))}
      />
    </div>
  );
}

interface FigureProps {
  readonly testId: string;
  readonly label: string;
  readonly value: string;
  readonly now: number;
  readonly before: number;
  readonly detail: ReactNode;
  /** The whole row of a phone: a day's money is long. */
  readonly isWide?: boolean;
}

/** A change says itself by arrow and number, and by colour beside them: more is good in all of these. */
function Figure({ testId, label, value, now, before, detail, isWide = false }: FigureProps) {
  const format = useFormat();
  const ppm = changePpm(now, before);
  const trend = ppm === null ? undefined : trendOf(ppm, (value) => format.percent(value));
  return (
    <Stat
      label={label}
      value={<span data-testid={testId}>{value}</span>}
      detail={detail}
      trend={trend}
      className={isWide ? 'max-sm:col-span-2' : ''}
    />
  );
}

/** Whole per cents: nobody acts on less. */
const PERCENT_PPM = 10_000;

export function trendOf(ppm: number, percent: (ppm: number) => string): NonNullable<StatProps['trend']> {
  const rounded = Math.round(ppm / PERCENT_PPM) * PERCENT_PPM;
  if (rounded === 0) return { direction: 'flat', text: percent(0), tone: 'neutral' };
  return rounded > 0
    ? { direction: 'up', text: `+${percent(rounded)}`, tone: 'ok' }
    : { direction: 'down', text: percent(rounded), tone: 'danger' };
}
