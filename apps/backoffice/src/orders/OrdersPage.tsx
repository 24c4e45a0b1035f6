import {
  Button,
  type DataColumn,
  DataTable,
  EmptyState,
  type Format,
  Segmented,
  Select,
  TextField,
  useFormat,
} from '@beaveros/ui';
import type { OrderSummary } from '@beaveros/protocol/gateway';
import { getRouteApi } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { ReceiptText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Page } from '../app/Page.tsx';
import { Pager } from '../data/Pager.tsx';
import { QueryProblem } from '../data/QueryProblem.tsx';
import { useAnswer } from '../data/use-answer.ts';
import { useLive } from '../data/use-live.ts';
import { type PageStep, usePaging } from '../data/use-paging.ts';
import { useStoreName, useStores } from '../data/use-stores.ts';
import { amountOf } from '../money/amount-text.ts';
import type { OrdersSearch } from '../url/page-search.ts';
import { OrderStatusBadge } from './OrderStatusBadge.tsx';
import { StoreTime } from './StoreTime.tsx';

const route = getRouteApi('/frame/orders');

/** Two screens of rows: one answer, and little to scroll. */
const PAGE_LENGTH = 50;

/** Orders of the stores, newest first, as they come in. */
export function OrdersPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { cursor, status, store: storeId, from, to } = search;
  const isTurned = from !== undefined && to !== undefined && from > to;
  useLive('watchOrders', ['listOrders']);
  const orders = useAnswer(
    'listOrders',
    { query: { limit: PAGE_LENGTH, cursor, status, storeId, from, to } },
    { isEnabled: !isTurned, isKept: true },
  );
  const { next, previous } = usePaging(cursor, orders.data?.nextCursor);
  const turn = (step: PageStep | null) =>
    step === null
      ? null
      : () => void navigate({ search: { ...search, cursor: step.cursor }, state: { trail: step.trail } });
  const isFiltered = [status, storeId, from, to].some((each) => each !== undefined);
  return (
    <Page title={t('orders.title')} isFilling>
      <Filters
        search={search}
        onChange={(changed) => void navigate({ search: { ...changed, cursor: undefined } })}
      />
      <QueryProblem query={orders} />
      {orders.data === undefined && orders.error !== null ? null : (
        <OrderTable
          rows={isTurned ? [] : (orders.data?.items ?? [])}
          isLoading={orders.isPending && !isTurned}
          isFiltered={isFiltered}
          onOpen={(id) => void navigate({ to: '/orders/$orderId', params: { orderId: id } })}
          onClear={() => void navigate({ search: {} })}
          onNext={turn(next)}
          onPrevious={turn(previous)}
        />
      )}
    </Page>
  );
}

function Filters({ search, onChange }: { search: OrdersSearch; onChange: (search: OrdersSearch) => void }) {
  const { t } = useTranslation();
  const stores = useStores().data?.items ?? [];
  const { status, store, from, to } = search;
  const isTurned = from !== undefined && to !== undefined && from > to;
  return (
    <div className="flex flex-wrap items-start gap-3 max-md:gap-2">
      <Segmented
        data-testid="order-status"
        className="max-md:basis-full"
        label={t('common.status')}
        options={[
          { value: 'all', label: t('orders.allStatuses') },
          { value: 'open', label: t('orders.statuses.open') },
          { value: 'closed', label: t('orders.statuses.closed') },
        ]}
        value={status ?? 'all'}
        onChange={(value) => onChange({ ...search, status: value === 'all' ? undefined : value })}
      />
      {stores.length > 1 ? (
        <Select
          data-testid="order-store"
          className="w-56"
          label={t('common.store')}
          isLabelHidden
          options={[
            { value: 'all', label: t('common.allStores') },
            ...stores.map(({ id, name }) => ({ value: id as string, label: name })),
          ]}
          value={store ?? 'all'}
          onChange={(value) => onChange({ ...search, store: value === 'all' ? undefined : value })}
        />
      ) : null}
      <Day
        testId="order-from"
        label={t('orders.from')}
        value={from}
        error={isTurned ? t('orders.fromAfterTo') : null}
        onChange={(value) => onChange({ ...search, from: value })}
      />
      <Day
        testId="order-to"
        label={t('orders.to')}
        value={to}
        error={null}
        onChange={(value) => onChange({ ...search, to: value })}
      />
    </div>
  );
}

