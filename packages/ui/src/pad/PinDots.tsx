import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';

export interface PinDotsProps extends CommonProps {
  readonly length: number;
  readonly filled: number;
  readonly isWrong?: boolean | undefined;
}

/** How much of a PIN is in; never which digits. */
export function PinDots({ length, filled, isWrong = false, className, ...common }: PinDotsProps) {
  const { t } = useTranslation('ui');
  return (
    <div
      {...passedOn(common)}
      className={classNames(
        'relative flex h-8 items-center justify-center gap-4',
        isWrong && 'motion-safe:animate-refuse',
        className,
      )}
    >
      <span className="sr-only" aria-live="polite">
        {isWrong ? t('pinWrong') : t('pin', { count: filled })}
      </span>
      {Array.from({ length: Math.max(length, filled) }, (_, at) => (
        <span
          key={at}
          className={classNames(
            'size-4 rounded-full border-2',
            isWrong
              ? 'border-danger bg-danger'
              : at < filled
                ? 'border-brand bg-brand'
                : 'border-line-strong',
          )}
        />
      ))}
    </div>
  );
}
