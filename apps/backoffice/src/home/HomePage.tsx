import { Chip, EmptyState, Skeleton, useLanguage } from '@beaveros/ui';
import { getRouteApi } from '@tanstack/react-router';
import { Store, Sunrise, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Page } from '../app/Page.tsx';
import { QueryProblem } from '../data/QueryProblem.tsx';
import { useLive } from '../data/use-live.ts';
import { useStores } from '../data/use-stores.ts';
import { HomeFigures } from './HomeFigures.tsx';
import { HourChart } from './HourChart.tsx';
import { StoreTable } from './StoreTable.tsx';
import { useDaySales } from './use-day-sales.ts';

const route = getRouteApi('/frame/');

/** Today against the same weekday a week ago, as it happens. */
export function HomePage() {
  const { t } = useTranslation();
  const { store } = route.useSearch();
  const navigate = route.useNavigate();
  const stores = useStores();
  useLive('watchSales', ['readSales']);
  const { query, sales, today } = useDaySales(store);
  const { weekday, day } = useDayNames(today);
  const name = stores.data?.items.find(({ id }) => id === store)?.name;
  const failed = stores.error === null ? query : stores;
  const hasStores = stores.data === undefined || stores.data.items.length > 0;
  return (
    <Page
      title={t('home.title')}
      actions={
        <>
          {name === undefined ? null : (
            <Chip isSelected onPress={() => void navigate({ search: {} })}>
              {t('home.showStore', { store: name })}
              <X className="size-4" aria-hidden="true" />
            </Chip>
          )}
          <p className="text-sm text-ink-2 tabular-nums">{day}</p>
        </>
      }
    >
      <QueryProblem query={failed} />
      {!hasStores ? (
        <EmptyState
          icon={<Store />}
          title={t('home.noStoresTitle')}
          text={t('home.noStoresText')}
          className="py-20"
        />
      ) : sales === undefined ? (
        failed.error === null ? (
          <Loading />
        ) : null
      ) : sales.length === 0 ? (
        <div className="rounded-card border border-line bg-surface">
          <EmptyState
            data-testid="home-nothing"
            icon={<Sunrise />}
            title={t('home.nothingTitle')}
            text={t('home.nothingText')}
            className="py-20"
          />
        </div>
      ) : (
        sales.map((each) => (
          <section
            key={each.currency.code}
            className="flex flex-col gap-4"
            aria-label={t('home.currency', { currency: each.currency.code })}
          >
            {sales.length > 1 ? (
              <h2 className="text-lg font-semibold">
                {t('home.currency', { currency: each.currency.code })}
              </h2>
            ) : null}
            <HomeFigures sales={each} weekday={weekday} />
            <HourChart sales={each} weekday={weekday} />
            {store === undefined && (stores.data?.items.length ?? 0) > 1 ? (
              <StoreTable
                sales={each}
                weekday={weekday}
                onOpen={(id) => void navigate({ search: { store: id } })}
              />
            ) : null}
          </section>
        ))
      )}
    </Page>
  );
}

/** `Sunday` and `Sunday, 22 November` of a business date: a day of the calendar has no zone. */
function useDayNames(date: string | null): { readonly weekday: string; readonly day: string } {
  const language = useLanguage();
  if (date === null) return { weekday: '', day: '' };
  const at = new Date(`${date}T00:00:00Z`);
  const write = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: 'long', ...options }).format(at);
  return { weekday: write({}), day: write({ day: 'numeric', month: 'long' }) };
}

function Loading() {
  return (
    <div className="flex flex-col gap-4" data-testid="home-loading">
      <div className="grid gap-3 max-xl:grid-cols-2 xl:grid-cols-[repeat(auto-fit,minmax(min(100%,13rem),1fr))]">
        {['total', 'documents', 'average', 'returned'].map((name) => (
          <div
            key={name}
            className="flex h-47.5 flex-col max-sm:first:col-span-2 max-sm:last:col-span-2 gap-3 rounded-card border border-line bg-surface p-5"
          >
            <Skeleton className="h-4 w-20" />
            <Skeleton className="h-8 w-32" />
            <Skeleton className="h-4 w-28" />
          </div>
        ))}
      </div>
      <div className="rounded-card border border-line bg-surface p-5">
        <Skeleton className="h-64 w-full" />
      </div>
    </div>
  );
}
