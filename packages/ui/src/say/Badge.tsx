import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { SOFT_TONE, type Tone } from './tones.ts';

/** A word about a thing, in its row: "Open", "Voided", "3". */
export function Badge({
  tone = 'neutral',
  children,
  className,
  ...common
}: CommonProps & { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span
      {...passedOn(common)}
      className={classNames(
        'inline-flex min-h-6 items-center gap-1 rounded-md px-2 text-xs font-semibold whitespace-nowrap tabular-nums inset-ring inset-ring-current/12',
        SOFT_TONE[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
