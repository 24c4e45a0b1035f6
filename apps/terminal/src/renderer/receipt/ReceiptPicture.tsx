import type { Id } from '@beaveros/kit';
import { useTranslation } from 'react-i18next';
import { useIpcQuery } from '../till/queries.ts';

export interface ReceiptPictureProps {
  readonly order: Id<'Order'>;
  readonly document: Id<'Document'>;
}

/** The paper as it is printed, from the same layout. A picture and no markup: nothing in it can act on this page. */
export function ReceiptPicture({ order, document }: ReceiptPictureProps) {
  const { t } = useTranslation();
  const { data, isLoading } = useIpcQuery('receiptPicture', { order, document }, { on: ['service-entity'] });
  const svg = data?.svg ?? null;
  return (
    <section
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long receipt is scrolled by keyboard too.
      tabIndex={0}
      aria-label={t('receipt.picture')}
      className="min-h-0 overflow-y-auto border-s border-line bg-sunken p-8 @max-4xl/page:overflow-visible @max-4xl/page:border-s-0 @max-4xl/page:border-t"
    >
      {svg !== null && (
        <img
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
          alt={t('receipt.picture')}
          className="mx-auto w-full max-w-sm rounded-sm shadow-float"
          data-testid="receipt-picture"
        />
      )}
      {svg === null && !isLoading && <p className="text-center text-ink-2">{t('receipt.noPicture')}</p>}
    </section>
  );
}
