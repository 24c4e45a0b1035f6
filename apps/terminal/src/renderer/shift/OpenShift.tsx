import { Amount, Button, Keypad, Notice, useFormat } from '@beaveros/ui';
import { type AmountMinor, type Currency, ZERO } from '@beaveros/kit';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeepFocus } from '../app/KeepFocus.tsx';
import { useScreenKeys } from '../app/screen-keys.ts';
import { ScreenFrame } from '../app/ScreenFrame.tsx';
import { useViewStore } from '../app/view-store.ts';
import { Problems } from '../faults/Problems.tsx';
import { clearProblem, sayFault, sayRefusal } from '../faults/problem-store.ts';
import { withDigits, withoutLastDigit } from '../pay/entered-amount.ts';
import { useScanGuard } from '../pay/use-scan-guard.ts';
import { newId } from '../till/new-id.ts';
import { useStatus } from '../till/use-status.ts';
import { useTillContext } from '../till/use-till.ts';

/** The drawer's float opens the shift. While the store's rows are still arriving there is no currency to count in. */
export function OpenShift() {
  const { t } = useTranslation();
  const isReadyToSell = useStatus((status) => status.isReadyToSell) ?? false;
  const locale = useStatus((status) => status.locale) ?? null;
  return (
    <ScreenFrame label={t('shift.title')} className="flex justify-center overflow-y-auto p-6">
      {isReadyToSell && locale !== null ? (
        <FloatEntry currency={locale.currency} />
      ) : (
        <Notice tone="info" title={t('shift.notReady')} className="my-auto">
          {t('shift.notReadyText')}
        </Notice>
      )}
    </ScreenFrame>
  );
}

function FloatEntry({ currency }: { readonly currency: Currency }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { client, queries } = useTillContext();
  const setSwitching = useViewStore((state) => state.setSwitching);
  const [float, setFloat] = useState<AmountMinor | null>(null);
  const [isOpening, setOpening] = useState(false);
  const open = (): void => {
    if (isOpening) return;
    setOpening(true);
    clearProblem('shift');
    client
      .call('openShift', { shift: newId<'Shift'>(), float: float ?? ZERO })
      .then((answer) => {
        // When it is open the status says so and this screen goes.
        if (answer.ok) return queries.askNow('status', {});
        sayRefusal('shift', answer.refusal);
        setOpening(false);
      })
      .catch((error: unknown) => {
        setOpening(false);
        sayFault('shift', error);
      });
  };
  useScanGuard(float, setFloat);
  useScreenKeys({ Enter: open });
  return (
    <div className="my-auto grid w-full max-w-4xl grid-cols-[minmax(0,1fr)_22rem] items-center gap-12 @max-4xl/page:grid-cols-1">
      <section className="flex flex-col gap-6">
        <header>
          <h1 className="text-2xl font-semibold">{t('shift.title')}</h1>
          <p className="text-ink-2">{t('shift.text')}</p>
        </header>
        <div>
          <p className="text-sm text-ink-2">{t('shift.float')}</p>
          <Amount minor={float ?? ZERO} size="hero" data-testid="float" />
        </div>
        <Problems at="shift" />
        <div className="flex flex-col gap-2">
          <Button variant="primary" size="xl" isWide onPress={open} data-testid="open-shift-submit">
            {float === null ? t('shift.openWithout') : t('shift.openWith', { amount: format.money(float) })}
          </Button>
          <Button variant="quiet" size="lg" isWide onPress={() => setSwitching(true)}>
            {t('shift.other')}
          </Button>
        </div>
      </section>
      <KeepFocus>
        <Keypad
          label={t('shift.float')}
          hasKeyboard
          extra={currency.exponent > 0 ? '00' : null}
          onDigit={(digits) => setFloat((now) => withDigits(now, digits))}
          onDelete={() => setFloat(withoutLastDigit)}
        />
      </KeepFocus>
    </div>
  );
}
