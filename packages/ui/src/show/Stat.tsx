import { ArrowDownRight, ArrowRight, ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { TEXT_TONE } from '../say/tones.ts';

export interface StatProps extends CommonProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly detail?: ReactNode;
  readonly trend?:
    | {
        readonly direction: 'up' | 'down' | 'flat';
        readonly text: string;
        /** Whether the direction is good news; neutral when absent. */
        readonly tone?: 'ok' | 'danger' | 'neutral';
      }
    | undefined;
}

const ARROW = { up: ArrowUpRight, down: ArrowDownRight, flat: ArrowRight } as const;

/** One number that a manager looks for, and how it moves. */
export function Stat({ label, value, detail, trend, className, ...common }: StatProps) {
  const Arrow = trend && ARROW[trend.direction];
  return (
    <div
      {...passedOn(common)}
      className={classNames('flex flex-col gap-1 rounded-card border border-line bg-surface p-5', className)}
    >
      <p className="text-sm font-medium text-ink-2">{label}</p>
      <p className="text-2xl font-semibold text-ink tabular-nums">
        <bdi>{value}</bdi>
      </p>
      {trend && Arrow ? (
        <p
          className={classNames(
            'inline-flex items-center gap-1 text-sm font-medium tabular-nums',
            TEXT_TONE[trend.tone ?? 'neutral'],
          )}
        >
          <Arrow className="size-4 rtl:-scale-x-100" aria-hidden="true" />
          {trend.text}
        </p>
      ) : null}
      {detail === undefined || detail === null ? null : (
        <p className="text-sm text-ink-3 tabular-nums">{detail}</p>
      )}
    </div>
  );
}
