import { Amount, Button, EmptyState, Notice, RadioCards, Switch, useFormat } from '@beaveros/ui';
import { type AmountMinor, type Currency, type Id, negate } from '@beaveros/kit';
import type { PaymentMethodRow } from '@beaveros/domain/payment';
import type { OrderView } from '@beaveros/protocol/ipc';
import { ArrowLeft, Wallet } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreenKeys } from '../app/screen-keys.ts';
import { ScreenFrame } from '../app/ScreenFrame.tsx';
import { useViewStore } from '../app/view-store.ts';
import { Problems } from '../faults/Problems.tsx';
import { clearProblem } from '../faults/problem-store.ts';
import { useOrderDesk } from '../guess/order-desk.ts';
import { isMovedLine } from '../order/marked-line.ts';
import { type PriceReason, reasonsOfOrder } from '../order/price-reasons.ts';
import { Reasons } from '../order/Reasons.tsx';
import { useIsReached } from '../till/use-till.ts';
import { CashPad } from './CashPad.tsx';
import { dueOf } from './due.ts';
import { quickTenders } from './quick-tenders.ts';
import { usePaymentMethods } from './use-payment-methods.ts';
import { useOwnPrinter } from './use-own-printer.ts';
import { useScanGuard } from './use-scan-guard.ts';
import { usePayment } from './use-payment.ts';

/** What is due, and how it changes hands. Enter pays, Escape goes back to the order. */
export function PayScreen({ terminal }: { readonly terminal: Id<'Terminal'> }) {
  const view = useOrderDesk((desk) => desk.view);
  return view === null ? null : <Pay view={view} terminal={terminal} />;
}

function Pay({ view, terminal }: { readonly view: OrderView; readonly terminal: Id<'Terminal'> }) {
  const { t } = useTranslation();
  const methods = usePaymentMethods();
  const [chosen, setChosen] = useState<Id<'PaymentMethod'> | null>(null);
  const [entered, setEntered] = useState<AmountMinor | null>(null);
  const [isOnPaper, setOnPaper] = useState(true);
  const printer = useOwnPrinter(terminal);
  const { isPaying, isMoved, pay } = usePayment();
  // Local and over in a moment: nothing dims or spins for it, unless the core is away.
  const isHeldUp = !useIsReached() && isPaying;
  const method = methods?.find(({ id }) => id === chosen) ?? methods?.[0] ?? null;
  const due = dueOf(view);
  const takesCash = method?.type === 'cash' && due > 0;

  /** `amount` null: what was typed, or exactly what is due. */
  const payWith = (amount: AmountMinor | null): void => {
    if (method === null && due !== 0) return;
    const tendered =
      due === 0 || method === null
        ? null
        : { method: method.id, amount: amount ?? (takesCash ? (entered ?? due) : due) };
    pay({ due, tendered, printer: isOnPaper ? printer : null });
  };
  const choose = (to: Id<'PaymentMethod'>): void => {
    clearProblem('pay');
    setChosen(to);
  };
  const goBack = (): void => {
    // A payment under way is not left alone: its answer is the receipt.
    if (!isPaying) useViewStore.getState().go('sell');
  };
  useScanGuard(entered, setEntered);
  useScreenKeys({ Enter: () => payWith(null), Escape: goBack });

  return (
    <ScreenFrame
      label={t('pay.title')}
      className="grid grid-cols-[minmax(0,1fr)_25rem] @max-4xl/page:auto-rows-max @max-4xl/page:grid-cols-1 @max-4xl/page:overflow-y-auto"
    >
      <h1 className="sr-only">{t('pay.title')}</h1>
      <section className="flex min-h-0 flex-col gap-6 overflow-y-auto p-8 @max-4xl/page:overflow-visible">
        <header className="flex items-center justify-between gap-4">
          <Button
            variant="quiet"
            size="lg"
            icon={<ArrowLeft aria-hidden className="rtl:rotate-180" />}
            isDisabled={isHeldUp}
            onPress={goBack}
            className="-ms-5"
            data-testid="pay-back"
          >
            {t('pay.back')}
          </Button>
          <p className="text-ink-2">
            {t('pay.order', { label: view.label })} · {t('pay.lines', { count: standing(view) })}
          </p>
        </header>
        <div className="flex flex-col gap-3">
          <Due due={due} currency={view.currency} />
          <Why reasons={reasonsOfOrder(view)} currency={view.currency} />
        </div>
        {due !== 0 && methods !== undefined && (
          <Methods methods={methods} chosen={method?.id ?? null} onChoose={choose} />
        )}
        {takesCash && <QuickTenders due={due} currency={view.currency} isHeldUp={isHeldUp} onPay={payWith} />}
        {printer !== null && (
          <Switch
            label={t('pay.paper')}
            isSelected={isOnPaper}
            onChange={setOnPaper}
            className="max-w-sm"
            data-testid="pay-paper"
          />
        )}
        <div className="flex flex-col gap-2">
          <Problems at="pay" />
          {isHeldUp && <Notice tone="info" title={t('pay.waiting')} />}
          {isMoved && <TotalMoved due={due} currency={view.currency} />}
        </div>
      </section>
      <CashPad
        due={due}
        currency={view.currency}
        takesCash={takesCash}
        entered={entered}
        method={method?.name ?? null}
        onEnter={(change) => {
          clearProblem('pay');
          setEntered(change);
        }}
        isPaying={isPaying}
        isHeldUp={isHeldUp}
        isReady={method !== null || due === 0}
        onPay={() => payWith(null)}
      />
    </ScreenFrame>
  );
}

