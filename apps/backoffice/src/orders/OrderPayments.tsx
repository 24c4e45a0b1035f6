import { PAGE_LIMIT_MAX } from '@beaveros/protocol/gateway';
import { useTranslation } from 'react-i18next';
import { QueryProblem } from '../data/QueryProblem.tsx';
import { useAnswer } from '../data/use-answer.ts';
import { useStoreFormat } from '../data/use-stores.ts';
import { amountOf } from '../money/amount-text.ts';
import type { OrderDetail } from './order-detail.ts';

/** Money that came in or went out for an order. */
export function OrderPayments({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const format = useStoreFormat(order.storeId);
  const payments = useAnswer('listPayments', { query: { orderId: order.id, limit: PAGE_LIMIT_MAX } });
  const money = (text: string, currency: string): string => {
    const amount = amountOf(text, currency);
    return format.money(amount.minor, amount.currency);
  };
  return (
    <section className="flex flex-col gap-2" aria-label={t('order.payments')}>
      <h2 className="text-sm font-medium text-ink-2">{t('order.payments')}</h2>
      <QueryProblem query={payments} />
      {payments.data?.items.length === 0 ? (
        <p className="rounded-card border border-dashed border-line-strong p-5 text-sm text-ink-2">
          {t('order.noPayments')}
        </p>
      ) : (
        <ul className="overflow-hidden rounded-card border border-line bg-surface">
          {payments.data?.items.map((payment) => (
            <li
              key={payment.id}
              data-testid="payment"
              className="flex items-baseline justify-between gap-4 border-b border-line px-5 py-3 text-sm last:border-b-0"
            >
              <span>
                <span className="font-medium">{payment.methodName}</span>
                <span className="ms-2 text-ink-2 tabular-nums">{format.dateTime(payment.paidAt)}</span>
              </span>
              <span className="font-medium tabular-nums">{money(payment.amount, payment.currency)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
