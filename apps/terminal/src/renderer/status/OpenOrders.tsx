import { Badge, Button, EmptyState, Sheet, useFormat } from '@beaveros/ui';
import type { IpcOutput } from '@beaveros/protocol/ipc';
import { ReceiptText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useViewStore } from '../app/view-store.ts';
import { useOrderDesk } from '../guess/order-desk.ts';
import { useIpcQuery } from '../till/queries.ts';

type OrderSummary = IpcOutput<'orders'>['orders'][number];

/** A screenful and some; one more press shows the next. */
const PAGE = 40;
const PAGE_MAX = 200;

/** Orders started and not paid, from every till in reach: take one up again. */
export function OpenOrders() {
  const isOpen = useViewStore((state) => state.sheet === 'orders');
  const openSheet = useViewStore((state) => state.openSheet);
  return isOpen ? <OpenOrdersSheet onClose={() => openSheet(null)} /> : null;
}

function OpenOrdersSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(PAGE);
  const { data } = useIpcQuery('orders', { status: 'open', limit, offset: 0 }, { on: ['journal'] });
  const total = data?.total ?? 0;
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={t('orders.title')}
      subtitle={data !== undefined && total > 0 ? t('orders.subtitle', { count: total }) : undefined}
      side="end"
      size="sm"
      data-testid="open-orders-sheet"
    >
      {data !== undefined && total === 0 && (
        <EmptyState icon={<ReceiptText />} title={t('orders.empty')} text={t('orders.emptyText')} />
      )}
      <ul className="flex flex-col gap-2">
        {data?.orders.map((order) => (
          <OpenOrderRow key={order.order} order={order} />
        ))}
      </ul>
      {total > limit && limit < PAGE_MAX && (
        <Button
          variant="quiet"
          size="lg"
          isWide
          className="mt-2"
          onPress={() => setLimit(Math.min(limit + PAGE, PAGE_MAX))}
        >
          {t('orders.more')}
        </Button>
      )}
    </Sheet>
  );
}

function OpenOrderRow({ order }: { readonly order: OrderSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isInHand = useViewStore((state) => state.order === order.order);
  const take = (): void => {
    useOrderDesk.getState().open(order.order);
    useViewStore.getState().go('sell');
  };
  return (
    <li>
      <Button
        variant="secondary"
        size="xl"
        isWide
        onPress={take}
        trailing={format.money(order.total, order.currency)}
        className="text-start"
        data-testid={`open-order-${order.label}`}
      >
        <span className="block">
          {order.label} {isInHand && <Badge tone="brand">{t('orders.inHand')}</Badge>}
        </span>
        <span className="block text-sm font-normal text-ink-2">
          {order.tableName ??
            (order.openedAt !== null && t('orders.openedAt', { time: format.time(order.openedAt) }))}
        </span>
      </Button>
    </li>
  );
}
