import type { ReactNode } from 'react';
import { ToggleButton as AriaToggleButton } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { CHOOSABLE } from './pressable.ts';

export interface ChipProps extends CommonProps {
  readonly isSelected: boolean;
  /** Any CSS colour; shown as a dot, so that it carries no meaning alone. */
  readonly color?: string | null | undefined;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** A filter or a category. */
export function Chip({ isSelected, color, onPress, children, className, ...common }: ChipProps) {
  return (
    <AriaToggleButton
      {...passedOn(common)}
      isSelected={isSelected}
      onPress={onPress}
      className={classNames(
        'inline-flex min-h-touch shrink-0 items-center gap-2.5 rounded-full px-4 text-sm font-semibold whitespace-nowrap',
        CHOOSABLE,
        className,
      )}
    >
      {color ? (
        <span className="size-2.5 rounded-full inset-ring inset-ring-ink/15" style={{ background: color }} />
      ) : null}
      {children}
    </AriaToggleButton>
  );
}
