import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, type PressEvent } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { type ButtonVariant, pressable } from './pressable.ts';

export interface ButtonProps extends CommonProps {
  readonly variant?: ButtonVariant;
  /** 48, 56 or 72 px high. */
  readonly size?: 'md' | 'lg' | 'xl';
  readonly icon?: ReactNode;
  readonly trailing?: ReactNode;
  readonly isWide?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  /** The action is under way: the button keeps its width and its name, and takes no further press. */
  readonly isPending?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly onPress?: ((event: PressEvent) => void) | undefined;
  readonly type?: 'button' | 'submit';
  readonly children: ReactNode;
  readonly 'aria-label'?: string | undefined;
}

const SIZE = {
  md: 'min-h-touch px-4 text-sm gap-2 [&_svg]:size-4.5',
  lg: 'min-h-press px-5 text-base gap-2.5 [&_svg]:size-5',
  xl: 'min-h-18 px-6 text-lg gap-3 [&_svg]:size-6',
} as const;

/** The one button. Its pressed look comes in the frame of the touch; `onPress` when the finger lifts. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  trailing,
  isWide = false,
  isDisabled = false,
  isPending = false,
  autoFocus = false,
  onPress,
  type = 'button',
  children,
  className,
  'aria-label': ariaLabel,
  ...common
}: ButtonProps) {
  return (
    <AriaButton
      {...passedOn(common)}
      // Not RAC's isPending: what it announces outlives a button that its own success unmounts, and points at nothing.
      {...(onPress && !isPending && { onPress })}
      {...(ariaLabel !== undefined && { 'aria-label': ariaLabel })}
      type={isPending ? 'button' : type}
      isDisabled={isDisabled}
      {...(isPending && { 'data-pending': true })}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the screen decides: a sheet's safe answer, a search just opened.
      autoFocus={autoFocus}
      className={classNames(
        'relative inline-flex items-center rounded-control font-semibold',
        trailing === undefined ? 'justify-center' : 'justify-between',
        SIZE[size],
        isWide && 'w-full',
        pressable(variant),
        className,
      )}
    >
      <span
        className={classNames('inline-flex min-w-0 items-center gap-[inherit]', isPending && 'opacity-0')}
      >
        {icon}
        <span className="min-w-0">{children}</span>
      </span>
      {trailing === undefined ? null : (
        <bdi className={classNames('shrink-0 tabular-nums', isPending && 'opacity-0')}>{trailing}</bdi>
      )}
      {isPending ? (
        <span className="absolute inset-0 grid place-items-center" aria-hidden="true">
          <LoaderCircle className="motion-safe:animate-spin" />
        </span>
      ) : null}
    </AriaButton>
  );
}
