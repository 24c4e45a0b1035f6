import type { ReactNode } from 'react';
import { SwitchButton, SwitchField } from 'react-aria-components';
import { type CommonProps, passedOn } from '../common-props.ts';

export interface SwitchProps extends CommonProps {
  readonly label: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean | undefined;
}

/** On or off, at once. */
export function Switch({
  label,
  isSelected,
  onChange,
  isDisabled = false,
  className,
  ...common
}: SwitchProps) {
  return (
    <SwitchField
      {...passedOn(common)}
      isSelected={isSelected}
      onChange={onChange}
      isDisabled={isDisabled}
      className={className ?? ''}
    >
      <SwitchButton className="group flex min-h-touch cursor-default items-center justify-between gap-4 text-base text-ink data-disabled:opacity-45">
        <span>{label}</span>
        <span
          aria-hidden="true"
          className="flex h-7.5 w-12.5 shrink-0 items-center rounded-full border-2 border-line-strong bg-sunken px-0.5 transition-[background-color,border-color,color] duration-quick ease-calm group-data-focus-visible:outline-3 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus group-data-selected:border-brand group-data-selected:bg-brand"
        >
          <span className="size-5.5 rounded-full bg-line-strong transition-[margin,background-color] duration-quick ease-calm group-data-selected:ms-5 group-data-selected:bg-on-brand" />
        </span>
      </SwitchButton>
    </SwitchField>
  );
}
