import type { TillItemRow, TillModifier } from '@beaveros/domain/product-catalog';
import { MICRO, quantityMicro } from '@beaveros/kit';
import { Button, Sheet, Stepper, TextField, useFormat } from '@beaveros/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import {
  type Chosen,
  chosenOptions,
  defaultsOf,
  missingOf,
  questionsOf,
  toggleOption,
  unitPriceWith,
} from './chosen-options.ts';
import { OptionQuestion } from './OptionQuestion.tsx';
import { markLine, optionsAsked, useSellStore } from './sell-store.ts';

/** More of one thing at once is changed on the order. */
const QUANTITY_MAX = 99;
/** A line of the receipt and of the kitchen's ticket. */
const NOTE_MAX = 200;

/** The questions of the item that was picked, answered from its own row: it opens without asking anybody. */
export function ModifierSheet() {
  const item = useSellStore(({ asking }) => asking[0] ?? null);
  const asked = useSellStore((state) => state.asked);
  return item === null ? null : <Questions key={asked} item={item} />;
}

function Questions({ item }: { readonly item: TillItemRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isReturning = useSellStore((state) => state.isReturning);
  const [chosen, setChosen] = useState<Chosen>(() => defaultsOf(item));
  const [quantity, setQuantity] = useState(1);
  const [note, setNote] = useState('');
  const missing = missingOf(item, chosen);
  const price = unitPriceWith(item, chosen) * quantity * (isReturning ? -1 : 1);

  const add = (): void => {
    if (missing !== null) return pointAt(missing);
    const line = useOrderDesk.getState().addItem(item, {
      options: chosenOptions(item, chosen).map(({ id }) => id),
      quantityMicro: quantityMicro(quantity * MICRO),
      note: note.trim() === '' ? null : note.trim(),
      isReturn: isReturning,
    });
    optionsAsked();
    if (line !== null) markLine(null);
  };

  return (
    <Sheet
      isOpen
      onClose={optionsAsked}
      title={item.name}
      subtitle={<span className="tabular-nums">{format.unitPrice(item.priceMicro)}</span>}
      size="md"
      side="end"
      footer={
        <div className="flex w-full items-center gap-3">
          <Stepper
            label={t('sell.options.quantity')}
            value={format.number(quantity)}
            onLess={() => setQuantity(Math.max(1, quantity - 1))}
            onMore={() => setQuantity(Math.min(QUANTITY_MAX, quantity + 1))}
            isLessDisabled={quantity === 1}
            isMoreDisabled={quantity === QUANTITY_MAX}
            data-testid="modifier-quantity"
          />
          <Button
            variant="primary"
            size="lg"
            isWide
            trailing={missing === null ? format.unitPrice(price) : ''}
            onPress={add}
            className="min-w-0 flex-1"
            data-testid="modifier-add"
          >
            <span className="block truncate">{actionOf()}</span>
          </Button>
        </div>
      }
      data-testid="modifier-sheet"
    >
      <div className="flex flex-col gap-6">
        {questionsOf(item).map((modifier) => (
          <OptionQuestion
            key={modifier.id}
            modifier={modifier}
            chosen={chosen[modifier.id] ?? []}
            onToggle={(option) => setChosen((before) => toggleOption(before, modifier, option))}
          />
        ))}
        <TextField
          label={t('sell.options.note')}
          hint={t('sell.options.noteHint')}
          value={note}
          onChange={setNote}
          maxLength={NOTE_MAX}
          data-testid="modifier-note"
        />
      </div>
    </Sheet>
  );

  /** The button says what it will do; while something is missing it leads there. */
  function actionOf(): string {
    if (missing !== null) return t('sell.options.choose', { name: missing.name });
    return t(isReturning ? 'sell.options.takeBack' : 'sell.options.add');
  }
}

/** Brings the open question into sight and puts the focus on its first answer. */
function pointAt({ id }: TillModifier): void {
  const question = document.querySelector<HTMLElement>(`[data-question="${id}"]`);
  question?.scrollIntoView({ block: 'start' });
  question?.querySelector<HTMLElement>('input')?.focus();
}
