import { IconButton, useFormat, useLanguage } from '@beaveros/ui';
import type { Item } from '@beaveros/protocol/gateway';
import { Check } from 'lucide-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePriceCurrency } from '../../data/use-stores.ts';
import { microOf } from '../../money/amount-text.ts';
import { parseDecimalText, priceToText } from '../../money/decimal-text.ts';
import { moveByArrows } from './move-by-arrows.ts';

/**
 * A price in its row: pressed, it becomes a field. Enter (or the tick, where a keypad has no Enter) saves; Escape, or
 * going elsewhere, leaves the price as it was: nobody changes a price by a slip of the hand.
 */
export function PriceCell({ item, onChange }: { item: Item; onChange: ((price: string) => void) | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isEditing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const price = format.unitPrice(microOf(item.price));
  if (onChange === null)
    return (
      <span data-testid="item-price" className="px-3">
        {price}
      </span>
    );
  if (!isEditing)
    return (
      <button
        ref={button}
        type="button"
        data-testid="item-price"
        data-cell="price"
        onKeyDown={moveByArrows}
        aria-label={t('items.editPrice', { name: item.name, price })}
        onClick={() => setEditing(true)}
        className="min-h-11 min-w-touch cursor-text rounded-control border border-transparent px-3 text-end whitespace-nowrap max-sm:px-1 font-medium tabular-nums hover:border-line-strong"
      >
        {price}
      </button>
    );
  return (
    <PriceField
      item={item}
      onEnd={(next, { isFocusKept }) => {
        setEditing(false);
        if (next !== null && next !== item.price) onChange(next);
        // The button is there in the next frame; the keyboard goes on from it.
        if (isFocusKept) requestAnimationFrame(() => button.current?.focus());
      }}
    />
  );
}

function PriceField({
  item,
  onEnd,
}: {
  readonly item: Item;
  readonly onEnd: (price: string | null, how: { readonly isFocusKept: boolean }) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const exponent = usePriceCurrency()?.exponent ?? 2;
  const [text, setText] = useState(() => priceToText(item.price, language, exponent));
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const parsed = parseDecimalText(text, { language, decimalsMax: 6 });
    if (parsed.ok) onEnd(parsed.value, { isFocusKept: true });
    else setError(t(`number.${parsed.refusal.code}`));
  };
  const form = useRef<HTMLFormElement>(null);
  const errorId = useId();
  return (
    <form ref={form} onSubmit={submit} className="flex items-start justify-end gap-1">
      <span className="flex flex-col items-end gap-1">
        <input
          ref={selected}
          data-testid="item-price-input"
          aria-label={t('items.priceOf', { name: item.name })}
          aria-invalid={error !== null}
          aria-describedby={errorId}
          inputMode="decimal"
          maxLength={24}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setError(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            onEnd(null, { isFocusKept: true });
          }}
          onBlur={(event) => {
            // To the tick is not elsewhere.
            if (form.current?.contains(event.relatedTarget) !== true) onEnd(null, { isFocusKept: false });
          }}
          className="h-11 w-28 rounded-control border border-line-strong bg-surface px-2.5 text-end text-sm text-ink tabular-nums aria-invalid:border-danger max-sm:w-20"
        />
        <span
          id={errorId}
          role="alert"
          className="text-sm font-medium whitespace-nowrap text-danger empty:hidden"
        >
          {error}
        </span>
      </span>
      <IconButton
        className="size-11"
        data-testid="item-price-save"
        icon={<Check />}
        label={t('common.save')}
        onPress={() => form.current?.requestSubmit()}
      />
    </form>
  );
}

/** The field opens with its text chosen, so that typing replaces it. */
function selected(input: HTMLInputElement | null): void {
  input?.select();
}
