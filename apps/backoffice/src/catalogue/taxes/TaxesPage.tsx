import type { Tax } from '@beaveros/protocol/gateway';
import { Badge, type DataColumn, type Format, useFormat } from '@beaveros/ui';
import { getRouteApi } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { Percent } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../data/use-live.ts';
import { microOf } from '../../money/amount-text.ts';
import { ListPage } from '../ListPage.tsx';
import { useTaxes } from '../use-catalogue.ts';
import { TaxSheet } from './TaxSheet.tsx';

const route = getRouteApi('/frame/catalogue/taxes');

export function TaxesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  useLive('watchItems', ['listTaxes']);
  const taxes = useTaxes();
  const rows = taxes.data?.items ?? [];
  const opened = rows.find(({ id }) => id === open);
  const close = (): void => void navigate({ search: {} });
  return (
    <ListPage<Tax>
      testId="tax"
      title={t('taxes.title')}
      newLabel={t('taxes.newTax')}
      icon={<Percent />}
      emptyTitle={t('taxes.emptyTitle')}
      emptyText={t('taxes.emptyText')}
      query={taxes}
      rows={rows}
      onOpen={(id) => void navigate({ search: { open: id } })}
      columns={taxColumns(t, format)}
      sheet={
        open === 'new' ? (
          <TaxSheet tax={null} onClose={close} />
        ) : opened === undefined ? null : (
          <TaxSheet key={opened.id} tax={opened} onClose={close} />
        )
      }
    />
  );
}

function taxColumns(t: TFunction, format: Format): readonly DataColumn<Tax>[] {
  return [
    {
      id: 'name',
      header: t('common.name'),
      cell: (tax) => (
        <span data-testid="tax-row" className="font-medium">
          {tax.name}
          {tax.isDefault ? <Badge className="ms-2">{t('taxes.isDefault')}</Badge> : null}
          {tax.isActive ? null : <Badge className="ms-2">{t('common.inactive')}</Badge>}
        </span>
      ),
    },
    {
      id: 'rate',
      header: t('taxes.rateColumn'),
      align: 'end',
      cell: ({ rate }) => format.percent(microOf(rate)),
    },
    { id: 'mode', header: t('taxes.mode'), cell: ({ mode }) => t(`taxes.modes.${mode}`) },
    {
      id: 'compound',
      header: t('taxes.compound'),
      isHiddenOnPhone: true,
      cell: ({ compound }) => (compound ? t('common.yes') : t('common.no')),
    },
    {
      id: 'sequence',
      header: t('taxes.sequence'),
      align: 'end',
      isHiddenOnPhone: true,
      cell: ({ sequence }) => format.number(sequence),
    },
  ];
}
