import { readDocument } from '@beaveros/domain/order';
import { useLanguage } from '@beaveros/ui';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useStoreFormat } from '../data/use-stores.ts';
import { amountOf } from '../money/amount-text.ts';
import type { OrderDetail } from './order-detail.ts';

type Document = OrderDetail['documents'][number];

/** A receipt as its till wrote it, figure by figure: nothing here is reckoned again. */
export function DocumentView({ document }: { document: Document }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useStoreFormat(document.storeId);
  const { currency } = amountOf(document.total, document.currency);
  const money = (minor: number): string => format.money(minor, currency);
  const written = readDocument(document.body);
  return (
    <article
      data-testid="document"
      data-number={document.number}
      aria-label={t('document.title', { number: document.number })}
      className="max-w-120 rounded-card border border-line bg-surface p-5 text-sm tabular-nums"
    >
      <header className="flex flex-col gap-0.5 border-b border-dashed border-line-strong pb-3">
        <h3 className="text-base font-semibold normal-nums">
          {t('document.title', { number: document.number })}
        </h3>
        <p className="text-ink-2">{localTime(document.localTime, language)}</p>
        <p className="text-ink-2">
          {t('document.cashier')}: {document.cashierName}
          {written !== null && written.tableName !== null ? ` · ${written.tableName}` : ''}
        </p>
      </header>
      {written !== null ? (
        <ul className="flex flex-col gap-2 border-b border-dashed border-line-strong py-3">
          {written.lines.map((line) => (
            <li key={line.line} className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2">
              <span className="text-ink-2">{format.quantity(line.quantityMicro)} ×</span>
              <span>
                {line.name}
                {line.quantityMicro < 0 ? (
                  <span className="ms-2 text-warn">{t('document.return')}</span>
                ) : null}
                {line.modifiers.map((modifier) => (
                  <span key={`${modifier.modifier}${modifier.option}`} className="block text-ink-2">
                    {modifier.optionName}
                    {modifier.priceMicro === 0
                      ? ''
                      : ` ${modifier.priceMicro > 0 ? '+' : ''}${format.unitPrice(modifier.priceMicro)}`}
                  </span>
                ))}
                {line.note === null ? null : <span className="block text-ink-2 italic">{line.note}</span>}
              </span>
              <span className="text-end">{money(line.total)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="border-b border-dashed border-line-strong py-3 text-ink-2">
          {t('document.unreadable')}
        </p>
      )}
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 pt-3">
        <Row label={t('order.net')} value={money(amountOf(document.net, document.currency).minor)} />
        {written !== null ? (
          written.taxes.map((tax) => (
            <Row
              key={`${tax.tax}${tax.ratePpm}${tax.mode}`}
              label={t(tax.mode === 'included' ? 'order.taxIncluded' : 'order.taxExcluded', {
                name: tax.name,
                rate: format.percent(tax.ratePpm),
              })}
              value={money(tax.amount)}
            />
          ))
        ) : (
          <Row label={t('order.tax')} value={money(amountOf(document.tax, document.currency).minor)} />
        )}
        <dt className="pt-1 text-base font-semibold">{t('order.total')}</dt>
        <dd className="pt-1 text-end text-base font-semibold" data-testid="document-total">
          {money(amountOf(document.total, document.currency).minor)}
        </dd>
        {written !== null
          ? written.payments.map((payment) => (
              <Fragment key={payment.payment}>
                <Row label={payment.name} value={money(payment.amount)} />
                {payment.tendered === payment.amount ? null : (
                  <Row
                    label={t('document.tendered', { method: payment.name })}
                    value={money(payment.tendered)}
                  />
                )}
              </Fragment>
            ))
          : null}
        {amountOf(document.change, document.currency).minor === 0 ? null : (
          <Row
            label={t('document.change')}
            value={money(amountOf(document.change, document.currency).minor)}
          />
        )}
      </dl>
      {written !== null && written.note !== null ? (
        <p className="pt-3 text-ink-2 italic">{written.note}</p>
      ) : null}
    </article>
  );
}

function Row({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt className="text-ink-2">{label}</dt>
      <dd className="text-end">{value}</dd>
    </>
  );
}

/** `2026-11-22T13:04:05` as the wall of the store said it: written without moving it to any zone. */
function localTime(text: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  }).format(new Date(`${text}Z`));
}
