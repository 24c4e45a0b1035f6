import { Amount, announce, Button, Notice, useFormat } from '@beaveros/ui';
import { type Id, negate } from '@beaveros/kit';
import { Plus, Printer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreenKeys } from '../app/screen-keys.ts';
import { ScreenFrame } from '../app/ScreenFrame.tsx';
import { type Document, useViewStore } from '../app/view-store.ts';
import { Problems } from '../faults/Problems.tsx';
import { clearProblem, sayFault, sayRefusal } from '../faults/problem-store.ts';
import { useOrderDesk } from '../guess/order-desk.ts';
import { reasonsOfDocument } from '../order/price-reasons.ts';
import { Reasons } from '../order/Reasons.tsx';
import { useTill } from '../till/use-till.ts';
import { receiptNumber } from './receipt-number.ts';
import { ReceiptPicture } from './ReceiptPicture.tsx';

/** The sale is done: the change in large figures, the paper as a picture, and on to the next guest. */
export function ReceiptScreen() {
  const answered = useViewStore((state) => state.document);
  // After a reload, or when another till took the money, the order itself tells what it was closed as.
  const folded = useOrderDesk((desk) => desk.view?.documents.at(-1) ?? null);
  const order = useViewStore((state) => state.order);
  const document = answered ?? folded;
  return document === null || order === null ? null : <Receipt order={order} document={document} />;
}

function Receipt({ order, document }: { readonly order: Id<'Order'>; readonly document: Document }) {
  const { t } = useTranslation();
  const newSale = (): void => {
    clearProblem('receipt');
    clearProblem('pay');
    useOrderDesk.getState().clear();
    useViewStore.getState().go('sell');
  };
  useScreenKeys({ Enter: newSale, Escape: newSale });
  return (
    <ScreenFrame
      label={t('receipt.title')}
      className="grid grid-cols-[minmax(0,1fr)_minmax(22rem,30rem)] @max-4xl/page:auto-rows-max @max-4xl/page:grid-cols-1 @max-4xl/page:overflow-y-auto"
    >
      <h1 className="sr-only">{t('receipt.title')}</h1>
      <section className="flex min-h-0 flex-col justify-center gap-8 overflow-y-auto p-8 lg:p-12 @max-4xl/page:overflow-visible">
        <Outcome document={document} />
        <div className="flex max-w-md flex-col gap-3">
          <Button
            variant="primary"
            size="xl"
            isWide
            icon={<Plus aria-hidden />}
            onPress={newSale}
            data-testid="new-sale"
          >
            {t('receipt.newSale')}
          </Button>
          <PrintAgain order={order} document={document.document} />
        </div>
      </section>
      <ReceiptPicture order={order} document={document.document} />
    </ScreenFrame>
  );
}

/** Change for the guest, or what they were paid out. */
function Outcome({ document }: { readonly document: Document }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { total, change, currency, payments } = document;
  const isOut = total < 0;
  const reasons = reasonsOfDocument(document);
  const tendered = payments.reduce((all, payment) => all + payment.tendered, 0);
  const label = t(isOut ? 'receipt.paidOut' : 'receipt.change');
  const amount = isOut ? negate(total) : change;
  // Who cannot see the large figures hears them, once, when the screen comes.
  const said = `${label}: ${format.money(amount, currency)}`;
  useEffect(() => announce(said), [said]);
  return (
    <div>
      <p className="text-lg text-ink-2">{label}</p>
      <Amount minor={amount} currency={currency} size="hero" data-testid="change-due" />
      <p className="mt-2 text-ink-2">
        {!isOut &&
          (change === 0
            ? t('receipt.noChange', { total: format.money(total, currency) })
            : t('receipt.received', {
                tendered: format.money(tendered, currency),
                total: format.money(total, currency),
              }))}
      </p>
      <p className="text-ink-2 tabular-nums">
        {t('receipt.number', { number: receiptNumber(document.number) })}
      </p>
      {reasons.length > 0 && (
        <dl aria-label={t('pay.why')} className="mt-4 max-w-md text-ink-2" data-testid="receipt-why">
          <Reasons reasons={reasons} currency={currency} />
        </dl>
      )}
    </div>
  );
}

function PrintAgain({ order, document }: { readonly order: Id<'Order'>; readonly document: Id<'Document'> }) {
  const { t } = useTranslation();
  const till = useTill();
  const [isOnItsWay, setOnItsWay] = useState(false);
  // A second press before the answer would print a second copy.
  const isAsking = useRef(false);
  const print = (): void => {
    if (isAsking.current) return;
    isAsking.current = true;
    setOnItsWay(false);
    clearProblem('receipt');
    till
      .call('reprint', { order, document, printer: null })
      .then((answer) => {
        setOnItsWay(answer.ok);
        if (!answer.ok) sayRefusal('receipt', answer.refusal);
      })
      .catch((error: unknown) => sayFault('receipt', error))
      .finally(() => {
        isAsking.current = false;
      });
  };
  return (
    <>
      <Button size="lg" isWide icon={<Printer aria-hidden />} onPress={print} data-testid="print-again">
        {t('receipt.again')}
      </Button>
      <div className="min-h-24">
        <Problems at="receipt" />
        {isOnItsWay && <Notice tone="ok" title={t('receipt.printed')} data-testid="printed-again" />}
      </div>
    </>
  );
}
