import type { ReactNode } from 'react';
import { Button as AriaButton, type PressEvent } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { type ButtonVariant, pressable } from './pressable.ts';

export interface IconButtonProps extends CommonProps {
  readonly icon: ReactNode;
  /** The name a screen reader says; required, since there is no text. */
  readonly label: string;
  readonly variant?: ButtonVariant;
  /** 48 or 56 px square. */
  readonly size?: 'md' | 'lg';
  readonly isDisabled?: boolean | undefined;
  readonly onPress?: ((event: PressEvent) => void) | undefined;
}

const SIZE = { md: 'size-touch [&_svg]:size-5', lg: 'size-press [&_svg]:size-6' } as const;

/** A button that is only a picture. */
export function IconButton({
  icon,
  label,
  variant = 'quiet',
  size = 'md',
  isDisabled = false,
  onPress,
  className,
  ...common
}: IconButtonProps) {
  return (
    <AriaButton
      {...passedOn(common)}
      {...(onPress && { onPress })}
      aria-label={label}
      isDisabled={isDisabled}
      className={classNames(
        'grid shrink-0 place-items-center rounded-control',
        SIZE[size],
        pressable(variant),
        className,
      )}
    >
      {icon}
    </AriaButton>
  );
}
