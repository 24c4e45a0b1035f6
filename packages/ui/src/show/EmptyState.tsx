import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';

export interface EmptyStateProps extends CommonProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing here, and what to do about it. */
export function EmptyState({ icon, title, text, action, className, ...common }: EmptyStateProps) {
  return (
    <div
      {...passedOn(common)}
      className={classNames('flex flex-col items-center justify-center gap-1 p-8 text-center', className)}
    >
      <div className="mb-2 text-ink-3 [&_svg]:size-8 [&_svg]:stroke-[1.5]" aria-hidden="true">
        {icon}
      </div>
      <p className="text-base font-semibold text-ink">{title}</p>
      {text === undefined || text === null ? null : <p className="max-w-sm text-sm text-ink-2">{text}</p>}
      {action === undefined || action === null ? null : <div className="mt-4">{action}</div>}
    </div>
  );
}
