import {
  CircleAlert,
  CircleCheck,
  Info,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { IconButton } from '../press/IconButton.tsx';
import { SOFT_TONE } from './tones.ts';

export type NoticeTone = 'info' | 'ok' | 'warn' | 'refusal' | 'fault';

export interface NoticeProps extends CommonProps {
  readonly tone: NoticeTone;
  /** What is so, or is not so, in one sentence. */
  readonly title: string;
  /** What to do. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly onDismiss?: (() => void) | undefined;
}

const LOOK: Record<NoticeTone, { readonly icon: LucideIcon; readonly className: string }> = {
  info: { icon: Info, className: SOFT_TONE.info },
  ok: { icon: CircleCheck, className: SOFT_TONE.ok },
  warn: { icon: TriangleAlert, className: SOFT_TONE.warn },
  refusal: { icon: CircleAlert, className: SOFT_TONE.warn },
  fault: { icon: OctagonAlert, className: SOFT_TONE.danger },
};

/** A word in its place, next to the thing it is about. Refusals and faults are said at once, the rest in turn. */
export function Notice({ tone, title, children, action, onDismiss, className, ...common }: NoticeProps) {
  const { t } = useTranslation('ui');
  const { icon: Icon, className: look } = LOOK[tone];
  return (
    <div
      {...passedOn(common)}
      role={tone === 'refusal' || tone === 'fault' ? 'alert' : 'status'}
      className={classNames('flex items-start gap-3 rounded-card p-1 ps-4', look, className)}
    >
      <Icon className="mt-3.5 size-5 shrink-0" aria-hidden="true" />
      <div className="min-w-0 flex-1 py-3 text-base">
        <p className="font-semibold">{title}</p>
        {children === undefined || children === null ? null : (
          <div className="mt-0.5 text-sm text-ink">{children}</div>
        )}
      </div>
      {action}
      {onDismiss ? <IconButton icon={<X />} label={t('dismiss')} onPress={onDismiss} /> : null}
    </div>
  );
}
