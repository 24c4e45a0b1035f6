import { CheckboxButton, CheckboxField, CheckboxGroup } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { CheckMark } from './Checkbox.tsx';
import { CHOICE_CARD, type ChoiceCardOption, ChoiceText } from './ChoiceCard.tsx';
import { FieldLabel } from './field-parts.tsx';
import { CARD_COLUMNS } from './RadioCards.tsx';

export interface CheckCardsProps<Value extends string> extends CommonProps {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  readonly options: readonly (ChoiceCardOption<Value> & { readonly 'data-testid'?: string })[];
  readonly values: readonly Value[];
  readonly onChange: (values: readonly Value[]) => void;
  /** At this many, the others cannot be pressed until one is let go. */
  readonly max?: number | null | undefined;
  readonly columns?: 1 | 2 | 3;
}

/** Several of a few, each a card. Values come back in the order of the options. */
export function CheckCards<Value extends string>({
  label,
  isLabelHidden,
  options,
  values,
  onChange,
  max,
  columns = 1,
  className,
  ...common
}: CheckCardsProps<Value>) {
  const isFull = max !== undefined && max !== null && values.length >= max;
  return (
    <CheckboxGroup
      {...passedOn(common)}
      value={[...values]}
      onChange={(chosen) =>
        onChange(options.filter((option) => chosen.includes(option.value)).map((option) => option.value))
      }
      className={classNames('flex flex-col gap-2', className)}
    >
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <div className={classNames('grid gap-2', CARD_COLUMNS[columns])}>
        {options.map((option) => (
          <CheckboxField
            key={option.value}
            value={option.value}
            isDisabled={(option.isDisabled ?? false) || (isFull && !values.includes(option.value))}
          >
            <CheckboxButton
              className={CHOICE_CARD}
              {...(option['data-testid'] !== undefined && { 'data-testid': option['data-testid'] })}
            >
              <CheckMark />
              <ChoiceText label={option.label} detail={option.detail} />
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
    </CheckboxGroup>
  );
}
