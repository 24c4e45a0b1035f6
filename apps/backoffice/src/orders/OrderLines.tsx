import { useTranslation } from 'react-i18next';
import { useStoreFormat } from '../data/use-stores.ts';
import { amountOf, microOf } from '../money/amount-text.ts';
import type { OrderDetail } from './order-detail.ts';

type Line = OrderDetail['items'][number];

/** What was ordered, with everything that was done to a line, and the sums below. */
export function OrderLines({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const format = useStoreFormat(order.storeId);
  const money = (text: string): string => {
    const { minor, currency } = amountOf(text, order.currency);
    return format.money(minor, currency);
  };
  const due = amountOf(order.total, order.currency).minor - amountOf(order.paid, order.currency).minor;
  return (
    <section
      className="overflow-hidden rounded-card border border-line bg-surface"
      aria-label={t('order.lines')}
    >
      {order.items.length === 0 ? <p className="p-5 text-sm text-ink-2">{t('order.noLines')}</p> : null}
      <table className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t('order.quantity')}</th>
            <th scope="col">{t('order.item')}</th>
            <th scope="col">{t('order.unitPrice')}</th>
            <th scope="col">{t('order.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {order.items.map((line) => (
            <OrderLine key={line.id} line={line} order={order} money={money} />
          ))}
        </tbody>
      </table>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-2 py-4 ps-5 pe-5 text-sm max-sm:px-3 tabular-nums sm:ps-19">
        <Sum label={t('order.net')} value={money(order.net)} />
        <Sum label={t('order.tax')} value={money(order.tax)} />
        <Sum label={t('order.total')} value={money(order.total)} isStrong testId="order-total" />
        <Sum label={t('order.paid')} value={money(order.paid)} />
        {due > 0 && order.status === 'open' ? (
          <Sum
            label={t('order.due')}
            value={format.money(due, amountOf(order.total, order.currency).currency)}
            isStrong
          />
        ) : null}
      </dl>
    </section>
  );
}

function OrderLine({
  line,
  order,
  money,
}: {
  line: Line;
  order: OrderDetail;
  money: (text: string) => string;
}) {
  const { t } = useTranslation();
  const format = useStoreFormat(order.storeId);
  const price = (text: string): string => format.unitPrice(microOf(text));
  const isOverridden = line.unitPrice !== line.listPrice;
  const remarks = [
    ...line.modifiers.map(({ optionName, price: effect }) =>
      microOf(effect) === 0 ? optionName : `${optionName} ${microOf(effect) > 0 ? '+' : ''}${price(effect)}`,
    ),
    ...line.taxes.map(({ name, rate, mode }) =>
      t(mode === 'included' ? 'order.taxIncluded' : 'order.taxExcluded', {
        name,
        rate: format.percent(microOf(rate)),
      }),
    ),
  ];
  return (
    <tr data-testid="order-item" className="border-b border-line align-top">
      <td className="w-16 py-3 ps-5 text-end max-sm:w-10 max-sm:ps-3 tabular-nums">
        {format.quantity(microOf(line.quantity))}
      </td>
      <td className="px-3 py-3">
        <span className={line.isVoided ? 'text-ink-2 line-through' : 'font-medium'}>{line.itemName}</span>
        {line.sku === null ? null : <span className="ms-2 text-xs text-ink-3">{line.sku}</span>}
        {remarks.length === 0 ? null : <p className="mt-0.5 text-xs text-ink-2">{remarks.join(' · ')}</p>}
        {line.note === null ? null : <p className="mt-0.5 text-xs text-ink-2 italic">{line.note}</p>}
        {isOverridden ? (
          <p className="mt-0.5 text-xs font-medium text-warn">
            {line.overrideReason === null
              ? t('order.overriddenWithout', { price: price(line.listPrice) })
              : t('order.overridden', { price: price(line.listPrice), reason: line.overrideReason })}
          </p>
        ) : null}
        {line.isVoided ? (
          <p className="mt-0.5 text-xs font-medium text-danger">
            {line.voidReason === null
              ? t('order.voidedWithout')
              : t('order.voided', { reason: line.voidReason })}
          </p>
        ) : null}
      </td>
      <td className="px-3 py-3 text-end text-ink-2 tabular-nums max-sm:hidden">{price(line.unitPrice)}</td>
      <td
        className={`py-3 ps-3 pe-5 text-end max-sm:pe-3 tabular-nums ${line.isVoided ? 'text-ink-3 line-through' : ''}`}
      >
        {money(line.total)}
      </td>
    </tr>
  );
}

function Sum({
  label,
  value,
  isStrong = false,
  testId,
}: {
  readonly label: string;
  readonly value: string;
  readonly isStrong?: boolean;
  readonly testId?: string;
}) {
  const look = isStrong ? 'text-base font-semibold' : 'text-ink-2';
  return (
    <>
      <dt className={look}>{label}</dt>
      <dd className={`text-end ${look}`} data-testid={testId}>
        {value}
      </dd>
    </>
  );
}
