import type { Category } from '@beaveros/protocol/gateway';
import { Badge, type DataColumn, type Format, useFormat } from '@beaveros/ui';
import { getRouteApi } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { Tags } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../data/use-live.ts';
import { ListPage } from '../ListPage.tsx';
import { useCategories } from '../use-catalogue.ts';
import { CategorySheet } from './CategorySheet.tsx';

const route = getRouteApi('/frame/catalogue/categories');

export function CategoriesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  useLive('watchItems', ['listCategories']);
  const categories = useCategories();
  const rows = categories.data?.items ?? [];
  const opened = rows.find(({ id }) => id === open);
  const close = (): void => void navigate({ search: {} });
  return (
    <ListPage<Category>
      testId="category"
      title={t('categories.title')}
      newLabel={t('categories.newCategory')}
      icon={<Tags />}
      emptyTitle={t('categories.emptyTitle')}
      emptyText={t('categories.emptyText')}
      query={categories}
      rows={rows}
      onOpen={(id) => void navigate({ search: { open: id } })}
      columns={categoryColumns(t, format)}
      sheet={
        open === 'new' ? (
          <CategorySheet category={null} last={rows.at(-1)?.position ?? 0} onClose={close} />
        ) : opened === undefined ? null : (
          <CategorySheet key={opened.id} category={opened} last={0} onClose={close} />
        )
      }
    />
  );
}

function categoryColumns(t: TFunction, format: Format): readonly DataColumn<Category>[] {
  return [
    {
      id: 'name',
      header: t('common.name'),
      cell: (category) => (
        <span data-testid="category-row" className="flex items-center gap-3 font-medium">
          <span
            aria-hidden="true"
            className="size-4 shrink-0 rounded-full border border-line-strong"
            style={category.color === null ? {} : { background: category.color }}
          />
          {category.name}
          {category.isActive ? null : <Badge>{t('common.inactive')}</Badge>}
        </span>
      ),
    },
    {
      id: 'description',
      header: t('common.description'),
      isHiddenOnPhone: true,
      cell: ({ description }) => <span className="text-ink-2">{description}</span>,
    },
    {
      id: 'position',
      header: t('categories.position'),
      align: 'end',
      cell: ({ position }) => format.number(position),
    },
  ];
}