function Due({ due, currency }: { readonly due: AmountMinor; readonly currency: Currency }) {
  const { t } = useTranslation();
  const label = due === 0 ? 'pay.nothingDue' : due < 0 ? 'pay.out' : 'pay.due';
  return (
    <div>
      <p className="text-lg text-ink-2">{t(label)}</p>
      <Amount minor={due < 0 ? negate(due) : due} currency={currency} size="hero" data-testid="amount-due" />
    </div>
  );
}

/** What the guest may ask: why it is this much. */
function Why({
  reasons,
  currency,
}: {
  readonly reasons: readonly PriceReason[];
  readonly currency: Currency;
}) {
  const { t } = useTranslation();
  if (reasons.length === 0) return null;
  return (
    <dl aria-label={t('pay.why')} className="max-w-md text-ink-2" data-testid="pay-why">
      <Reasons reasons={reasons} currency={currency} />
    </dl>
  );
}

interface MethodsProps {
  readonly methods: readonly PaymentMethodRow[];
  readonly chosen: Id<'PaymentMethod'> | null;
  readonly onChoose: (method: Id<'PaymentMethod'>) => void;
}

function Methods({ methods, chosen, onChoose }: MethodsProps) {
  const { t } = useTranslation();
  if (methods.length === 0)
    return <EmptyState icon={<Wallet />} title={t('pay.noMethods')} text={t('pay.noMethodsText')} />;
  if (methods.length === 1) return null;
  return (
    <RadioCards
      label={t('pay.method')}
      isLabelHidden
      columns={3}
      options={methods.map(({ id, name }) => ({ value: id, label: name, 'data-testid': `method-${name}` }))}
      value={chosen}
      onChange={onChoose}
    />
  );
}

interface QuickTendersProps {
  readonly due: AmountMinor;
  readonly currency: Currency;
  readonly isHeldUp: boolean;
  readonly onPay: (tendered: AmountMinor) => void;
}

/** One press: what the guest hands over is taken, and the sale is done. */
function QuickTenders({ due, currency, isHeldUp, onPay }: QuickTendersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <fieldset aria-label={t('pay.quick')} className="grid grid-cols-2 gap-3 lg:grid-cols-3">
      <Button size="xl" isDisabled={isHeldUp} onPress={() => onPay(due)} data-testid="tender-exact">
        {t('pay.exact')}
      </Button>
      {quickTenders(due, currency).map((tender) => (
        <Button
          key={tender}
          size="xl"
          isDisabled={isHeldUp}
          onPress={() => onPay(tender)}
          className="tabular-nums"
          data-testid={`tender-${tender}`}
        >
          {format.money(tender, currency)}
        </Button>
      ))}
    </fieldset>
  );
}

function TotalMoved({ due, currency }: { readonly due: AmountMinor; readonly currency: Currency }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Notice
      tone="refusal"
      title={t('pay.totalMoved', { amount: format.money(due, currency) })}
      data-testid="problem"
    >
      {t('pay.totalMovedText')}
    </Notice>
  );
}

function standing(view: OrderView): number {
  return view.lines.filter((line) => !line.isVoided && !isMovedLine(line)).length;
}
