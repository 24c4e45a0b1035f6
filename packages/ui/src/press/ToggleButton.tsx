import type { ReactNode } from 'react';
import { ToggleButton as AriaToggleButton } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { CHOOSABLE } from './pressable.ts';

export interface ToggleButtonProps extends CommonProps {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly size?: 'md' | 'lg';
  readonly icon?: ReactNode;
  readonly isDisabled?: boolean | undefined;
  /** The name when `children` is absent. */
  readonly label?: string | undefined;
  readonly children?: ReactNode;
}

const SIZE = {
  md: 'min-h-touch min-w-touch px-4 text-sm [&_svg]:size-4.5',
  lg: 'min-h-press min-w-press px-5 text-base [&_svg]:size-5',
} as const;

/** A button that stays down. */
export function ToggleButton({
  isSelected,
  onChange,
  size = 'md',
  icon,
  isDisabled = false,
  label,
  children,
  className,
  ...common
}: ToggleButtonProps) {
  return (
    <AriaToggleButton
      {...passedOn(common)}
      {...(label !== undefined && { 'aria-label': label })}
      isSelected={isSelected}
      onChange={onChange}
      isDisabled={isDisabled}
      className={classNames(
        'inline-flex items-center justify-center gap-2 rounded-control font-semibold',
        SIZE[size],
        CHOOSABLE,
        className,
      )}
    >
      {icon}
      {children}
    </AriaToggleButton>
  );
}
