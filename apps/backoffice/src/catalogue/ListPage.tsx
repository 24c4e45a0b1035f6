import { Button, type DataColumn, DataTable, EmptyState, Notice } from '@beaveros/ui';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../app/Page.tsx';
import { type FailedQuery, QueryProblem } from '../data/QueryProblem.tsx';
import { useMay } from '../data/use-me.ts';

/** A list of some dozens of one thing of the catalogue, each opened in a sheet: modifiers, taxes, categories. */
export function ListPage<Row extends { readonly id: string }>(props: {
  readonly testId: string;
  readonly title: string;
  readonly newLabel: string;
  readonly icon: ReactNode;
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly query: FailedQuery & { readonly isPending: boolean };
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  readonly onOpen: (id: string) => void;
  readonly sheet: ReactNode;
}) {
  const { t } = useTranslation();
  const { query, rows } = props;
  const mayManage = useMay('can_manage_catalog');
  const add = (
    <Button
      data-testid={`${props.testId}-new`}
      variant="primary"
      icon={<Plus />}
      onPress={() => props.onOpen('new')}
    >
      {props.newLabel}
    </Button>
  );
  return (
    <Page
      title={props.title}
      isFilling
      actions={mayManage === true ? <span data-shortcut="new">{add}</span> : null}
    >
      {mayManage === false ? (
        <Notice data-testid="read-only" tone="info" title={t('common.readOnlyTitle')}>
          {t('common.readOnly')}
        </Notice>
      ) : null}
      <QueryProblem query={query} />
      {query.data === undefined && query.error !== null ? null : (
        <DataTable<Row>
          data-testid={`${props.testId}-table`}
          className="max-h-full"
          label={props.title}
          rows={rows}
          rowKey={({ id }) => id}
          isLoading={query.isPending && query.error === null}
          onOpen={({ id }) => props.onOpen(id)}
          columns={props.columns}
          empty={<EmptyState icon={props.icon} title={props.emptyTitle} text={props.emptyText} />}
        />
      )}
      {props.sheet}
    </Page>
  );
}
