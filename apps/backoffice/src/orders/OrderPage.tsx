import { EmptyState, Notice, Skeleton } from '@beaveros/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, ReceiptText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isId } from '@beaveros/kit';
import { problemOfFault } from '../api/problem.ts';
import { Page } from '../app/Page.tsx';
import { QueryProblem } from '../data/QueryProblem.tsx';
import { useAnswer } from '../data/use-answer.ts';
import { useLive } from '../data/use-live.ts';
import { useStoreFormat, useStoreName } from '../data/use-stores.ts';
import { DocumentView } from './DocumentView.tsx';
import type { OrderDetail } from './order-detail.ts';
import { OrderLines } from './OrderLines.tsx';
import { OrderPayments } from './OrderPayments.tsx';
import { OrderStatusBadge } from './OrderStatusBadge.tsx';

const route = getRouteApi('/frame/orders/$orderId');

/** One order as it stands: lines, payments, and each receipt as its till wrote it. */
export function OrderPage() {
  const { t } = useTranslation();
  const { orderId } = route.useParams();
  const isAddress = isId(orderId);
  useLive('watchOrders', ['readOrder', 'listPayments'], isAddress);
  const order = useAnswer('readOrder', { params: { id: orderId } }, { isEnabled: isAddress });
  const isGone =
    !isAddress || (order.error !== null && problemOfFault(order.error).code === 'order/not-found');
  return (
    <Page title={t('order.title', { label: order.data?.label ?? '' })} back={<Back />}>
      {isGone ? (
        <EmptyState
          data-testid="order-gone"
          icon={<ReceiptText />}
          title={t('order.notFoundTitle')}
          text={t('order.notFoundText')}
          className="py-20"
        />
      ) : (
        <>
          <QueryProblem query={order} />
          {order.data === undefined ? (
            order.error === null ? (
              <Loading />
            ) : null
          ) : (
            <Detail order={order.data} />
          )}
        </>
      )}
    </Page>
  );
}

function Back() {
  const { t } = useTranslation();
  return (
    <Link
      to="/orders"
      aria-label={t('order.allOrders')}
      data-testid="all-orders"
      className="-ms-3 grid size-touch shrink-0 place-items-center rounded-control text-ink hover:bg-ink/6"
    >
      <ArrowLeft className="size-5 rtl:-scale-x-100" aria-hidden="true" />
    </Link>
  );
}

function Detail({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const format = useStoreFormat(order.storeId);
  const store = useStoreName()(order.storeId);
  const facts = [
    order.tableName,
    order.guests === null ? null : t('order.guests', { count: order.guests }),
    store,
    order.openedAt === null ? null : t('order.opened', { when: format.dateTime(order.openedAt) }),
    order.closedAt === null ? null : t('order.closed', { when: format.dateTime(order.closedAt) }),
  ].filter((fact) => fact !== null);
  return (
    <div data-testid="order-detail" data-order={order.id} className="flex flex-col gap-4">
      <p className="-mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
        <OrderStatusBadge status={order.status} />
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      {order.note === null ? null : <Notice tone="info" title={order.note} />}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <OrderLines order={order} />
          <OrderPayments order={order} />
        </div>
        <Documents order={order} />
      </div>
    </div>
  );
}

function Documents({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const { documents } = order;
  return (
    <section className="flex flex-col gap-2" aria-label={t('order.documents')}>
      <h2 className="text-sm font-medium text-ink-2">{t('order.documents')}</h2>
      {documents.length === 0 ? (
        <p className="rounded-card border border-dashed border-line-strong p-5 text-sm text-ink-2">
          {t('order.noDocuments')}
        </p>
      ) : (
        documents.map((document) => <DocumentView key={document.id} document={document} />)
      )}
    </section>
  );
}

function Loading() {
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]" data-testid="order-loading">
      <Skeleton className="h-80 rounded-card" />
      <Skeleton className="h-96 rounded-card" />
    </div>
  );
}
