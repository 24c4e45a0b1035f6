import { RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { CHOICE_CARD, type ChoiceCardOption, ChoiceText } from './ChoiceCard.tsx';
import { FieldLabel } from './field-parts.tsx';

export interface RadioCardsProps<Value extends string> extends CommonProps {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  readonly options: readonly (ChoiceCardOption<Value> & { readonly 'data-testid'?: string })[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  /** Columns on a wide sheet; one on a phone. */
  readonly columns?: 1 | 2 | 3;
}

export const CARD_COLUMNS = { 1: 'grid-cols-1', 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-3' } as const;

/** One of a few, each a card that a thumb finds. */
export function RadioCards<Value extends string>({
  label,
  isLabelHidden,
  options,
  value,
  onChange,
  columns = 1,
  className,
  ...common
}: RadioCardsProps<Value>) {
  return (
    <RadioGroup
      {...passedOn(common)}
      value={value}
      onChange={(chosen) => {
        const option = options.find((option) => option.value === chosen);
        if (option !== undefined) onChange(option.value);
      }}
      className={classNames('flex flex-col gap-2', className)}
    >
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <div className={classNames('grid gap-2', CARD_COLUMNS[columns])}>
        {options.map((option) => (
          <RadioField key={option.value} value={option.value} isDisabled={option.isDisabled ?? false}>
            <RadioButton
              className={CHOICE_CARD}
              {...(option['data-testid'] !== undefined && { 'data-testid': option['data-testid'] })}
            >
              <span
                aria-hidden="true"
                className="grid size-6 shrink-0 place-items-center rounded-full border-2 border-line-strong bg-control group-data-selected:border-brand group-data-selected:bg-brand"
              >
                <span className="size-2.5 rounded-full group-data-selected:bg-on-brand" />
              </span>
              <ChoiceText label={option.label} detail={option.detail} />
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
