import { unitPriceMicro } from '@beaveros/kit';
import { Amount, Button, Keypad, RadioCards, Sheet, TextField, useFormat } from '@beaveros/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import type { LineView } from './line-view.ts';
import { closeSheet } from './order-store.ts';
import { priceOfMinor, typedDigit } from './typed-price.ts';

/** The value of the card that opens the text field. */
const OTHER = 'other';
const REASONS = ['damaged', 'shelf', 'offer', 'apology'] as const;
const REASON_MAX = 120;

type Choice = (typeof REASONS)[number] | typeof OTHER;

/** Another price for one unit of a line, with its reason. Typed in the currency's minor unit, as on a cash drawer. */
export function PriceSheet({ line }: { readonly line: LineView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const currency = useOrderDesk(({ view }) => view?.currency);
  const [minor, setMinor] = useState<number | null>(null);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [own, setOwn] = useState('');
  if (currency === undefined) return null;
  const reason =
    choice === null ? '' : choice === OTHER ? own.trim() : t(`sell.order.priceReasonOf.${choice}`);
  const isReady = minor !== null && reason !== '';
  const set = (): void => {
    if (minor === null || !isReady) return;
    closeSheet();
    const price = unitPriceMicro(priceOfMinor(minor, currency));
    useOrderDesk.getState().overridePrice(line.line, { unitPriceMicro: price, reason });
  };
  return (
    <Sheet
      isOpen
      onClose={closeSheet}
      title={t('sell.order.priceOf', { name: line.name })}
      subtitle={t('sell.order.priceNow', { price: format.unitPrice(line.unitPriceMicro) })}
      side="center"
      size="lg"
      footer={
        <Button variant="primary" size="lg" isDisabled={!isReady} onPress={set} data-testid="price-submit">
          {t('sell.order.setPrice')}
        </Button>
      }
      data-testid="price-sheet"
    >
      <div className="grid gap-6 sm:grid-cols-2">
        <div className="flex flex-col gap-3">
          <p className="rounded-control bg-sunken px-4 py-3 text-end" data-testid="price-typed">
            <Amount
              minor={minor ?? 0}
              currency={currency}
              size="xl"
              className={minor === null ? 'text-ink-3' : ''}
            />
          </p>
          <Keypad
            label={t('sell.order.linePrice')}
            extra="00"
            onDigit={(digit) => setMinor(typedDigit(minor, digit))}
            onDelete={() => setMinor(minor === null || minor < 10 ? null : Math.floor(minor / 10))}
            onClear={() => setMinor(null)}
            hasKeyboard={choice !== OTHER}
          />
        </div>
        <div className="flex flex-col gap-3">
          <RadioCards
            label={t('sell.order.priceReason')}
            options={[
              ...REASONS.map((each) => ({
                value: each,
                label: t(`sell.order.priceReasonOf.${each}`),
                'data-testid': `price-reason-${each}`,
              })),
              { value: OTHER, label: t('sell.order.otherReason') },
            ]}
            value={choice}
            onChange={setChoice}
          />
          {choice === OTHER && (
            <TextField
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the one field of what was just opened.
              autoFocus
              label={t('sell.order.otherReason')}
              isLabelHidden
              value={own}
              onChange={setOwn}
              maxLength={REASON_MAX}
              data-testid="price-reason-text"
            />
          )}
        </div>
      </div>
    </Sheet>
  );
}
