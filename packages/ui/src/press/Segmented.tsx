import type { ReactNode } from 'react';
import { ToggleButton as AriaToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';

export interface SegmentedOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly count?: number | undefined;
}

export interface SegmentedProps<Value extends string> extends CommonProps {
  /** The name of the choice, for a screen reader. */
  readonly label: string;
  readonly options: readonly SegmentedOption<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few, all in sight. Arrow keys move, as in a radio group. An option's test id is the group's plus its value. */
export function Segmented<Value extends string>({
  label,
  options,
  value,
  onChange,
  className,
  ...common
}: SegmentedProps<Value>) {
  const testId = common['data-testid'];
  return (
    <ToggleButtonGroup
      {...passedOn(common)}
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value));
        if (chosen !== undefined && chosen.value !== value) onChange(chosen.value);
      }}
      className={classNames('inline-flex gap-1 rounded-card bg-sunken p-1', className)}
    >
      {options.map((option) => (
        <AriaToggleButton
          key={option.value}
          id={option.value}
          {...(testId !== undefined && { 'data-testid': `${testId}-${option.value}` })}
          className="relative inline-flex min-h-10 flex-1 cursor-default items-center justify-center gap-2 rounded-control px-4 text-sm font-semibold whitespace-nowrap text-ink-2 after:absolute after:inset-x-0 after:-inset-y-1 after:content-[''] transition-[background-color,border-color,color] duration-quick ease-calm data-pressed:bg-ink/10 data-pressed:duration-0 data-selected:bg-surface data-selected:text-ink data-selected:inset-ring data-selected:inset-ring-line [&_svg]:size-4.5"
        >
          {option.icon}
          {option.label}
          {option.count === undefined ? null : (
            <span className="text-xs font-medium text-ink-3 tabular-nums">{option.count}</span>
          )}
        </AriaToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
