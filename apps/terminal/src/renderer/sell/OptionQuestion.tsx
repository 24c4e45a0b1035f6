import type { TillModifier } from '@beaveros/domain/product-catalog';
import type { Id } from '@beaveros/kit';
import { Badge, CheckCards, RadioCards, useFormat } from '@beaveros/ui';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { maxOf, optionsOf } from './chosen-options.ts';

export interface OptionQuestionProps {
  readonly modifier: TillModifier;
  readonly chosen: readonly Id<'ModifierOption'>[];
  readonly onToggle: (option: Id<'ModifierOption'>) => void;
}

/** One question of an item: how many answers it takes, and what each costs. */
export function OptionQuestion({ modifier, chosen, onToggle }: OptionQuestionProps) {
  const format = useFormat();
  const max = maxOf(modifier);
  const options = optionsOf(modifier).map(({ id, name, priceMicro }) => ({
    value: id,
    label: name,
    detail: priceMicro === 0 ? undefined : `${priceMicro > 0 ? '+' : ''}${format.unitPrice(priceMicro)}`,
    'data-testid': `option-${name}`,
  }));
  const cards = { label: modifier.name, isLabelHidden: true, options, columns: 2 } as const;
  return (
    <section data-question={modifier.id} className="scroll-mt-2">
      <div className="mb-2 flex items-center justify-between gap-3">
        <h3 className="text-base font-semibold">{modifier.name}</h3>
        <HowMany modifier={modifier} chosen={chosen.length} />
      </div>
      {max === 1 && modifier.minOptions > 0 ? (
        <RadioCards {...cards} value={chosen[0] ?? null} onChange={onToggle} />
      ) : (
        <CheckCards
          {...cards}
          values={chosen}
          // A single choice moves to what is tapped, so it never locks the others.
          max={max === 1 ? null : max}
          onChange={(values) => {
            const tapped = options.find(({ value }) => values.includes(value) !== chosen.includes(value));
            if (tapped !== undefined) onToggle(tapped.value);
          }}
        />
      )}
    </section>
  );
}

function HowMany({ modifier, chosen }: { readonly modifier: TillModifier; readonly chosen: number }) {
  const { t } = useTranslation();
  const { minOptions: min } = modifier;
  const max = Math.min(maxOf(modifier), optionsOf(modifier).length);
  if (chosen < min)
    return (
      <Badge tone="warn">
        {min === max ? t('sell.options.exactly', { count: min }) : t('sell.options.between', { min, max })}
      </Badge>
    );
  if (min > 0)
    return (
      <Badge tone="ok">
        <Check aria-hidden className="size-3.5" />
        {t('sell.options.done')}
      </Badge>
    );
  return <Badge>{max === 1 ? t('sell.options.optional') : t('sell.options.upTo', { count: max })}</Badge>;
}
