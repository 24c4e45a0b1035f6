import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';

export interface AppFrameProps extends CommonProps {
  /** The top bar. */
  readonly bar: ReactNode;
  /** The side, at the start. */
  readonly nav?: ReactNode;
  readonly children: ReactNode;
}

/** The whole window: bar, side, content. The page itself never scrolls; what is inside does. */
export function AppFrame({ bar, nav, children, className, ...common }: AppFrameProps) {
  const { t } = useTranslation('ui');
  return (
    <div
      {...passedOn(common)}
      className="grid h-dvh overflow-clip grid-rows-[auto_minmax(0,1fr)] bg-canvas text-ink"
    >
      <a
        href="#content"
        className="fixed start-4 top-2 z-60 -translate-y-20 flex min-h-touch items-center rounded-control bg-ink px-4 text-sm font-semibold text-canvas focus:translate-y-0"
      >
        {t('skip')}
      </a>
      <header className="flex min-h-16 items-center border-b border-line bg-surface px-4">{bar}</header>
      <div
        className={classNames(
          'grid min-h-0',
          nav !== undefined && nav !== null && 'grid-cols-[auto_minmax(0,1fr)]',
        )}
      >
        {nav}
        <main
          id="content"
          tabIndex={-1}
          className={classNames('relative min-h-0 min-w-0 outline-none', className)}
        >
          {children}
        </main>
      </div>
    </div>
  );
}
