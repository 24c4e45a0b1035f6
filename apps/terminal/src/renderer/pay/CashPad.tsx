import { Amount, Button, EmptyState, Keypad, useFormat } from '@beaveros/ui';
import { type AmountMinor, type Currency, negate } from '@beaveros/kit';
import { CreditCard, HandCoins } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { KeepFocus } from '../app/KeepFocus.tsx';
import { settlement } from './due.ts';
import { withDigits, withoutLastDigit } from './entered-amount.ts';

export interface CashPadProps {
  readonly due: AmountMinor;
  readonly currency: Currency;
  /** Otherwise there is no amount to type: it is paid exactly. */
  readonly takesCash: boolean;
  readonly method: string | null;
  readonly entered: AmountMinor | null;
  readonly onEnter: (change: (entered: AmountMinor | null) => AmountMinor | null) => void;
  readonly isPaying: boolean;
  /** The payment waits for a core that is away. */
  readonly isHeldUp: boolean;
  readonly isReady: boolean;
  readonly onPay: () => void;
}

/** What the guest gives, what they get back, and the one dominant button. */
export function CashPad(props: CashPadProps) {
  const { due, currency, takesCash, entered, onEnter, isPaying, isHeldUp, isReady, onPay } = props;
  const { t } = useTranslation();
  return (
    <aside className="flex min-h-0 flex-col gap-5 overflow-y-auto border-s border-line bg-surface p-6 @max-4xl/page:overflow-visible @max-4xl/page:border-s-0 @max-4xl/page:border-t">
      {takesCash && (
        <>
          <Received due={due} currency={currency} entered={entered} />
          <KeepFocus className="min-h-0 flex-1">
            <Keypad
              label={t('pay.keypad')}
              hasKeyboard
              isDisabled={isHeldUp}
              extra={currency.exponent > 0 ? '00' : null}
              onDigit={(digits) => onEnter((now) => withDigits(now, digits))}
              onDelete={() => onEnter(withoutLastDigit)}
              className="h-full max-h-112"
              data-testid="pay-keypad"
            />
          </KeepFocus>
        </>
      )}
      {!takesCash && <Exactly {...props} />}
      <Button
        variant="primary"
        size="xl"
        isWide
        isDisabled={!isReady || isHeldUp}
        onPress={onPay}
        className="mt-auto"
        data-testid={isPaying ? 'pay-under-way' : 'pay-submit'}
      >
        <SubmitWords due={due} currency={currency} entered={takesCash ? entered : null} />
      </Button>
    </aside>
  );
}

/** Nothing to type: the exact amount changes hands. */
function Exactly({ due, currency, method }: CashPadProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (due === 0 || method === null) return null;
  const amount = format.money(due < 0 ? negate(due) : due, currency);
  return (
    <EmptyState
      icon={due < 0 ? <HandCoins /> : <CreditCard />}
      title={method}
      text={t(due < 0 ? 'pay.giveOut' : 'pay.takeExactly', { amount })}
      className="flex-1"
    />
  );
}

/** Reserved lines: nothing moves while digits come. */
function Received({ due, currency, entered }: Pick<CashPadProps, 'due' | 'currency' | 'entered'>) {
  const { t } = useTranslation();
  const { change, missing } = settlement(due, entered);
  return (
    <dl className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-1">
      <dt className="text-ink-2">{t('pay.cash')}</dt>
      <dd className={`text-end ${entered === null ? 'text-ink-3' : ''}`}>
        <Amount minor={entered ?? due} currency={currency} size="xl" data-testid="entered" />
      </dd>
      <dt className="text-ink-2">{t(missing > 0 ? 'pay.missing' : 'pay.change')}</dt>
      <dd className="text-end">
        <Amount
          minor={missing > 0 ? missing : change}
          currency={currency}
          size="lg"
          tone={missing > 0 ? 'warn' : change > 0 ? 'ok' : 'neutral'}
          data-testid={missing > 0 ? 'missing' : 'change'}
        />
      </dd>
    </dl>
  );
}

function SubmitWords({ due, currency, entered }: Pick<CashPadProps, 'due' | 'currency' | 'entered'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (due === 0) return t('pay.submitNothing');
  if (due < 0) return t('pay.submitOut', { amount: format.money(negate(due), currency) });
  return t('pay.submit', { amount: format.money(entered ?? due, currency) });
}
