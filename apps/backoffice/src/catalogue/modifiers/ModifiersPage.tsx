import type { Modifier } from '@beaveros/protocol/gateway';
import { Badge, type DataColumn } from '@beaveros/ui';
import { getRouteApi } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { Layers } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../data/use-live.ts';
import { ListPage } from '../ListPage.tsx';
import { useModifiers } from '../use-catalogue.ts';
import { ModifierSheet } from './ModifierSheet.tsx';

const route = getRouteApi('/frame/catalogue/modifiers');

export function ModifiersPage() {
  const { t } = useTranslation();
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  useLive('watchItems', ['listModifiers']);
  const modifiers = useModifiers();
  const rows = modifiers.data?.items ?? [];
  const opened = rows.find(({ id }) => id === open);
  const close = (): void => void navigate({ search: {} });
  return (
    <ListPage<Modifier>
      testId="modifier"
      title={t('modifiers.title')}
      newLabel={t('modifiers.newModifier')}
      icon={<Layers />}
      emptyTitle={t('modifiers.emptyTitle')}
      emptyText={t('modifiers.emptyText')}
      query={modifiers}
      rows={rows}
      onOpen={(id) => void navigate({ search: { open: id } })}
      columns={modifierColumns(t)}
      sheet={
        open === 'new' ? (
          <ModifierSheet modifier={null} onClose={close} />
        ) : opened === undefined ? null : (
          <ModifierSheet key={opened.id} modifier={opened} onClose={close} />
        )
      }
    />
  );
}

function modifierColumns(t: TFunction): readonly DataColumn<Modifier>[] {
  const range = ({ minOptions: min, maxOptions: max }: Modifier): string =>
    min === max ? t('modifiers.exactly', { count: min }) : t('modifiers.range', { min, max });
  return [
    {
      id: 'name',
      header: t('common.name'),
      cell: (modifier) => (
        <span data-testid="modifier-row" className="font-medium">
          {modifier.name}
          {modifier.isActive ? null : <Badge className="ms-2">{t('common.inactive')}</Badge>}
        </span>
      ),
    },
    {
      id: 'choose',
      header: t('modifiers.selection'),
      cell: (modifier) => (
        <span className="whitespace-nowrap">
          {t('modifiers.choose', { range: range(modifier) })}
          <Badge className="ms-2 max-sm:hidden" tone={modifier.minOptions > 0 ? 'info' : 'neutral'}>
            {modifier.minOptions > 0 ? t('modifiers.required') : t('modifiers.optional')}
          </Badge>
        </span>
      ),
    },
    {
      id: 'options',
      header: t('modifiers.options'),
      isHiddenOnPhone: true,
      cell: ({ options }) => (
        <span className="line-clamp-1 text-ink-2">{options.map(({ name }) => name).join(', ')}</span>
      ),
    },
  ];
}
