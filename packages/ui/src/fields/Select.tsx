import { Check, ChevronsUpDown } from 'lucide-react';
import {
  Select as AriaSelect,
  Button as AriaButton,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { FIELD_BOX, FieldFoot, FieldLabel } from './field-parts.tsx';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

export interface SelectProps<Value extends string> extends CommonProps {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  readonly options: readonly SelectOption<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly error?: string | null | undefined;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** One of many, in a list that opens. The test id is on the button; an option's is the same plus its value. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, options, value, onChange } = props;
  const testId = props['data-testid'];
  return (
    <AriaSelect
      {...passedOn({ id: props.id })}
      {...(props.placeholder !== undefined && { placeholder: props.placeholder })}
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      isInvalid={Boolean(props.error)}
      isDisabled={props.isDisabled ?? false}
      className={classNames('flex flex-col gap-1.5', props.className)}
    >
      <FieldLabel isHidden={props.isLabelHidden}>{label}</FieldLabel>
      <AriaButton
        {...(testId !== undefined && { 'data-testid': testId })}
        className={classNames(
          FIELD_BOX,
          'flex min-h-touch cursor-default items-center justify-between gap-2 ps-3.5 pe-3 text-start data-pressed:bg-ink/8',
        )}
      >
        <SelectValue className="min-w-0 truncate data-placeholder:text-ink-3">
          {({ selectedText, defaultChildren, isPlaceholder }) =>
            isPlaceholder ? defaultChildren : selectedText
          }
        </SelectValue>
        <ChevronsUpDown className="size-4.5 shrink-0 text-ink-3" aria-hidden="true" />
      </AriaButton>
      <FieldFoot hint={props.hint} error={props.error} />
      <Popover
        offset={6}
        className="min-w-(--trigger-width) rounded-card border border-line bg-raised p-1 shadow-float"
      >
        <ListBox className="max-h-80 overflow-y-auto outline-none">
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              isDisabled={option.isDisabled ?? false}
              {...(testId !== undefined && { 'data-testid': `${testId}-${option.value}` })}
              className="group flex min-h-touch cursor-default items-center justify-between gap-4 rounded-control px-3 py-1.5 text-base text-ink outline-none data-disabled:opacity-45 data-focused:bg-sunken data-focus-visible:outline-2 data-focus-visible:-outline-offset-2 data-focus-visible:outline-focus data-pressed:bg-sunken"
            >
              <span className="min-w-0">
                {option.label}
                {option.detail === undefined ? null : (
                  <span className="block text-sm text-ink-3">{option.detail}</span>
                )}
              </span>
              <Check
                className="invisible size-4.5 shrink-0 text-brand group-data-selected:visible"
                aria-hidden="true"
              />
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
