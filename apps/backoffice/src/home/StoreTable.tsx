import { DataTable, useFormat } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { useStoreName } from '../data/use-stores.ts';
import { changePpm, type DaySales, type StoreSales } from './day-sales.ts';
import { trendOf } from './HomeFigures.tsx';

/** Each store's day in a row; opening one shows the page for it alone. */
export function StoreTable({
  sales,
  weekday,
  onOpen,
}: {
  readonly sales: DaySales;
  readonly weekday: string;
  readonly onOpen: (storeId: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useStoreName();
  const money = (minor: number): string => format.money(minor, sales.currency);
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-sm font-medium text-ink-2">{t('home.byStore')}</h2>
      <DataTable<StoreSales>
        data-testid="store-table"
        label={t('home.byStore')}
        rows={sales.stores}
        rowKey={({ storeId }) => storeId ?? 'none'}
        onOpen={({ storeId }) => {
          if (storeId !== null) onOpen(storeId);
        }}
        empty={null}
        columns={[
          {
            id: 'store',
            header: t('common.store'),
            cell: ({ storeId }) => nameOf(storeId) ?? t('common.noStore'),
          },
          { id: 'total', header: t('home.total'), align: 'end', cell: ({ today }) => money(today.total) },
          {
            id: 'change',
            header: t('home.change'),
            align: 'end',
            cell: ({ today, weekAgoSoFar }) => {
              const ppm = changePpm(today.total, weekAgoSoFar.total);
              return ppm === null ? '–' : trendOf(ppm, (value) => format.percent(value)).text;
            },
          },
          {
            id: 'before',
            header: t('home.beforeColumn', { weekday }),
            align: 'end',
            isHiddenOnPhone: true,
            cell: ({ weekAgoSoFar }) => money(weekAgoSoFar.total),
          },
          {
            id: 'documents',
            header: t('home.documents'),
            align: 'end',
            isHiddenOnPhone: true,
            cell: ({ today }) => format.number(today.documents),
          },
          {
            id: 'returned',
            header: t('home.returned'),
            align: 'end',
            isHiddenOnPhone: true,
            cell: ({ today }) => money(today.returned),
          },
        ]}
      />
    </section>
  );
}
