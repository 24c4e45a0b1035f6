import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import type { Tone } from './tones.ts';

export interface PillProps extends CommonProps {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly onPress?: (() => void) | undefined;
}

const DOT: Record<Tone, string> = {
  neutral: 'text-ink-3',
  brand: 'text-brand',
  info: 'text-info',
  ok: 'text-ok',
  warn: 'text-warn',
  danger: 'text-danger',
};
const LOOK =
  'inline-flex items-center gap-2 rounded-full text-sm font-medium whitespace-nowrap text-ink-2 tabular-nums';

/** A state, said quietly: only its icon (or dot) has the colour. */
export function Pill({ tone = 'neutral', icon, children, onPress, className, ...common }: PillProps) {
  const content = (
    <>
      <span
        className={classNames('grid shrink-0 place-items-center [&_svg]:size-4', DOT[tone])}
        aria-hidden="true"
      >
        {icon ?? <span className="size-2 rounded-full bg-current" />}
      </span>
      {children}
    </>
  );
  if (!onPress)
    return (
      <span {...passedOn(common)} className={classNames(LOOK, 'min-h-8 bg-ink/5 px-3', className)}>
        {content}
      </span>
    );
  return (
    <AriaButton
      {...passedOn(common)}
      onPress={onPress}
      className={classNames(
        LOOK,
        'relative min-h-10 cursor-default border border-line bg-control px-3.5 after:absolute after:-inset-1.25 after:content-[""] data-hovered:border-line-strong data-pressed:bg-ink/8',
        className,
      )}
    >
      {content}
    </AriaButton>
  );
}