/** A business day, in the browser's own picker. */
function Day({
  testId,
  label,
  value,
  error,
  onChange,
}: {
  readonly testId: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly error: string | null;
  readonly onChange: (value: string | undefined) => void;
}) {
  return (
    <div className="flex items-start gap-2 max-md:min-w-0 max-md:flex-1 max-md:basis-0 max-md:flex-col max-md:gap-1">
      <span className="text-sm text-ink-2 md:pt-3.5" aria-hidden="true">
        {label}
      </span>
      <TextField
        data-testid={testId}
        className="w-40 max-md:w-full [&_input]:min-w-0 max-md:[&_input]:px-2.5"
        label={label}
        isLabelHidden
        type="date"
        value={value ?? ''}
        error={error}
        onChange={(text) => onChange(text === '' ? undefined : text)}
      />
    </div>
  );
}

interface OrderTableProps {
  readonly rows: readonly OrderSummary[];
  readonly isLoading: boolean;
  readonly isFiltered: boolean;
  readonly onOpen: (id: string) => void;
  readonly onClear: () => void;
  readonly onNext: (() => void) | null;
  readonly onPrevious: (() => void) | null;
}

function OrderTable({ rows, isLoading, isFiltered, onOpen, onClear, onNext, onPrevious }: OrderTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useStoreName();
  const hasStores = (useStores().data?.items.length ?? 0) > 1;
  return (
    <DataTable<OrderSummary>
      data-testid="order-table"
      className="flex-1"
      label={t('orders.title')}
      rows={rows}
      rowKey={({ id }) => id}
      isLoading={isLoading}
      onOpen={({ id }) => onOpen(id)}
      columns={orderColumns(t, { format, nameOf, hasStores })}
      empty={
        isFiltered ? (
          <EmptyState
            icon={<ReceiptText />}
            title={t('orders.emptyFilteredTitle')}
            text={t('orders.emptyFilteredText')}
            action={<Button onPress={onClear}>{t('common.clearFilters')}</Button>}
          />
        ) : (
          <EmptyState icon={<ReceiptText />} title={t('orders.emptyTitle')} text={t('orders.emptyText')} />
        )
      }
      footer={<Pager onNext={onNext} onPrevious={onPrevious} />}
    />
  );
}

interface OrderWords {
  readonly format: Format;
  readonly nameOf: (storeId: string | null) => string | null;
  readonly hasStores: boolean;
}

function orderColumns(
  t: TFunction,
  { format, nameOf, hasStores }: OrderWords,
): readonly DataColumn<OrderSummary>[] {
  const money = (text: string, currency: string): string => {
    const amount = amountOf(text, currency);
    return format.money(amount.minor, amount.currency);
  };
  return [
    {
      id: 'order',
      header: t('orders.order'),
      cell: (order) => (
        <span
          data-testid="order-row"
          data-order={order.id}
          data-status={order.status}
          className="font-medium"
        >
          {order.label}
          <span className="ms-2 font-normal text-ink-2">
            {order.tableName ?? (isKind(order.kind) ? t(`orders.kinds.${order.kind}`) : order.kind)}
          </span>
        </span>
      ),
    },
    {
      id: 'status',
      header: t('common.status'),
      cell: ({ status }) => <OrderStatusBadge status={status} />,
    },
    {
      id: 'opened',
      header: t('orders.opened'),
      isHiddenOnPhone: true,
      cell: ({ storeId, openedAt }) => <StoreTime storeId={storeId} at={openedAt} />,
    },
    ...(hasStores
      ? [
          {
            id: 'store',
            header: t('common.store'),
            isHiddenOnPhone: true,
            cell: ({ storeId }: OrderSummary) => nameOf(storeId) ?? t('common.noStore'),
          },
        ]
      : []),
    {
      id: 'day',
      header: t('orders.day'),
      isHiddenOnPhone: true,
      cell: ({ businessDate }) => (businessDate === null ? '–' : format.date(businessDate)),
    },
    {
      id: 'total',
      header: t('orders.total'),
      align: 'end',
      cell: ({ total, currency }) => money(total, currency),
    },
    {
      id: 'paid',
      header: t('orders.paid'),
      align: 'end',
      isHiddenOnPhone: true,
      cell: ({ paid, currency }) => money(paid, currency),
    },
  ];
}

const KINDS = ['counter', 'dine-in', 'take-away'] as const;
function isKind(kind: string): kind is (typeof KINDS)[number] {
  return (KINDS as readonly string[]).includes(kind);
}
