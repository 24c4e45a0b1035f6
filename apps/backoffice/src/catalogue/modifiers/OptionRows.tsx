import { Button, IconButton, TextField } from '@beaveros/ui';
import { ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePriceCurrency } from '../../data/use-stores.ts';
import { newId } from '../new-id.ts';
import { type ModifierErrors, movedUp, newOption, type OptionDraft, OPTIONS_MAX } from './modifier-draft.ts';

/** The options in their order, each with what it does to the price. */
export function OptionRows({
  options,
  errors,
  mayManage,
  onChange,
}: {
  readonly options: readonly OptionDraft[];
  readonly errors: ModifierErrors['options'];
  readonly mayManage: boolean;
  readonly onChange: (options: readonly OptionDraft[]) => void;
}) {
  const { t } = useTranslation();
  const currency = usePriceCurrency();
  const effect =
    currency === null ? t('modifiers.priceEffect') : `${t('modifiers.priceEffect')} (${currency.code})`;
  const said = (key: string | undefined): string | null => (key === undefined ? null : t(key));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-sm font-medium text-ink-2">{t('modifiers.options')}</legend>
      {options.map((option, at) => {
        const change = (changed: Partial<OptionDraft>): void =>
          onChange(options.map((each) => (each.key === option.key ? { ...each, ...changed } : each)));
        const name = option.name === '' ? t('modifiers.unnamed') : option.name;
        return (
          <div
            key={option.key}
            data-testid="option-row"
            className="flex items-start gap-2 max-sm:flex-wrap max-sm:border-b max-sm:border-line max-sm:pb-2"
          >
            <TextField
              data-testid="option-name"
              className="min-w-0 flex-1 max-sm:basis-full"
              label={t('modifiers.optionName')}
              isLabelHidden={at > 0}
              value={option.name}
              error={said(errors[option.key]?.name)}
              onChange={(next) => change({ name: next })}
              maxLength={255}
              isDisabled={!mayManage}
            />
            <TextField
              data-testid="option-price"
              className="w-40 shrink-0 max-sm:w-auto max-sm:flex-1 [&_input]:text-end [&_input]:tabular-nums"
              label={effect}
              isLabelHidden={at > 0}
              value={option.price}
              placeholder="0"
              error={said(errors[option.key]?.price)}
              onChange={(price) => change({ price })}
              inputMode="decimal"
              maxLength={24}
              isDisabled={!mayManage}
            />
            {mayManage ? (
              <span className={`flex shrink-0 ${at > 0 ? '' : 'pt-6.5'}`}>
                <IconButton
                  icon={<ArrowUp />}
                  label={t('modifiers.moveUp', { name })}
                  isDisabled={at === 0}
                  onPress={() => onChange(movedUp(options, option.key))}
                />
                <IconButton
                  data-testid="option-remove"
                  icon={<Trash2 />}
                  label={t('modifiers.removeOption', { name })}
                  onPress={() => onChange(options.filter(({ key }) => key !== option.key))}
                />
              </span>
            ) : null}
          </div>
        );
      })}
      {mayManage && options.length < OPTIONS_MAX ? (
        <Button
          data-testid="option-add"
          variant="quiet"
          icon={<Plus />}
          className="self-start"
          onPress={() => onChange([...options, newOption(newId())])}
        >
          {t('modifiers.addOption')}
        </Button>
      ) : null}
    </fieldset>
  );
}
