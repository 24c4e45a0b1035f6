import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';

export interface CheckboxProps extends CommonProps {
  readonly label: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isIndeterminate?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** Yes or no, settled with the rest of a form. */
export function Checkbox({
  label,
  isSelected,
  onChange,
  isIndeterminate = false,
  isDisabled = false,
  className,
  ...common
}: CheckboxProps) {
  return (
    <CheckboxField
      {...passedOn(common)}
      isSelected={isSelected}
      onChange={onChange}
      isIndeterminate={isIndeterminate}
      isDisabled={isDisabled}
      className={className ?? ''}
    >
      <CheckboxButton className="group flex min-h-touch cursor-default items-center gap-3 text-base text-ink data-disabled:opacity-45">
        <CheckMark />
        <span>{label}</span>
      </CheckboxButton>
    </CheckboxField>
  );
}

/** The box with its mark. Stands inside a RAC button of class `group`. */
export function CheckMark({ size = 'md' }: { size?: 'sm' | 'md' }) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        size === 'sm' ? 'size-5' : 'size-6',
        'grid shrink-0 place-items-center rounded-md border-2 border-line-strong bg-control text-transparent group-data-focus-visible:outline-3 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus group-data-indeterminate:border-brand group-data-indeterminate:bg-brand group-data-pressed:border-brand group-data-selected:border-brand group-data-selected:bg-brand group-data-selected:text-on-brand',
      )}
    >
      <Check className="size-4/5 group-data-indeterminate:hidden" strokeWidth={3} />
      <Minus className="hidden size-4/5 text-on-brand group-data-indeterminate:block" strokeWidth={3} />
    </span>
  );
}
